/** What a node is and how its kubelet is configured, with the names and defaults of KubeletConfiguration where it has one. */
import { type Node, parseQuantity, type ResourceAmounts } from "../model/index.ts";
import type { PodSource } from "../store/index.ts";
import { DEFAULT_EVICTION_HARD, type EvictionThreshold, parseThresholdConfig } from "./eviction-thresholds.ts";

export interface KubeletSettings {
  /** What the machine really has, before overselling. */
  readonly hardware: { readonly cores: number; readonly memoryBytes: number; readonly diskBytes: number; readonly pids: number };
  readonly kubeReserved: ResourceAmounts;
  readonly systemReserved: ResourceAmounts;
  readonly evictionThresholds: readonly EvictionThreshold[];
  readonly evictionPressureTransitionPeriodUs: number;
  readonly evictionMaxPodGracePeriodSeconds: number;
  readonly serializeImagePulls: boolean;
  /** Infinity: unlimited; heeded when pulls are not serialized. */
  readonly maxParallelImagePulls: number;
  /** Percent of the disk. */
  readonly imageGCHighThresholdPercent: number;
  readonly imageGCLowThresholdPercent: number;
  readonly imageMinimumGCAgeUs: number;
  /** 0: never by age. */
  readonly imageMaximumGCAgeUs: number;
  /** crashLoopBackOff.maxContainerRestartPeriod. */
  readonly maxContainerRestartPeriodUs: number;
  readonly cpuCFSQuota: boolean;
  readonly cpuCFSQuotaPeriodUs: number;
  /** An OOM in a container kills only its largest process. */
  readonly singleProcessOOMKill: boolean;
  /** 0: the node just stops. */
  readonly shutdownGracePeriodUs: number;
  readonly shutdownGracePeriodCriticalPodsUs: number;
  /** What runs outside pods, kubelet and container runtime included: cores it wants, memory it holds. */
  readonly system: { readonly cores: number; readonly memoryBytes: number };
  /**
   * Less memory than this left on the whole machine: the kernel throws out and reads back the code of everything that runs, the kubelet
   * included, which then neither acts nor renews its lease. Pods are taken to go on. An engineering guess, not from source; 0: never.
   */
  readonly stallBelowBytes: number;
  /** Of the node's network for image pulls; Infinity: pulls take no time. */
  readonly downloadBytesPerSecond: number;
  /** Images that are there from the start, by name, in bytes. */
  readonly presentImages: ReadonlyMap<string, number>;
  /** Pods of the kubelet's own files; each gets a mirror pod named after the node. */
  readonly staticPods: readonly StaticPod[];
}

export interface StaticPod {
  readonly name: string;
  readonly source: PodSource;
}

/** 64-bit Linux's usual kernel.pid_max. */
export const DEFAULT_PIDS = 4_194_304;

/**
 * The kubelet's own defaults on a machine.
 *
 * Source: pkg/kubelet/apis/config/v1beta1/defaults.go, pkg/kubelet/eviction/defaults_linux.go.
 */
export function defaultKubeletSettings(hardware: KubeletSettings["hardware"]): KubeletSettings {
  return {
    hardware,
    kubeReserved: new Map(),
    systemReserved: new Map(),
    evictionThresholds: parseThresholdConfig({ evictionHard: DEFAULT_EVICTION_HARD, enforceNodeAllocatable: ["pods"] }),
    evictionPressureTransitionPeriodUs: 300e6,
    evictionMaxPodGracePeriodSeconds: 0,
    serializeImagePulls: true,
    maxParallelImagePulls: Infinity,
    imageGCHighThresholdPercent: 85,
    imageGCLowThresholdPercent: 80,
    imageMinimumGCAgeUs: 120e6,
    imageMaximumGCAgeUs: 0,
    maxContainerRestartPeriodUs: 300e6,
    cpuCFSQuota: true,
    cpuCFSQuotaPeriodUs: 100_000,
    singleProcessOOMKill: false,
    shutdownGracePeriodUs: 0,
    shutdownGracePeriodCriticalPodsUs: 0,
    system: { cores: 0, memoryBytes: 0 },
    stallBelowBytes: 0,
    downloadBytesPerSecond: Infinity,
    presentImages: new Map(),
    staticPods: [],
  };
}

/** A machine that has what its node reports: for nodes of a manifest, a snapshot or a trace. */
export function reportedHardware({ status }: Node): KubeletSettings["hardware"] {
  const amounts = status?.capacity ?? status?.allocatable ?? {};
  const whole = (name: string): number => Number(parseQuantity(amounts[name] ?? 0).value());
  return {
    cores: Number(parseQuantity(amounts["cpu"] ?? 0).milliValue()) / 1000,
    memoryBytes: whole("memory"),
    diskBytes: whole("ephemeral-storage"),
    pids: DEFAULT_PIDS,
  };
}
