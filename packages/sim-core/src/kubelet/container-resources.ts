/** What the kubelet asks the container runtime for: shares, quota and memory limit of one container. */
import { parseQuantity, type ResourceRequirements } from "../model/index.ts";
import { milliCpuToQuotaUs, UNLIMITED_QUOTA_US } from "./cpu-quota.ts";
import { milliCpuToShares } from "./cpu-shares.ts";

export interface ContainerLinuxResources {
  readonly cpuShares: number;
  /** CPU time per period; 0: none set, -1: unlimited. */
  readonly cpuQuotaUs: number;
  readonly cpuPeriodUs: number;
  /** 0: none. */
  readonly memoryLimitBytes: number;
}

export interface ContainerResourceOptions {
  readonly cpuPeriodUs: number;
  /** The container has CPUs of its own (static CPU manager policy), and no quota. */
  readonly disableCpuQuota?: boolean;
}

/**
 * Settings of a container's control group; a container that names no cpu request is weighted by its limit.
 *
 * @throws QuantityError. Source: pkg/kubelet/kuberuntime/kuberuntime_container_linux.go, calculateLinuxResources.
 *
 * Not modelled: memory.high and memory.min (gate MemoryQoS, alpha).
 */
export function containerLinuxResources(
  resources: ResourceRequirements | undefined,
  options: ContainerResourceOptions,
): ContainerLinuxResources {
  const limitMilliCpu = milliValue(resources?.limits?.cpu);
  const request = resources?.requests?.cpu;
  return {
    cpuShares: milliCpuToShares(request === undefined ? limitMilliCpu : milliValue(request)),
    cpuQuotaUs: options.disableCpuQuota ? UNLIMITED_QUOTA_US : milliCpuToQuotaUs(limitMilliCpu, options.cpuPeriodUs),
    cpuPeriodUs: options.cpuPeriodUs,
    memoryLimitBytes: Number(parseQuantity(resources?.limits?.memory ?? 0).value()),
  };
}

function milliValue(amount: string | number | undefined): number {
  return Number(parseQuantity(amount ?? 0).milliValue());
}
