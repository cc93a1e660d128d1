/** The control group of a pod: shares from its requests, quota and memory limit where all of its containers have one. */
import {
  addResources,
  isPodLevelResourcesSet,
  isSidecar,
  type Pod,
  podLimits,
  type PodQosClass,
  podQosClass,
  podRequests,
  readResources,
  type ResourceAmounts,
} from "../model/index.ts";
import { type CgroupConfig, hugePageLimits } from "./cgroup-config.ts";
import { milliCpuToQuotaUs, UNLIMITED_QUOTA_US } from "./cpu-quota.ts";
import { MIN_CPU_SHARES, milliCpuToShares } from "./cpu-shares.ts";

export interface PodCgroupOptions {
  /** cpuCFSQuota: without it no quota is set. */
  readonly enforceCpuLimits: boolean;
  readonly cpuPeriodUs: number;
  /** memoryReservationPolicy TieredReservation with the gate MemoryQoS (alpha, off). */
  readonly reserveMemory?: boolean;
}

/**
 * Settings of a pod's control group.
 *
 * @throws QuantityError. Source: pkg/kubelet/cm/helpers_linux.go, ResourceConfigForPod.
 */
export function podCgroupConfig(pod: Pod, options: PodCgroupOptions): CgroupConfig {
  const requests = podRequests(pod);
  const limits = podLimits(pod);
  const declared = declaredLimits(pod);
  const qos = effectiveQosClass(pod);
  const quota = {
    cpuQuotaUs: options.enforceCpuLimits
      ? milliCpuToQuotaUs(Number(limits.get("cpu")?.milliValue() ?? 0), options.cpuPeriodUs)
      : UNLIMITED_QUOTA_US,
    cpuPeriodUs: options.cpuPeriodUs,
  };
  return {
    cpuShares: qos === "BestEffort" ? MIN_CPU_SHARES : milliCpuToShares(Number(requests.get("cpu")?.milliValue() ?? 0)),
    ...(qos === "Guaranteed" || (qos === "Burstable" && declared.cpu) ? quota : {}),
    ...(qos === "Guaranteed" || (qos === "Burstable" && declared.memory)
      ? { memoryBytes: Number(limits.get("memory")?.value() ?? 0) }
      : {}),
    hugePageLimits: hugePageLimits(requests),
    ...(options.reserveMemory ? { unified: memoryReservation(requests, qos) } : {}),
  };
}

/** The class that the API server wrote down, else the one that follows from the specification. */
export function effectiveQosClass(pod: Pod): PodQosClass {
  const recorded = pod.status?.qosClass;
  return recorded === "Guaranteed" || recorded === "Burstable" || recorded === "BestEffort" ? recorded : podQosClass(pod);
}

/** Whether every container has a limit. An init container counts the limits of the sidecars that run beside it as its own. */
function declaredLimits(pod: Pod): { cpu: boolean; memory: boolean } {
  const declared = { cpu: true, memory: true };
  const visit = (limits: ResourceAmounts) => {
    if (isZero(limits, "cpu")) declared.cpu = false;
    if (isZero(limits, "memory")) declared.memory = false;
  };
  for (const container of pod.spec.containers ?? []) visit(readResources(container.resources?.limits));
  const sidecars: ResourceAmounts = new Map();
  for (const container of pod.spec.initContainers ?? []) {
    const limits = readResources(container.resources?.limits);
    if (isSidecar(container)) addResources(sidecars, limits);
    else addResources(limits, sidecars);
    visit(isSidecar(container) ? sidecars : limits);
  }
  if (isPodLevelResourcesSet(pod)) {
    const own = readResources(pod.spec.resources?.limits);
    if (!isZero(own, "cpu")) declared.cpu = true;
    if (!isZero(own, "memory")) declared.memory = true;
  }
  return declared;
}

function isZero(amounts: ResourceAmounts, name: string): boolean {
  return (amounts.get(name)?.sign ?? 0) === 0;
}

/** Guaranteed pods keep their memory for certain, others as long as it is possible. */
function memoryReservation(requests: ResourceAmounts, qos: PodQosClass): Map<string, string> {
  const bytes = requests.get("memory")?.value() ?? 0n;
  return bytes > 0n ? new Map([[qos === "Guaranteed" ? "memory.min" : "memory.low", bytes.toString()]]) : new Map();
}
