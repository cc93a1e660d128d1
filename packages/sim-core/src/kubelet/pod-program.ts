/** What the kubelet has to know of a pod, read once for all pods of one source. */
import {
  type Container,
  isSidecar,
  parseQuantity,
  type Pod,
  podLimits,
  type PodQosClass,
  podRequests,
  type Probe,
} from "../model/index.ts";
import { containersOf, type PodSource } from "../store/index.ts";
import { type BehaviorSet, type ContainerBehavior, IDLE } from "../workload/index.ts";
import { containerLinuxResources, type ContainerLinuxResources } from "./container-resources.ts";
import { isCriticalPod } from "./critical-pod.ts";
import { effectiveQosClass, podCgroupConfig } from "./pod-cgroup.ts";

export type ContainerRole = "init" | "sidecar" | "app";

export interface ContainerProgram {
  readonly number: number;
  readonly name: string;
  readonly role: ContainerRole;
  readonly spec: Container;
  readonly image: string;
  readonly behavior: ContainerBehavior;
  /** Whether a rule names it; another one stops as the run's timings say. */
  readonly hasBehavior: boolean;
  readonly cpu: ContainerLinuxResources;
  /** What all containers of the program want now, where that depends on the clock alone: worked out once for all of them. */
  readonly clockStep: ClockStep | undefined;
  /** Infinity: none. */
  readonly memoryLimitBytes: number;
  readonly memoryRequestBytes: number;
  readonly diskLimitBytes: number;
  readonly startupProbe: Probe | undefined;
  readonly livenessProbe: Probe | undefined;
  readonly readinessProbe: Probe | undefined;
  readonly hasPostStart: boolean;
  readonly hasPreStop: boolean;
  /** Always, OnFailure, Never: of the pod, or Always for a sidecar. */
  readonly restartPolicy: string;
}

/** A stretch of a curve on the clock. */
export interface ClockStep {
  fromUs: number;
  untilUs: number;
  value: number;
}

export interface PodProgram {
  readonly source: PodSource;
  /** As the functions of the kubelet's arithmetic want it; its name is not the pod's. */
  readonly pod: Pod;
  readonly containers: readonly ContainerProgram[];
  readonly qos: PodQosClass;
  readonly critical: boolean;
  readonly priority: number;
  /** Nothing but start and end is modelled of it: no behaviours, probes, hooks, init containers. */
  readonly plain: boolean;
  readonly cpuShares: number;
  /** The pod's own quota, where it has resources of its own; 0: none. */
  readonly cpuQuotaUs: number;
  /** Counts for the group of all Burstable pods. */
  readonly burstableMilliCpu: number;
  readonly requests: { readonly milliCpu: number; readonly memoryBytes: number; readonly diskBytes: number };
  /** The pod's own limit, where it has one apart from its containers; Infinity: none. */
  readonly memoryLimitBytes: number;
  readonly diskLimitBytes: number;
  readonly activeDeadlineUs: number;
  readonly hasPullableImage: boolean;
}

/** What programs depend on beside the source. */
export interface ProgramContext {
  readonly behaviors: BehaviorSet;
  readonly cpuCFSQuota: boolean;
  readonly cpuCFSQuotaPeriodUs: number;
  /** Whether pulling this image takes time anywhere. */
  readonly isPulled: (image: string) => boolean;
}

/** @throws QuantityError */
export function podProgram(source: PodSource, context: ProgramContext): PodProgram {
  const { spec } = source;
  const pod: Pod = { metadata: { ...source.metadata, name: source.workload }, spec };
  const initCount = spec.initContainers?.length ?? 0;
  const containers = containersOf(spec).map((container, number) => containerProgram(source, container, number, initCount, context));
  const qos = effectiveQosClass(pod);
  const requests = podRequests(pod);
  const milliCpu = Number(requests.get("cpu")?.milliValue() ?? 0);
  const group = podCgroupConfig(pod, { enforceCpuLimits: context.cpuCFSQuota, cpuPeriodUs: context.cpuCFSQuotaPeriodUs });
  const hasOwnLimits = spec.resources?.limits !== undefined;
  const ownMemory = spec.resources?.limits?.["memory"];
  return {
    source,
    pod,
    containers,
    qos,
    critical: isCriticalPod(pod),
    priority: spec.priority ?? 0,
    plain: initCount === 0 && spec.activeDeadlineSeconds === undefined && containers.every(isPlain),
    cpuShares: group.cpuShares ?? 2,
    cpuQuotaUs: hasOwnLimits && (group.cpuQuotaUs ?? 0) > 0 ? group.cpuQuotaUs! : 0,
    burstableMilliCpu: qos === "Burstable" ? milliCpu : 0,
    requests: {
      milliCpu,
      memoryBytes: Number(requests.get("memory")?.value() ?? 0),
      diskBytes: Number(requests.get("ephemeral-storage")?.value() ?? 0),
    },
    memoryLimitBytes: ownMemory === undefined ? Infinity : bytes(ownMemory),
    diskLimitBytes: Number(podLimits(pod).get("ephemeral-storage")?.value() ?? Infinity),
    activeDeadlineUs: spec.activeDeadlineSeconds === undefined ? Infinity : spec.activeDeadlineSeconds * 1e6,
    hasPullableImage: containers.some(({ image }) => context.isPulled(image)),
  };

  function isPlain(container: ContainerProgram): boolean {
    return (
      !container.hasBehavior &&
      container.startupProbe === undefined &&
      container.livenessProbe === undefined &&
      container.readinessProbe === undefined &&
      !container.hasPostStart &&
      !container.hasPreStop &&
      !context.isPulled(container.image)
    );
  }
}

function containerProgram(
  source: PodSource,
  spec: Container,
  number: number,
  initCount: number,
  context: ProgramContext,
): ContainerProgram {
  const role: ContainerRole = number >= initCount ? "app" : isSidecar(spec) ? "sidecar" : "init";
  const behavior = context.behaviors.behavior(source, number);
  const lifecycle = spec.lifecycle as { readonly postStart?: unknown; readonly preStop?: unknown } | undefined;
  const limits = spec.resources?.limits ?? {};
  const cpu = containerLinuxResources(spec.resources, {
    cpuPeriodUs: context.cpuCFSQuotaPeriodUs,
    disableCpuQuota: !context.cpuCFSQuota,
  });
  const podPolicy = source.spec.restartPolicy ?? "Always";
  return {
    number,
    name: spec.name,
    role,
    spec,
    image: spec.image ?? "",
    behavior,
    hasBehavior: behavior !== IDLE,
    cpu,
    clockStep: isOnClock(behavior.cpu) ? { fromUs: Infinity, untilUs: -Infinity, value: 0 } : undefined,
    memoryLimitBytes: cpu.memoryLimitBytes > 0 ? cpu.memoryLimitBytes : Infinity,
    memoryRequestBytes: bytes(spec.resources?.requests?.["memory"]),
    diskLimitBytes: limits["ephemeral-storage"] === undefined ? Infinity : bytes(limits["ephemeral-storage"]),
    startupProbe: role === "init" ? undefined : spec.startupProbe,
    livenessProbe: role === "init" ? undefined : spec.livenessProbe,
    readinessProbe: role === "init" ? undefined : spec.readinessProbe,
    hasPostStart: role !== "init" && lifecycle?.postStart !== undefined,
    hasPreStop: role !== "init" && lifecycle?.preStop !== undefined,
    // An init container is tried again by Always and OnFailure alike.
    restartPolicy: role === "sidecar" ? "Always" : role === "init" && podPolicy === "Always" ? "OnFailure" : podPolicy,
  };
}

function isOnClock(curve: ContainerBehavior["cpu"]): boolean {
  if (curve.kind === "sum") return curve.parts.every(isOnClock);
  return curve.kind === "constant" || curve.kind === "diurnal" || (curve.kind === "steps" && curve.from === "clock");
}

function bytes(amount: string | number | undefined): number {
  return Number(parseQuantity(amount ?? 0).value());
}
