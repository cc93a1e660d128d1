/** Arrivals, durations and the timeline: times, names, and that draws belong to their workload. */
import { describe, expect, it } from "vitest";
import { randomStreams } from "@orrery/sim-core/engine";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import type { PodArrivals } from "../simulation/index.ts";
import { checkScenario, durationUs, formatProblems } from "./index.ts";
import { mergeArrivals } from "./merge-arrivals.ts";
import type { Workload } from "./scenario.ts";
import { workloadArrivals } from "./workload-arrivals.ts";

const source = { metadata: {}, spec: { containers: [] }, workload: "w" };
const rows = (workload: Partial<Workload>, horizonUs = Infinity, seed = "1"): PodArrivals =>
  workloadArrivals({ name: "w", template: { spec: { containers: [] } }, ...workload }, "ns", source, randomStreams(seed), horizonUs);
const seconds = (arrivals: PodArrivals): number[] => Array.from(arrivals.arrivalUs, (us) => us / 1e6);

describe("arrivals of a workload", () => {
  it.each<[Partial<Workload>, number[]]>([
    [{}, [0]],
    [{ count: 3 }, [0, 0, 0]],
    [{ count: 2, arrivals: { at: "1m" } }, [60, 60]],
    [{ count: 3, arrivals: { every: "2s" } }, [0, 2, 4]],
    [{ arrivals: { every: "2s", start: "1s", until: "6s" } }, [1, 3, 5]],
    [{ count: 5, arrivals: { every: "10s", batch: 2 } }, [0, 0, 10, 10, 20]],
    [{ arrivals: { times: ["5s", "1s"], batch: 2 } }, [1, 1, 5, 5]],
    [{ count: 2, arrivals: { interval: "3s" } }, [3, 6]],
  ])("%j", (workload, expected) => {
    expect(seconds(rows(workload))).toEqual(expected);
  });

  it("ends at the horizon", () => {
    expect(seconds(rows({ arrivals: { every: "4s" } }, 10e6))).toEqual([0, 4, 8]);
  });

  it("draws times and durations of its own from the seed", () => {
    const random: Partial<Workload> = {
      count: 2000,
      arrivals: { interval: { distribution: "exponential", mean: "10s" } },
      duration: { distribution: "lognormal", mean: "1m", variation: 0.5 },
    };
    const first = rows(random);
    expect(rows(random)).toEqual({ ...first, keyOf: expect.any(Function) });
    expect(rows(random, Infinity, "2").arrivalUs).not.toEqual(first.arrivalUs);
    expect(first.arrivalUs.every((us, i) => Number.isInteger(us) && us >= (first.arrivalUs[i - 1] ?? 0))).toBe(true);
    expect(first.arrivalUs.at(-1)! / 2000e6).toBeCloseTo(10, -1);
    const mean = first.durationUs.reduce((sum, us) => sum + us, 0) / 2000e6;
    expect(mean).toBeGreaterThan(55);
    expect(mean).toBeLessThan(65);
    expect(first.keyOf(7)).toBe("ns/w-7");
  });

  it("has durations of every kind", () => {
    const durations = [
      "5s",
      "forever",
      { distribution: "constant", value: "5s" },
      { distribution: "uniform", low: "1s", high: "2s" },
      { distribution: "weibull", scale: "1m", shape: 2 },
      { distribution: "pareto", minimum: "1s", shape: 2 },
      { distribution: "empirical", values: ["1s", "9s"], weights: [1, 3] },
      {
        distribution: "empirical",
        quantiles: [
          { p: 0, value: "1s" },
          { p: 1, value: "9s" },
        ],
      },
    ] as const;
    const drawn = durations.map((duration) => rows({ duration }).durationUs[0]!);
    expect(drawn.slice(0, 3)).toEqual([5e6, Infinity, 5e6]);
    expect(drawn.every((us) => us > 0)).toBe(true);
  });

  it("merges lists by time, earlier lists first", () => {
    const other = { ...rows({ count: 3, arrivals: { every: "3s" } }), keyOf: (row: number) => `other-${row}` };
    const [merged] = mergeArrivals([rows({ count: 3, arrivals: { every: "2s" } }), rows({ count: 0 }), other]);
    expect(seconds(merged!)).toEqual([0, 0, 2, 3, 4, 6]);
    expect([0, 1, 2, 3, 4, 5].map((row) => merged!.keyOf(row))).toEqual(["ns/w-0", "other-0", "ns/w-1", "other-1", "ns/w-2", "other-2"]);
    expect(Array.from(merged!.source)).toEqual([0, 1, 0, 1, 0, 1]);
  });
});

describe("durations", () => {
  it.each([
    ["1h30m", 5_400e6],
    ["250ms", 250_000],
    ["1.5s", 1_500_000],
    ["2d", 172_800e6],
    ["0", 0],
    ["3us", 3],
  ])("%s", (text, us) => {
    expect(durationUs(text)).toBe(us);
  });
  it.each(["", "5", "1 h", "-1s", "1w", "s", "40000d"])("refuses %j", (text) => {
    expect(durationUs(text)).toBeUndefined();
  });
});

describe("the timeline", () => {
  it("becomes changes with words, in order of time", async () => {
    const text = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: t }
spec:
  nodePools: [{ name: a, count: 3, capacity: { cpu: 4 }, layout: { zones: [x, y] } }]
  workloads: [{ name: w, count: 2, duration: 5s, template: { spec: { containers: [{ name: c }] } } }]
  timeline:
    - { at: 9s, delete: { kind: Pod, name: w-0 } }
    - { at: 1s, cordon: { labels: { topology.kubernetes.io/zone: x } } }
    - { at: 2s, addNodes: { pool: a, count: 2 } }
    - { at: 3s, uncordon: { pool: a, count: 1 } }
    - { at: 4s, taint: { nodes: { names: [a-4] }, taint: { key: k, effect: NoSchedule } } }
    - { at: 5s, untaint: { nodes: { names: [a-4] }, key: k } }
    - { at: 6s, label: { nodes: { names: [a-1] }, set: { s: t } } }
    - { at: 6s, removeNodes: { labels: { s: t } } }
    - { at: 7s, createPods: { workload: w, count: 1 } }
    - { at: 8s, apply: { apiVersion: v1, kind: Service, metadata: { name: s }, spec: { selector: { a: b } } } }
`;
    const { input, problems } = await checkScenario(text, "t.yaml", {
      readText: () => Promise.reject(new Error("none")),
      registry: kubernetesRegistry(),
    });
    expect(formatProblems(problems)).toBe("");
    expect(input!.timeline.map(({ atUs, label }) => `${atUs / 1e6} ${label}`)).toEqual([
      "1 cordon a-0",
      "1 cordon a-2",
      "2 add node a-3",
      "2 add node a-4",
      "3 uncordon a-0",
      "4 taint k:NoSchedule on a-4",
      "5 remove taint k from a-4",
      "6 label a-1",
      "6 remove node a-1",
      "7 create pod default/w-2",
      "8 apply Service s",
      "9 delete pod default/w-0",
    ]);
    const cordon = input!.timeline[0]!.change;
    if (cordon.kind !== "updateNode") throw new Error("a cordon updates a node");
    expect(cordon.update(input!.nodes[0]!.node).spec).toMatchObject({ unschedulable: true });
    expect(input!.nodes[0]!.node.spec?.unschedulable).toBeUndefined();
  });
});
