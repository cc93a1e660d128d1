/**
 * What a node of a pool offers: the hardware times the oversell ratio, less what the kubelet keeps back. Exact integers throughout.
 * Source: pkg/kubelet/cm/node_container_manager_linux.go (GetNodeAllocatableReservation, validateNodeAllocatable),
 * pkg/kubelet/nodestatus/setters.go (MachineInfo), pkg/kubelet/eviction/defaults_linux.go.
 *
 * Not modelled: soft eviction and thresholds on inodes and images, which reserve nothing in Kubernetes either.
 */
import { isHugePageResourceName, newMilliQuantity, newQuantity, parseQuantity } from "@orrery/sim-core/model";
import type { ResourceList } from "@orrery/sim-core/model";
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

/** The kubelet's own thresholds where the pool names none. The other two of Linux (inodes, images) reserve nothing. */
export const DEFAULT_EVICTION_HARD: Readonly<Record<string, string>> = { "memory.available": "100Mi", "nodefs.available": "10%" };
/** kubelet --max-pods, for pools that do not say. */
export const DEFAULT_MAX_PODS = 110;

type PoolResources = Pick<NodePool, "capacity" | "oversell" | "kubeReserved" | "systemReserved" | "evictionHard">;

/** @throws QuantityError for an amount that is none; the shape has been checked before */
export function nodeResources(pool: PoolResources): NodeResources {
  const hardware = amounts(pool.capacity);
  if (!hardware.has("pods")) hardware.set("pods", BigInt(DEFAULT_MAX_PODS));
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
const EVICTION_SIGNALS: ReadonlyMap<string, string> = new Map([
  ["memory.available", "memory"],
  ["nodefs.available", "ephemeral-storage"],
]);
/** Signals that are legal and reserve nothing. */
const SIGNALS_WITHOUT_RESERVE: readonly string[] = [
  "nodefs.inodesFree",
  "imagefs.available",
  "imagefs.inodesFree",
  "pid.available",
  "containerfs.available",
];
export const KNOWN_EVICTION_SIGNALS: readonly string[] = [...EVICTION_SIGNALS.keys(), ...SIGNALS_WITHOUT_RESERVE];

function reserves(pool: PoolResources, capacity: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const total = new Map<string, bigint>();
  const add = (resource: string, amount: bigint): void => void total.set(resource, (total.get(resource) ?? 0n) + amount);
  for (const [resource, amount] of [...amounts(pool.kubeReserved ?? {}), ...amounts(pool.systemReserved ?? {})]) add(resource, amount);
  for (const [signal, threshold] of Object.entries(pool.evictionHard ?? DEFAULT_EVICTION_HARD)) {
    const resource = EVICTION_SIGNALS.get(signal);
    if (resource !== undefined && capacity.has(resource)) add(resource, thresholdAmount(String(threshold), capacity.get(resource)!));
  }
  return total;
}

/** Source: pkg/kubelet/eviction/api/types.go, GetThresholdQuantity: the share is a 32-bit float, the product is cut to an integer. */
function thresholdAmount(threshold: string, capacity: bigint): bigint {
  if (!threshold.endsWith("%")) return parseQuantity(threshold).value();
  return BigInt(Math.trunc(Number(capacity) * Math.fround(Math.fround(Number(threshold.slice(0, -1))) / 100)));
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
