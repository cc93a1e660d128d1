import { describe, expect, it } from "vitest";
import { parseQuantity, type ResourceAmounts } from "../model/index.ts";
import { DEFAULT_EVICTION_HARD, parseThresholdConfig } from "./eviction-thresholds.ts";
import { nodeAllocatableReservation, nodeStatusResources, podsCgroupResources } from "./node-allocatable.ts";

const GIB = 1024 ** 3;
const machine = { cores: 4, memoryBytes: 16 * GIB, ephemeralStorageBytes: 100 * GIB, maxPods: 110, podsPerCore: 0 };
const defaults = { evictionThresholds: parseThresholdConfig({ evictionHard: DEFAULT_EVICTION_HARD }) };

function list(amounts: Record<string, string>): ResourceAmounts {
  return new Map(Object.entries(amounts).map(([name, amount]) => [name, parseQuantity(amount)]));
}

function numbers(amounts: ResourceAmounts): Record<string, number> {
  return Object.fromEntries(
    [...amounts].map(([name, amount]) => [name, name === "cpu" ? Number(amount.milliValue()) : Number(amount.value())]),
  );
}

describe("node allocatable", () => {
  it("keeps the default eviction thresholds free, of 10 % as 32 bits hold it", () => {
    expect(numbers(nodeStatusResources(machine, defaults).allocatable)).toEqual({
      cpu: 4000,
      memory: 16 * GIB - 100 * 1024 ** 2,
      "ephemeral-storage": 100 * GIB - 10_737_418_400,
      pods: 110,
    });
  });

  it("takes both reservations away; the pods' group may use what eviction keeps free", () => {
    const reserved = { ...defaults, kubeReserved: list({ cpu: "500m", memory: "1Gi" }), systemReserved: list({ cpu: "250m" }) };
    expect(numbers(nodeAllocatableReservation(machine, reserved))).toEqual({
      cpu: 750,
      memory: GIB + 100 * 1024 ** 2,
      "ephemeral-storage": 10_737_418_400,
    });
    expect(numbers(podsCgroupResources(machine, reserved))).toEqual({ cpu: 3250, memory: 15 * GIB, "ephemeral-storage": 100 * GIB });
  });

  it("never goes below nothing, and takes huge pages out of memory", () => {
    const greedy = { evictionThresholds: [], kubeReserved: list({ cpu: "5" }) };
    const hugePages = [{ name: "hugepages-2Mi", pageBytes: 2 * 1024 ** 2, pages: 512 }];
    const { capacity, allocatable } = nodeStatusResources({ ...machine, hugePages }, greedy);
    expect(numbers(allocatable)).toMatchObject({ cpu: 0, memory: 15 * GIB, "hugepages-2Mi": GIB });
    expect(numbers(capacity)).toMatchObject({ cpu: 4000, memory: 16 * GIB, "hugepages-2Mi": GIB });
  });

  it.each([
    [0, 110],
    [10, 40],
    [50, 110],
  ])("with %i pods per core takes %i pods", (podsPerCore, pods) => {
    expect(numbers(nodeStatusResources({ ...machine, podsPerCore }, defaults).capacity).pods).toBe(pods);
  });
});
