/** Which nodes refused, pool by pool, and what would help: held against a little cluster of which everything is known. */
import { describe, expect, it } from "vitest";
import { smallFrame } from "../testing/index.ts";
import { hintsOf, refusalsByPool, refusalText } from "./refused-nodes.ts";
import type { RefusedNodes } from "./refused-nodes.ts";

const GIB = 2 ** 30;
const { frame, texts } = await smallFrame();
const group = (plugin: string, reasons: readonly string[], nodes: readonly string[]): RefusedNodes => ({
  plugin,
  code: "Unschedulable",
  reasons,
  nodes,
});

describe("refusalsByPool", () => {
  it("counts the nodes of each reason by pool, the largest first", () => {
    const groups = [
      group("NodeResourcesFit", ["Insufficient cpu"], ["left-0", "right-0", "right-1"]),
      group("TaintToleration", ["taint"], ["left-1"]),
    ];
    expect(refusalsByPool(groups, frame, texts)).toEqual([
      {
        plugin: "NodeResourcesFit",
        reason: "Insufficient cpu",
        nodes: 3,
        pools: [
          { pool: "right", nodes: 2 },
          { pool: "left", nodes: 1 },
        ],
      },
      { plugin: "TaintToleration", reason: "taint", nodes: 1, pools: [{ pool: "left", nodes: 1 }] },
    ]);
  });
});

describe("refusalText", () => {
  it("tells nodes that are too small from those that are full", () => {
    const reasons = ["Insufficient cpu"];
    expect(refusalText({ plugin: "NodeResourcesFit", code: "Unschedulable", reasons })).toBe("Insufficient cpu");
    expect(refusalText({ plugin: "NodeResourcesFit", code: "UnschedulableAndUnresolvable", reasons })).toBe(
      "Insufficient cpu; too small even when empty",
    );
    expect(refusalText({ plugin: "TaintToleration", code: "UnschedulableAndUnresolvable", reasons: ["taint"] })).toBe("taint");
  });
});

describe("hintsOf", () => {
  const all = ["left-0", "left-1", "right-0", "right-1"];
  const hints = (groups: readonly RefusedNodes[], asked: { milliCpu?: number; memoryBytes?: number; others?: string[] }) =>
    hintsOf(groups, { milliCpu: 0, memoryBytes: 0, others: [], ...asked }, frame, texts);
  const full = (nodes: readonly string[]) => [group("NodeResourcesFit", ["Insufficient cpu"], nodes)];

  it("tells a pod that is larger than any node from one for which there is no room now", () => {
    expect(hints(full(all), { milliCpu: 30_000 })).toEqual([
      { text: "It asks for 30 cores; the largest of these offers 8 cores of CPU even when empty.", helps: [] },
    ]);
    expect(hints(full(["left-0"]), { milliCpu: 3500 })[0]!.text).toMatch(/^It asks for 3\.5 cores of CPU; most is free on left-0: \d/);
  });

  it("asks tainted and cordoned nodes for room, whom the scheduler had not asked, and names them first", () => {
    const groups = [...full(["right-1"]), group("TaintToleration", ["taint"], all), group("NodeUnschedulable", ["cordoned"], ["left-0"])];
    const found = hints(groups, { milliCpu: 500, memoryBytes: GIB });
    expect(found.map(({ helps }) => helps)).toEqual([all, ["left-0"], []]);
    expect(found[0]!.text).toBe("4 of the 4 tainted nodes would have room for it if it tolerated their taint.");
    expect(found[1]!.text).toBe("1 of the 1 cordoned nodes would have room for it once uncordoned.");
    expect(hints([group("TaintToleration", ["taint"], all)], { memoryBytes: 999 * GIB })).toEqual([
      { text: "None of the 4 tainted nodes would have room for it if it tolerated their taint.", helps: [] },
    ]);
  });

  it("says what it has not looked at", () => {
    const [found] = hints([group("NodeUnschedulable", ["cordoned"], ["left-0"])], { others: ["nvidia.com/gpu"] });
    expect(found!.text).toBe(
      "1 of the 1 cordoned nodes would have room for its CPU and memory once uncordoned. Whether they have nvidia.com/gpu is not looked at.",
    );
  });

  it("says nothing of what it cannot know", () => {
    expect(hints([group("VolumeBinding", ["no volume"], all)], {})).toEqual([]);
    expect(hints([group("TaintToleration", ["taint"], ["gone"])], {})).toEqual([]);
  });
});
