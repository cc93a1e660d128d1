/** The kubelet of a pool's nodes, and the machine under it. */
import { quantityMilliValue, quantityValue, readResources } from "@orrery/sim-core/model";
import {
  DEFAULT_EVICTION_HARD,
  DEFAULT_PIDS,
  defaultKubeletSettings,
  type EvictionConfig,
  type EvictionThreshold,
  type KubeletSettings,
  parseThresholdConfig,
  type StaticPod,
} from "@orrery/sim-core/kubelet";
import type { KubeletEntry, ThresholdEntries } from "./kubelet-entry.ts";
import { requiredUs } from "./random-time.ts";
import type { NodePool } from "./scenario.ts";

/** What a pool takes from elsewhere in the scenario. */
export interface PoolSurroundings {
  /** Of `spec.images.sizes`. */
  readonly imageBytes: ReadonlyMap<string, number>;
  readonly staticPods: readonly StaticPod[];
}

export const NO_SURROUNDINGS: PoolSurroundings = { imageBytes: new Map(), staticPods: [] };

/**
 * @param hardware before overselling: thousandths of cores, bytes
 * @throws EvictionConfigError for thresholds that the kubelet would refuse
 */
export function poolKubelet(
  pool: NodePool,
  hardware: ReadonlyMap<string, bigint>,
  { imageBytes, staticPods }: PoolSurroundings,
): KubeletSettings {
  const kubelet = pool.kubelet ?? {};
  const defaults = defaultKubeletSettings({
    cores: Number(hardware.get("cpu") ?? 0n) / 1000,
    memoryBytes: Number(hardware.get("memory") ?? 0n),
    diskBytes: Number(hardware.get("ephemeral-storage") ?? 0n),
    pids: pool.pids ?? DEFAULT_PIDS,
  });
  const us = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : requiredUs(text));
  const { kubeReserved, systemReserved } = poolReserves(pool);
  return {
    ...defaults,
    kubeReserved: readResources(kubeReserved),
    systemReserved: readResources(systemReserved),
    evictionThresholds: evictionThresholds(pool),
    evictionPressureTransitionPeriodUs: us(kubelet.evictionPressureTransitionPeriod, defaults.evictionPressureTransitionPeriodUs),
    evictionMaxPodGracePeriodSeconds: kubelet.evictionMaxPodGracePeriod ?? defaults.evictionMaxPodGracePeriodSeconds,
    serializeImagePulls: serializesImagePulls(kubelet),
    maxParallelImagePulls: kubelet.maxParallelImagePulls ?? defaults.maxParallelImagePulls,
    imageGCHighThresholdPercent: kubelet.imageGCHighThresholdPercent ?? defaults.imageGCHighThresholdPercent,
    imageGCLowThresholdPercent: kubelet.imageGCLowThresholdPercent ?? defaults.imageGCLowThresholdPercent,
    imageMinimumGCAgeUs: us(kubelet.imageMinimumGCAge, defaults.imageMinimumGCAgeUs),
    imageMaximumGCAgeUs: us(kubelet.imageMaximumGCAge, defaults.imageMaximumGCAgeUs),
    maxContainerRestartPeriodUs: us(kubelet.crashLoopBackOff?.maxContainerRestartPeriod, defaults.maxContainerRestartPeriodUs),
    cpuCFSQuota: kubelet.cpuCFSQuota ?? defaults.cpuCFSQuota,
    cpuCFSQuotaPeriodUs: us(kubelet.cpuCFSQuotaPeriod, defaults.cpuCFSQuotaPeriodUs),
    singleProcessOOMKill: kubelet.singleProcessOOMKill ?? defaults.singleProcessOOMKill,
    shutdownGracePeriodUs: us(kubelet.shutdownGracePeriod, defaults.shutdownGracePeriodUs),
    shutdownGracePeriodCriticalPodsUs: us(kubelet.shutdownGracePeriodCriticalPods, defaults.shutdownGracePeriodCriticalPodsUs),
    system: { cores: quantityMilliValue(pool.system?.cpu ?? 0) / 1000, memoryBytes: quantityValue(pool.system?.memory ?? 0) },
    stallBelowBytes: quantityValue(pool.stallBelow ?? 0),
    downloadBytesPerSecond: pool.download === undefined ? Infinity : quantityValue(pool.download),
    presentImages: presentImages(pool, imageBytes),
    staticPods,
  };
}

/** As the pool or its kubelet has them; both at once is an error. */
export function poolReserves({ kubeReserved, systemReserved, kubelet }: Pick<NodePool, "kubeReserved" | "systemReserved" | "kubelet">): {
  readonly kubeReserved: NonNullable<NodePool["kubeReserved"]>;
  readonly systemReserved: NonNullable<NodePool["systemReserved"]>;
} {
  return {
    kubeReserved: kubeReserved ?? kubelet?.kubeReserved ?? {},
    systemReserved: systemReserved ?? kubelet?.systemReserved ?? {},
  };
}

/** With the kubelet's defaults where they hold. Source: pkg/kubelet/apis/config/v1beta1/defaults.go, pkg/kubelet/kubelet.go. */
export function hardThresholds({ evictionHard, kubelet }: Pick<NodePool, "evictionHard" | "kubelet">): Readonly<Record<string, string>> {
  const given = evictionHard ?? kubelet?.evictionHard;
  if (given === undefined) return DEFAULT_EVICTION_HARD;
  return kubelet?.mergeDefaultEvictionSettings === true ? { ...DEFAULT_EVICTION_HARD, ...texts(given) } : texts(given);
}

/** @throws EvictionConfigError, with the field's name in KubeletConfiguration */
export function evictionThresholds(pool: Pick<NodePool, "evictionHard" | "kubelet">): EvictionThreshold[] {
  const { evictionSoft, evictionSoftGracePeriod, evictionMinimumReclaim, enforceNodeAllocatable = ["pods"] } = pool.kubelet ?? {};
  const graces = Object.entries(evictionSoftGracePeriod ?? {}).map(([signal, text]) => [signal, `${requiredUs(text)}us`]);
  const config: EvictionConfig = {
    evictionHard: hardThresholds(pool),
    evictionSoft: texts(evictionSoft ?? {}),
    evictionSoftGracePeriod: Object.fromEntries(graces) as Record<string, string>,
    evictionMinimumReclaim: texts(evictionMinimumReclaim ?? {}),
    enforceNodeAllocatable,
  };
  return parseThresholdConfig(config);
}

/** Source: pkg/kubelet/apis/config/v1beta1/defaults.go. */
export function serializesImagePulls({ serializeImagePulls, maxParallelImagePulls = 1 }: KubeletEntry): boolean {
  return serializeImagePulls ?? maxParallelImagePulls < 2;
}

/** Those of the pool's `images` too: what the node reports is there. */
export function presentImages(
  { images, presentImages: given = [] }: NodePool,
  sizes: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const reported = (images ?? []).flatMap(({ names = [], sizeBytes = 0 }) => names.map((name) => [name, sizeBytes] as const));
  const named = Array.isArray(given)
    ? given.map((name: string) => [name, sizes.get(name) ?? 0] as const)
    : Object.entries(given).map(([name, size]) => [name, quantityValue(size)] as const);
  return new Map([...reported, ...named]);
}

function texts(entries: ThresholdEntries): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([signal, value]) => [signal, String(value)]));
}
