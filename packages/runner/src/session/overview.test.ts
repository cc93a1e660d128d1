/** Usage in the overview: means between samples, over what all machines have. */
import { describe, expect, it } from "vitest";
import { TinyHistory, tinyNode } from "../testing/index.ts";
import { NodeUsage } from "./node-usage.ts";
import { OverviewFold } from "./overview.ts";

describe("the overview's usage", () => {
  it("is the difference of two samples, of all nodes together, over their hardware", () => {
    const run = new TinyHistory([tinyNode("a", "left", 4), tinyNode("b", "left", 4)]);
    run.at(10);
    run.sample("a", { cpuUs: 10e6, wantedCpuUs: 20e6, throttledUs: 5e6, memoryBytes: 2 });
    run.sample("b", { cpuUs: 0, wantedCpuUs: 0, throttledUs: 1e6, memoryBytes: 2 });
    run.at(20);
    run.sample("a", { cpuUs: 25e6, wantedCpuUs: 20e6, throttledUs: 5e6, memoryBytes: 4 });
    run.sample("b", { cpuUs: 5e6, wantedCpuUs: 20e6, throttledUs: 5e6, memoryBytes: 2 });
    const fold = new OverviewFold(run.store.log, new NodeUsage(run.usageLog), () => ({ milliCpu: 2000, memoryBytes: 8 }));
    fold.follow(20e6);
    const { sampleUs, usedCpu, wantedCpu, throttledCpu, usedMemory } = fold.overview;
    expect([...sampleUs]).toEqual([10e6, 20e6]);
    // Four cores for ten seconds are forty seconds of CPU.
    expect([...usedCpu]).toEqual([0.25, 0.5]);
    expect([...wantedCpu]).toEqual([0.5, 0.5]);
    expect([...throttledCpu]).toEqual([0.15, 0.1]);
    expect([...usedMemory]).toEqual([0.25, 0.375]);
  });
});
