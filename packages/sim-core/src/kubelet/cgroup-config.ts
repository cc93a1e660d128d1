/** What the kubelet writes into a control group of its own: kubepods, a QoS class, a pod. */
import { isHugePageResourceName, parseQuantity, type Quantity } from "../model/index.ts";
import { milliCpuToShares } from "./cpu-shares.ts";

/** A missing setting is left as the kernel has it. */
export interface CgroupConfig {
  readonly cpuShares?: number;
  /** CPU time per period; -1: unlimited. */
  readonly cpuQuotaUs?: number;
  readonly cpuPeriodUs?: number;
  /** memory.max. */
  readonly memoryBytes?: number;
  readonly pidsLimit?: number;
  /** Bytes of huge pages by page size in bytes. */
  readonly hugePageLimits?: ReadonlyMap<number, number>;
  /** Further cgroup v2 files: memory.min, memory.low. */
  readonly unified?: ReadonlyMap<string, string>;
}

/**
 * Settings that hold a group to an amount of resources: the kubepods group to what the node has for pods, reserved groups to their
 * reservation.
 *
 * @param compressibleOnly set only what can be throttled (cpu), not what kills
 *
 * Source: pkg/kubelet/cm/node_container_manager_linux.go, getCgroupConfigInternal.
 */
export function cgroupConfigOf(resources: ReadonlyMap<string, Quantity>, compressibleOnly = false): CgroupConfig {
  const cpu = resources.get("cpu");
  const compressible = cpu === undefined ? {} : { cpuShares: milliCpuToShares(Number(cpu.milliValue())) };
  if (compressibleOnly) return compressible;
  const memory = resources.get("memory");
  const pids = resources.get("pid");
  return {
    ...compressible,
    ...(memory === undefined ? {} : { memoryBytes: Number(memory.value()) }),
    ...(pids === undefined ? {} : { pidsLimit: Number(pids.value()) }),
    hugePageLimits: hugePageLimits(resources),
  };
}

/** Bytes of huge pages by page size in bytes, from amounts such as `hugepages-2Mi`. @throws QuantityError for a page size that is none. */
export function hugePageLimits(resources: ReadonlyMap<string, Quantity>): Map<number, number> {
  const limits = new Map<number, number>();
  for (const [name, amount] of resources) {
    if (!isHugePageResourceName(name)) continue;
    const pageBytes = Number(parseQuantity(name.slice("hugepages-".length)).value());
    limits.set(pageBytes, (limits.get(pageBytes) ?? 0) + Number(amount.value()));
  }
  return limits;
}
