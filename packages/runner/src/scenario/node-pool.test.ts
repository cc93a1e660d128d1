/** Amounts, places and names of the nodes of a pool. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuantity } from "@orrery/sim-core/model";
import { nodeResources, oversold } from "./allocatable.ts";
import { nodePlace, poolNodes } from "./node-pool.ts";

const GI = 2n ** 30n;

describe("allocatable", () => {
  it("is the hardware times the ratio, less the reserves", () => {
    const resources = nodeResources({
      capacity: { cpu: "64", memory: "256Gi", "ephemeral-storage": "1000Gi", "nvidia.com/gpu": 8 },
      oversell: { cpu: 4 },
      kubeReserved: { cpu: "500m", memory: "2Gi" },
      systemReserved: { cpu: "1", memory: "1Gi", "ephemeral-storage": "50Gi" },
      evictionHard: { "memory.available": "500Mi", "nodefs.available": "10%" },
    });
    expect(resources.capacity).toEqual({ cpu: "256", memory: "256Gi", "ephemeral-storage": "1000Gi", "nvidia.com/gpu": "8", pods: "110" });
    expect(resources.allocatable["cpu"]).toBe("254500m");
    expect(parseQuantity(resources.allocatable["memory"]!).value()).toBe(253n * GI - 500n * 2n ** 20n);
    // A tenth as a 32-bit float is a little more than a tenth, as in the kubelet.
    expect(parseQuantity(resources.allocatable["ephemeral-storage"]!).value()).toBe(
      950n * GI - BigInt(Math.trunc(1000 * 2 ** 30 * Math.fround(0.1))),
    );
    expect(resources.allocatable["nvidia.com/gpu"]).toBe("8");
    expect(resources.hardware.get("cpu")).toBe(64_000n);
  });

  it("keeps back the kubelet's 100Mi of memory where nothing is said, and nothing where other thresholds are given", () => {
    expect(nodeResources({ capacity: { memory: "1Gi" } }).allocatable["memory"]).toBe("924Mi");
    expect(nodeResources({ capacity: { memory: "1Gi" }, evictionHard: { "nodefs.available": "5%" } }).allocatable["memory"]).toBe("1Gi");
  });

  it("cuts huge pages out of the memory", () => {
    const { allocatable } = nodeResources({ capacity: { memory: "8Gi", "hugepages-2Mi": "2Gi" }, evictionHard: {} });
    expect(allocatable).toMatchObject({ memory: "6Gi", "hugepages-2Mi": "2Gi" });
  });

  it("adds up, exactly, for any amounts: allocatable = floor(capacity x ratio) - reserves, or a shortfall and nothing", () => {
    const amount = fc.bigInt({ min: 0n, max: 2n ** 52n });
    fc.assert(
      fc.property(
        amount,
        fc.integer({ min: 1, max: 8_000_000 }),
        amount,
        amount,
        fc.bigInt({ min: 1n, max: 2n ** 52n }),
        (memory, ratioMillionths, kube, system, eviction) => {
          const ratio = ratioMillionths / 1e6;
          const made = nodeResources({
            capacity: { memory: String(memory) },
            oversell: { memory: ratio },
            kubeReserved: { memory: String(kube) },
            systemReserved: { memory: String(system) },
            evictionHard: { "memory.available": String(eviction) },
          });
          const capacity = (memory * BigInt(ratioMillionths)) / 1_000_000n;
          const left = capacity - kube - system - eviction;
          expect(parseQuantity(made.capacity["memory"]!).value()).toBe(capacity);
          expect(parseQuantity(made.allocatable["memory"]!).value()).toBe(left < 0n ? 0n : left);
          expect(made.shortfalls.length).toBe(left < 0n ? 1 : 0);
        },
      ),
    );
  });

  it("oversells by 1 without a change, and never rounds up", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 60n }), fc.integer({ min: 1, max: 16 }), (amount, ratio) => {
        expect(oversold(amount, 1)).toBe(amount);
        expect(oversold(amount, ratio)).toBe(amount * BigInt(ratio));
      }),
    );
    expect(oversold(3n, 1.5)).toBe(4n);
  });
});

describe("layout", () => {
  it("spreads nodes evenly over zones, and within each zone over its racks", () => {
    const shape = fc.record({
      zones: fc.integer({ min: 1, max: 6 }),
      racks: fc.integer({ min: 1, max: 7 }),
      nodes: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(shape, ({ zones, racks, nodes }) => {
        const layout = { zones: Array.from({ length: zones }, (_, i) => `z${i}`), racksPerZone: racks };
        const places = Array.from({ length: nodes }, (_, i) => nodePlace(layout, i));
        const counts = (key: "zone" | "rack"): number[] => {
          const each = new Map<string, number>();
          for (const place of places) each.set(place[key], (each.get(place[key]) ?? 0) + 1);
          return [...each.values()];
        };
        for (const key of ["zone", "rack"] as const) {
          const each = counts(key);
          if (each.length > 0) expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1);
        }
        expect(counts("zone").length).toBe(Math.min(zones, nodes));
        expect(counts("rack").length).toBe(Math.min(zones * racks, nodes));
        expect(places.every(({ zone, rack }) => rack.startsWith(`${zone}-rack-`))).toBe(true);
      }),
    );
  });

  it("gives nodes names, labels and taints; later ones go on where the first ended", () => {
    const pool = {
      name: "gpu",
      count: 2,
      capacity: { cpu: 8, memory: "16Gi", "nvidia.com/gpu": 4 },
      labels: { tier: "gpu" },
      taints: [{ key: "gpu", effect: "NoSchedule" }],
      layout: { zones: ["a", "b"], racksPerZone: 2 },
    };
    const [first, second] = poolNodes(pool);
    expect(first!.node.metadata).toEqual({
      name: "gpu-0",
      labels: {
        "orrery.io/pool": "gpu",
        "topology.kubernetes.io/zone": "a",
        "topology.orrery.io/rack": "a-rack-0",
        tier: "gpu",
        "kubernetes.io/hostname": "gpu-0",
      },
    });
    expect(second!.node.metadata.labels?.["topology.kubernetes.io/zone"]).toBe("b");
    expect(first!.node.spec?.taints).toEqual([{ key: "gpu", effect: "NoSchedule" }]);
    expect(first!.hardware).toEqual({ milliCpu: 8000, memoryBytes: 16 * 2 ** 30, gpus: 4 });
    expect(poolNodes(pool, 2, 1)[0]!.node.metadata.labels).toMatchObject({
      "kubernetes.io/hostname": "gpu-2",
      "topology.orrery.io/rack": "a-rack-1",
    });
  });

  it("fills name patterns, and cordons what is unschedulable", () => {
    const [node] = poolNodes({
      name: "p",
      count: 11,
      namePattern: "{zone}.{index1}",
      capacity: { cpu: 1 },
      layout: { zones: ["z"] },
      unschedulable: true,
    });
    expect(node!.node.metadata.name).toBe("z.01");
    expect(node!.node.spec).toMatchObject({
      unschedulable: true,
      taints: [{ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }],
    });
  });
});
