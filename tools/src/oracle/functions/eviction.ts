/** Runs the recorded cases of the family `eviction`: thresholds, rankings, reservations. */
import {
  type EvictionCandidate,
  type EvictionConfig,
  EvictionConfigError,
  type EvictionSignal,
  type EvictionThreshold,
  hardEvictionReservation,
  type MachineCapacity,
  nodeAllocatableReservation,
  nodeStatusResources,
  parseThresholdConfig,
  podsCgroupResources,
  rankDiskPressure,
  rankMemoryPressure,
  rankPidPressure,
  type SignalObservation,
  thresholdQuantity,
  thresholdsMet,
  type ThresholdValue,
} from "@orrery/sim-core/kubelet";
import { parseQuantity, type Quantity, type ResourceList } from "@orrery/sim-core/model";
import { type FunctionTable, orRefused, recordedInteger } from "./recorded-case.ts";

export const evictionFunctions: FunctionTable = new Map([
  ["rankMemoryPressure", (input) => names(rankMemoryPressure(candidates(input)))],
  ["rankPIDPressure", (input) => names(rankPidPressure(candidates(input)))],
  ["rankDiskPressure", rankByDisk],
  [
    "ParseThresholdConfig",
    (input) => orRefused([EvictionConfigError], () => recordedThresholds(parseThresholdConfig(input as EvictionConfig))),
  ],
  ["thresholdsMet", signalsMet],
  [
    "GetThresholdQuantity",
    ({ value, capacity }) => recordedInteger(thresholdQuantity(readValue(value as string), capacity as number).value()),
  ],
  ["nodeAllocatable", allocatable],
]);

function candidates(input: Record<string, unknown>): EvictionCandidate[] {
  return (input.pods as { pod: EvictionCandidate["pod"]; stats?: EvictionCandidate["usage"] }[]).map(({ pod, stats }) => ({
    pod,
    usage: stats,
  }));
}

function names(ranked: readonly EvictionCandidate[]): string[] {
  return ranked.map(({ pod }) => pod.metadata.name);
}

function rankByDisk(input: Record<string, unknown>): unknown {
  const layout = { dedicatedImageFs: input.dedicatedImageFs === true, splitContainerImageFs: input.splitContainerImageFs === true };
  return names(rankDiskPressure(candidates(input), input.signal as EvictionSignal, layout));
}

/** Written by signal, those without grace first, as the recordings are. */
function recordedThresholds(thresholds: readonly EvictionThreshold[]): unknown {
  return thresholds
    .toSorted(
      (a, b) => Number(a.gracePeriodUs !== 0) - Number(b.gracePeriodUs !== 0) || (a.signal < b.signal ? -1 : Number(a.signal > b.signal)),
    )
    .map(({ signal, value, gracePeriodUs, minReclaim }) => ({
      signal,
      operator: "LessThan",
      value: recordedValue(value),
      gracePeriodSeconds: gracePeriodUs / 1e6,
      ...(minReclaim === undefined ? {} : { minReclaim: recordedValue(minReclaim) }),
    }));
}

function recordedValue(value: ThresholdValue): unknown {
  if ("percentage" in value) return value;
  return { quantity: value.quantity.toString(), bytes: recordedInteger(value.quantity.value()) };
}

function readValue(text: string): ThresholdValue {
  return parseThresholdConfig({ evictionHard: { "memory.available": text } })[0]!.value;
}

function signalsMet(input: Record<string, unknown>): unknown {
  const observations = new Map(Object.entries(input.observations as Record<EvictionSignal, SignalObservation>)) as Map<
    EvictionSignal,
    SignalObservation
  >;
  const met = thresholdsMet(parseThresholdConfig(input as EvictionConfig), observations, input.enforceMinReclaim === true);
  return met.map(({ signal }) => signal).toSorted();
}

function allocatable(input: Record<string, unknown>): unknown {
  const machine: MachineCapacity = {
    cores: input.cores as number,
    memoryBytes: input.memory as number,
    ephemeralStorageBytes: input.ephemeralStorage as number,
    maxPods: input.maxPods as number,
    podsPerCore: (input.podsPerCore ?? 0) as number,
    hugePages: Object.entries((input.hugePages ?? {}) as Record<string, number>).map(([name, pages]) => ({
      name,
      pageBytes: Number(parseQuantity(name.slice("hugepages-".length)).value()),
      pages,
    })),
  };
  const reservations = {
    kubeReserved: quantities(input.kubeReserved),
    systemReserved: quantities(input.systemReserved),
    evictionThresholds: parseThresholdConfig({ ...(input as EvictionConfig), enforceNodeAllocatable: ["pods"] }),
  };
  const status = nodeStatusResources(machine, reservations);
  return {
    evictionReservation: amounts(hardEvictionReservation(reservations.evictionThresholds, machine)),
    reservation: amounts(nodeAllocatableReservation(machine, reservations)),
    podCgroup: amounts(podsCgroupResources(machine, reservations)),
    capacity: amounts(status.capacity),
    allocatable: amounts(status.allocatable),
  };
}

function quantities(list: unknown): Map<string, Quantity> {
  return new Map(Object.entries((list ?? {}) as ResourceList).map(([name, amount]) => [name, parseQuantity(amount)]));
}

function amounts(resources: ReadonlyMap<string, Quantity>): unknown {
  return Object.fromEntries(
    [...resources].map(([name, amount]) => [name, recordedInteger(name === "cpu" ? amount.milliValue() : amount.value())]),
  );
}
