/**
 * What a node of a pool offers: the hardware times the oversell ratio, less what the kubelet keeps back. Exact integers throughout.
 *
 * Source: pkg/kubelet/cm/node_container_manager_linux.go (GetNodeAllocatableReservation, validateNodeAllocatable),
 * pkg/kubelet/nodestatus/setters.go (MachineInfo). The kubelet's own sums (`nodeStatusResources`) are over hardware that is not oversold,
 * and in doubles.
 *
 * Not modelled: soft eviction and thresholds on inodes and images, which reserve nothing in Kubernetes either.
 */
import { isHugePageResourceName, newMilliQuantity, newQuantity, parseQuantity } from "@orrery/sim-core/model";
import type { ResourceList } from "@orrery/sim-core/model";
import { parseThresholdConfig, thresholdQuantity } from "@orrery/sim-core/kubelet";
import { hardThresholds, poolReserves } from "./pool-kubelet.ts";
import type { NodePool } from "./scenario.ts";

export interface NodeResources {
  /** In Kubernetes' notation. */
  readonly capacity: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
  /** Before overselling: thousandths for cpu, whole units for all else. */
  readonly hardware: ReadonlyMap<string, bigint>;
  /** A reserve greater than the capacity: the kubelet would not start. */
  readonly shortfalls: readonly { readonly resource: string; readonly capacity: string; readonly reserved: string }[];
}

/** kubelet --max-pods, for pools that do not say. */
export const DEFAULT_MAX_PODS = 110;

type PoolResources = Pick<NodePool, "capacity" | "oversell" | "kubeReserved" | "systemReserved" | "evictionHard" | "kubelet">;

/** @throws QuantityError for an amount that is none, EvictionConfigError for a threshold; both have been checked before */
export function nodeResources(pool: PoolResources): NodeResources {
  const hardware = amounts(pool.capacity);
  if (!hardware.has("pods")) hardware.set("pods", BigInt(pool.kubelet?.maxPods ?? DEFAULT_MAX_PODS));
  const capacity = new Map(Array.from(hardware, ([name, amount]) => [name, oversold(amount, pool.oversell?.[name] ?? 1)]));
  const reserved = reserves(pool, capacity);
  const shortfalls: { resource: string; capacity: string; reserved: string }[] = [];
  const allocatable = new Map<string, bigint>();
  for (const [resource, amount] of capacity) {
    const kept = reserved.get(resource) ?? 0n;
    if (kept > amount) shortfalls.push({ resource, capacity: written(resource, amount), reserved: written(resource, kept) });
    allocatable.set(resource, kept > amount ? 0n : amount - kept);
  }
  // Huge pages are cut out of the memory.
  for (const [resource, amount] of capacity) {
    if (!isHugePageResourceName(resource) || !allocatable.has("memory")) continue;
    const memory = allocatable.get("memory")!;
    allocatable.set("memory", amount > memory ? 0n : memory - amount);
  }
  return { capacity: notation(capacity), allocatable: notation(allocatable), hardware, shortfalls };
}

/** `amount` times the ratio, rounded down; ratios are read to six digits after the point. */
export function oversold(amount: bigint, ratio: number): bigint {
  return (amount * BigInt(Math.round(ratio * RATIO_UNITS))) / BigInt(RATIO_UNITS);
}

const RATIO_UNITS = 1_000_000;
/** The other signals reserve nothing. */
const RESERVING_SIGNALS: ReadonlyMap<string, string> = new Map([
  ["memory.available", "memory"],
  ["nodefs.available", "ephemeral-storage"],
]);

function reserves(pool: PoolResources, capacity: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const total = new Map<string, bigint>();
  const add = (resource: string, amount: bigint): void => void total.set(resource, (total.get(resource) ?? 0n) + amount);
  const { kubeReserved, systemReserved } = poolReserves(pool);
  for (const [resource, amount] of [...amounts(kubeReserved), ...amounts(systemReserved)]) add(resource, amount);
  for (const { signal, value } of parseThresholdConfig({ evictionHard: hardThresholds(pool) })) {
    const resource = RESERVING_SIGNALS.get(signal);
    const whole = capacity.get(resource ?? "");
    if (resource !== undefined && whole !== undefined) add(resource, thresholdQuantity(value, Number(whole)).value());
  }
  return total;
}

function amounts(list: ResourceList): Map<string, bigint> {
  return new Map(
    Object.entries(list).map(([name, amount]) => {
      const quantity = parseQuantity(amount);
      return [name, name === "cpu" ? quantity.milliValue() : quantity.value()];
    }),
  );
}

function notation(list: ReadonlyMap<string, bigint>): Record<string, string> {
  return Object.fromEntries(Array.from(list, ([name, amount]) => [name, written(name, amount)]));
}

function written(resource: string, amount: bigint): string {
  if (resource === "cpu") return newMilliQuantity(amount).toString();
  const binary = resource === "memory" || resource === "ephemeral-storage" || isHugePageResourceName(resource);
  return newQuantity(amount, binary ? "BinarySI" : "DecimalSI").toString();
}
