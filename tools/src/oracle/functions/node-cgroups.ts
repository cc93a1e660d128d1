/** Runs the recorded cases of the family `node-cgroups`. */
import {
  type CgroupConfig,
  cgroupConfigOf,
  containerLinuxResources,
  cpuWeightToShares,
  kubeletCpuWeight,
  milliCpuToQuotaUs,
  milliCpuToShares,
  oomScoreAdjust,
  podCgroupConfig,
  quotaToMilliCpu,
  sharesToMilliCpu,
} from "@orrery/sim-core/kubelet";
import { parseQuantity, type Pod, type ResourceList } from "@orrery/sim-core/model";
import { type FunctionTable, Readings } from "./recorded-case.ts";

export const nodeCgroupsFunctions: FunctionTable = new Map([
  ["MilliCPUToShares", ({ milliCPU }) => milliCpuToShares(milliCPU as number)],
  ["SharesToMilliCPU", ({ shares }) => sharesToMilliCpu(shares as number)],
  ["getCPUWeight", ({ cpuShares }) => kubeletCpuWeight(cpuShares as number)],
  ["cpuWeightToCPUShares", ({ cpuWeight }) => cpuWeightToShares(cpuWeight as number)],
  ["MilliCPUToQuota", (input) => milliCpuToQuotaUs(input.milliCPU as number, input.period as number, customPeriod(input))],
  ["QuotaToMilliCPU", ({ quota, period }) => quotaToMilliCpu(quota as number, period as number)],
  ["getCgroupConfigInternal", resourcesConfig],
  ["ResourceConfigForPod", (input) => podReadings(input, (pod) => podConfig(pod, input))],
  ["calculateLinuxResources", containerResources],
  ["GetContainerOOMScoreAdjust", (input) => podReadings(input, (pod) => oomScores(pod, input.memoryCapacity as number))],
]);

/** The recordings leave empty objects out; an empty `spec.resources` makes every pod BestEffort, which none at all does not. */
function podReadings(input: Record<string, unknown>, answer: (pod: Pod) => unknown): unknown {
  const pod = input.pod as Pod;
  if (pod.spec.resources !== undefined) return answer(pod);
  return new Readings([answer(pod), answer({ ...pod, spec: { ...pod.spec, resources: {} } })]);
}

function customPeriod(input: Record<string, unknown>): boolean {
  return (input.gates as Record<string, boolean> | undefined)?.CustomCPUCFSQuotaPeriod ?? true;
}

function resourcesConfig(input: Record<string, unknown>): unknown {
  const resources = new Map(Object.entries((input.resources ?? {}) as ResourceList).map(([name, amount]) => [name, parseQuantity(amount)]));
  return recordedConfig(cgroupConfigOf(resources, input.compressibleResourcesOnly === true));
}

function podConfig(pod: Pod, input: Record<string, unknown>): unknown {
  const options = {
    enforceCpuLimits: input.enforceCPULimits === true,
    cpuPeriodUs: input.cpuPeriod as number,
    reserveMemory: input.enforceMemoryQoS === true && input.memoryReservationPolicy === "TieredReservation",
  };
  return recordedConfig(podCgroupConfig(pod, options));
}

function recordedConfig(config: CgroupConfig): unknown {
  const { cpuShares, cpuQuotaUs, cpuPeriodUs, memoryBytes, pidsLimit, hugePageLimits, unified } = config;
  return {
    cpuShares,
    cpuQuota: cpuQuotaUs,
    cpuPeriod: cpuPeriodUs,
    memory: memoryBytes,
    pidsLimit,
    ...(hugePageLimits?.size ? { hugePageLimit: Object.fromEntries(hugePageLimits) } : {}),
    ...(unified?.size ? { unified: Object.fromEntries(unified) } : {}),
  };
}

function containerResources(input: Record<string, unknown>): unknown {
  const { cpuRequest, cpuLimit, memoryLimit } = input as Record<string, string | undefined>;
  const limits = { cpu: cpuLimit ?? "0", memory: memoryLimit ?? "0" };
  const answer = containerLinuxResources(cpuRequest === undefined ? { limits } : { limits, requests: { cpu: cpuRequest } }, {
    cpuPeriodUs: input.cpuCFSQuotaPeriodMicros as number,
    disableCpuQuota: input.disableCPUQuota === true,
  });
  return {
    cpuShares: answer.cpuShares,
    cpuQuota: answer.cpuQuotaUs,
    cpuPeriod: answer.cpuPeriodUs,
    memoryLimitInBytes: answer.memoryLimitBytes,
  };
}

function oomScores(pod: Pod, memoryCapacityBytes: number): unknown {
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  return Object.fromEntries(containers.map((container) => [container.name, oomScoreAdjust(pod, container, memoryCapacityBytes)]));
}
