/** What a node has, what of it is reserved, and what remains for pods. */
import { isHugePageResourceName, newMilliQuantity, newQuantity, type Quantity, type ResourceAmounts } from "../model/index.ts";
import type { EvictionThreshold } from "./eviction-thresholds.ts";
import { thresholdQuantity } from "./thresholds-met.ts";

/** Hardware of a node as its kubelet sees it. */
export interface MachineCapacity {
  readonly cores: number;
  readonly memoryBytes: number;
  /** Size of the node's own filesystem. */
  readonly ephemeralStorageBytes: number;
  /** Number of huge pages by resource name (`hugepages-2Mi`), each of `pageBytes`. */
  readonly hugePages?: readonly { readonly name: string; readonly pageBytes: number; readonly pages: number }[];
  readonly maxPods: number;
  /** 0: no bound by cores. */
  readonly podsPerCore: number;
}

export interface NodeReservations {
  readonly kubeReserved?: ReadonlyMap<string, Quantity>;
  readonly systemReserved?: ReadonlyMap<string, Quantity>;
  readonly evictionThresholds: readonly EvictionThreshold[];
}

/** Capacity and allocatable as the node's status shows them. */
export interface NodeStatusResources {
  readonly capacity: ResourceAmounts;
  readonly allocatable: ResourceAmounts;
}

/**
 * Status resources of a node. Memory set aside as huge pages is no allocatable memory.
 *
 * Source: pkg/kubelet/nodestatus/setters.go, MachineInfo.
 *
 * Not modelled: devices of plugins.
 */
export function nodeStatusResources(machine: MachineCapacity, reservations: NodeReservations): NodeStatusResources {
  const reservation = nodeAllocatableReservation(machine, reservations);
  const capacity = reservableCapacity(machine);
  for (const { name, pageBytes, pages } of machine.hugePages ?? []) capacity.set(name, newQuantity(pageBytes * pages, "BinarySI"));
  const { cores, maxPods, podsPerCore } = machine;
  capacity.set("pods", newQuantity(podsPerCore > 0 ? Math.min(cores * podsPerCore, maxPods) : maxPods));
  const allocatable: ResourceAmounts = new Map();
  for (const [name, amount] of capacity) allocatable.set(name, atLeastZero(amount.sub(reservation.get(name) ?? ZERO)));
  for (const [name, amount] of capacity) {
    if (isHugePageResourceName(name)) allocatable.set("memory", atLeastZero(allocatable.get("memory")!.sub(amount)));
  }
  return { capacity, allocatable };
}

/**
 * What the scheduler may not give away: both reservations and the room below the hard eviction thresholds. Source:
 * GetNodeAllocatableReservation.
 */
export function nodeAllocatableReservation(machine: MachineCapacity, reservations: NodeReservations): ResourceAmounts {
  const capacity = reservableCapacity(machine);
  const lists = [reservations.systemReserved, reservations.kubeReserved, hardEvictionReservation(reservations.evictionThresholds, machine)];
  const reserved: ResourceAmounts = new Map();
  for (const name of capacity.keys()) {
    const amount = lists.reduce((sum, list) => sum.add(list?.get(name) ?? ZERO), ZERO);
    if (amount.sign !== 0) reserved.set(name, amount);
  }
  return reserved;
}

/**
 * Limit of the group of all pods: without the eviction reserve, so that pods can reach the threshold. Source: GetNodeAllocatableAbsolute.
 */
export function podsCgroupResources(machine: MachineCapacity, { kubeReserved, systemReserved }: NodeReservations): ResourceAmounts {
  const resources = reservableCapacity(machine);
  for (const [name, amount] of resources) {
    resources.set(name, atLeastZero(amount.sub(systemReserved?.get(name) ?? ZERO).sub(kubeReserved?.get(name) ?? ZERO)));
  }
  return resources;
}

/**
 * Memory and disk that eviction keeps free. Of several thresholds of a signal the last counts, soft ones included when they are given.
 *
 * Source: pkg/kubelet/cm/helpers.go, hardEvictionReservation.
 */
export function hardEvictionReservation(thresholds: readonly EvictionThreshold[], machine: MachineCapacity): ResourceAmounts {
  const reserved: ResourceAmounts = new Map();
  for (const { signal, value } of thresholds) {
    if (signal === "memory.available") reserved.set("memory", thresholdQuantity(value, machine.memoryBytes));
    if (signal === "nodefs.available") reserved.set("ephemeral-storage", thresholdQuantity(value, machine.ephemeralStorageBytes));
  }
  return reserved;
}

const ZERO = newQuantity(0);

function reservableCapacity(machine: MachineCapacity): ResourceAmounts {
  return new Map([
    ["cpu", newMilliQuantity(machine.cores * 1000)],
    ["memory", newQuantity(machine.memoryBytes, "BinarySI")],
    ["ephemeral-storage", newQuantity(machine.ephemeralStorageBytes, "BinarySI")],
  ]);
}

function atLeastZero(amount: Quantity): Quantity {
  return amount.sign < 0 ? ZERO : amount;
}
