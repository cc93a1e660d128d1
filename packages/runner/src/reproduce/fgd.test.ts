import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { FgdNodes, FgdPods, FgdShape } from "./fgd-cluster.ts";
import { reproduceFgd } from "./fgd.ts";
import { GPU_POLICIES } from "@orrery/scheduler/policies";
import { publishedAllocation, publishedAtTarget, publishedFragmented } from "./fgd-published.ts";
import { agreement, spread } from "./spread.ts";

const folder = fileURLToPath(new URL("../../../../../shared/data/alibaba-openb-gpu-v2023/", import.meta.url));
const present = existsSync(folder);

const GIB = 2 ** 30;

const nodes: FgdNodes = {
  count: 4,
  name: ["a", "b", "c", "d"],
  milliCpu: [32_000, 32_000, 32_000, 32_000],
  memoryBytes: [64 * GIB, 64 * GIB, 64 * GIB, 64 * GIB],
  gpuCount: [2, 2, 2, 2],
  gpuModel: ["T4", "T4", "P100", "P100"],
};
const shapes: FgdShape[] = [
  { milliCpu: 2_000, memoryBytes: GIB, gpuCount: 1, gpuMilli: 300, gpuModels: [] },
  { milliCpu: 4_000, memoryBytes: GIB, gpuCount: 1, gpuMilli: 1000, gpuModels: ["T4"] },
  { milliCpu: 8_000, memoryBytes: GIB, gpuCount: 2, gpuMilli: 0, gpuModels: ["P100", "T4"] },
  { milliCpu: 1_000, memoryBytes: GIB, gpuCount: 0, gpuMilli: 0, gpuModels: [] },
];
const rows = Array.from({ length: 12 }, (_, i) => i);
const pods: FgdPods = { count: 12, name: rows.map((i) => `pod-${i}`), shape: rows.map((i) => i % 4), shapes };
const cpuPods: FgdPods = { ...pods, shape: rows.map(() => 3) };
const noNodes: FgdNodes = { count: 0, name: [], milliCpu: [], memoryBytes: [], gpuCount: [], gpuModel: [] };

/** A list of the data set, with shapes as a reader would find them. */
function realPods(file: string): FgdPods {
  const found = new Map<string, number>();
  const lines = readFileSync(folder + file, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  const shape = lines.map((cells) => {
    const key = cells.slice(1, 6).join();
    if (!found.has(key)) found.set(key, found.size);
    return found.get(key)!;
  });
  const shapes = [...found.keys()].map((key): FgdShape => {
    const [cpu, memory, gpus, milli, spec] = key.split(",");
    const gpuModels = spec ? spec.split("|") : [];
    return { milliCpu: Number(cpu), memoryBytes: Number(memory) * 2 ** 20, gpuCount: Number(gpus), gpuMilli: Number(milli), gpuModels };
  });
  return { count: lines.length, name: lines.map((cells) => cells[0]!), shape, shapes };
}

function realNodes(): FgdNodes {
  const lines = readFileSync(`${folder}openb_node_list_gpu_node.csv`, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  const column = (i: number) => lines.map((cells) => Number(cells[i]));
  return {
    count: lines.length,
    name: lines.map((cells) => cells[0]!),
    milliCpu: column(1),
    memoryBytes: column(2).map((mib) => mib * 2 ** 20),
    gpuCount: column(3),
    gpuModel: lines.map((cells) => cells[4]!),
  };
}

describe("reproduceFgd", () => {
  it.each(GPU_POLICIES)("%s places what fits and drops the rest, the same way for the same seed", (policy) => {
    const result = reproduceFgd({ nodes, pods, workload: "tiny", policy, seeds: [1, 2, 1] });
    const [first, second, again] = result.runs;
    expect(first).toEqual(again);
    expect(first!.allocatedPercent).not.toEqual(second!.allocatedPercent);
    expect(first!.placed).toBeGreaterThan(0);
    expect(first!.placed).toBeLessThan(first!.arrived);
    expect(result.allocated.mean).toBeLessThanOrEqual(100);
    expect(result).toMatchObject({ gpus: 8, published: undefined, agreement: undefined });
  });

  it("gives columns from 0 to 130 % that only grow", () => {
    const { columns } = reproduceFgd({ nodes, pods, workload: "tiny", policy: "BestFit", seeds: [7] });
    const means = columns.map((column) => column.allocated.mean);
    expect(columns).toHaveLength(131);
    expect(means).toEqual(means.toSorted((a, b) => a - b));
    expect(means[130]).toBeGreaterThan(50);
  });

  it("refuses what leaves nothing to measure", () => {
    expect(() => reproduceFgd({ nodes, pods, workload: "tiny", policy: "FGD", seeds: [] })).toThrow("seeds: found none");
    expect(() => reproduceFgd({ nodes: noNodes, pods, workload: "tiny", policy: "FGD", seeds: [1] })).toThrow("nodes: found no GPUs");
    expect(() => reproduceFgd({ nodes, pods: cpuPods, workload: "tiny", policy: "FGD", seeds: [1] })).toThrow("demand nothing");
  });

  it("has the traces at hand in CI", () => {
    if (process.env["CI"] === "true") expect(present, "shared/data/alibaba-openb-gpu-v2023 is missing").toBe(true);
    else if (!present) console.warn("skipped: FGD on real data; get it with `orrery trace get alibaba-openb-gpu-v2023`");
  });

  it.skipIf(!present)("runs lists without models and times", () => {
    const { name, shape, shapes: all } = realPods("openb_pod_list_multigpu50.csv");
    const part: FgdPods = { count: 300, name: name.slice(0, 300), shape: Array.from(shape).slice(0, 300), shapes: all };
    const { runs } = reproduceFgd({ nodes, pods: part, workload: "part", policy: "GpuPacking", seeds: [1] });
    expect(runs[0]!.placed).toBeGreaterThan(0);
  });

  it.skipIf(!present)("is within three deviations of the published allocation with one seed", () => {
    const real = { nodes: realNodes(), pods: realPods("openb_pod_list_default.csv"), workload: "default" };
    const { runs, columns, gpus } = reproduceFgd({ ...real, policy: "BestFit", seeds: [42] });
    const run = runs[0]!;
    expect(gpus).toBe(6212);
    const published = publishedAtTarget("default", "BestFit")!;
    expect(Math.abs(run.allocatedPercent[130]! - published.mean)).toBeLessThan(3 * published.sd);
    for (const percent of [50, 60, 70, 80]) {
      expect(run.allocatedPercent[percent]).toBeCloseTo(publishedAllocation("default", "BestFit", percent)!, 0);
    }
    expect(Math.abs(columns[0]!.fragmented.mean - 14.04)).toBeLessThan(0.3);
  });
});

describe("published figures", () => {
  it("cover seventeen workloads and six policies", () => {
    expect(publishedAtTarget("default", "FGD")).toEqual({ mean: 95.39, sd: 0.08 });
    expect(publishedAtTarget("multigpu50", "Random")).toBeUndefined();
    expect(publishedAtTarget("mine", "Random")).toBeUndefined();
    expect(publishedAllocation("default", "Random", 85)).toBe(83.18);
    expect(publishedAllocation("default", "Random", 84)).toBeUndefined();
    expect(publishedFragmented("default", "BestFit", 0)).toBe(14.04);
    expect(publishedFragmented("cpu050", "BestFit", 0)).toBeUndefined();
  });
});

describe("agreement", () => {
  it("allows three deviations of the difference of two means of ten, and a tenth of a percent", () => {
    expect(spread([1, 2, 3])).toEqual({ mean: 2, sd: 1 });
    expect(spread([4])).toEqual({ mean: 4, sd: 0 });
    const { difference, tolerance } = agreement({ mean: 10.5, sd: 0.3 }, { mean: 10, sd: 0.4 }, 10);
    expect(difference).toBe(0.5);
    expect(tolerance).toBeCloseTo(3 * Math.sqrt(0.025) + 0.1, 12);
    expect(agreement({ mean: 10.5, sd: 0.3 }, { mean: 10, sd: 0.4 }, 10).agrees).toBe(true);
    expect(agreement({ mean: 10.6, sd: 0.3 }, { mean: 10, sd: 0.4 }, 10).agrees).toBe(false);
    expect(agreement({ mean: 11.2, sd: 0 }, { mean: 10, sd: 0.4 }, 1).agrees).toBe(true);
  });
});
