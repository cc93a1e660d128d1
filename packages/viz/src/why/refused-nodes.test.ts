/** Which nodes refused, pool by pool, and what would help: held against a little cluster of which everything is known. */
import { describe, expect, it } from "vitest";
import { smallFrame } from "../testing/index.ts";
import { hintsOf, refusalsByPool } from "./refused-nodes.ts";
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
        reasons: ["Insufficient cpu"],
        nodes: 3,
        pools: [
          { pool: "right", nodes: 2 },
          { pool: "left", nodes: 1 },
        ],
      },
      { plugin: "TaintToleration", reasons: ["taint"], nodes: 1, pools: [{ pool: "left", nodes: 1 }] },
    ]);
  });
});

describe("hintsOf", () => {
  const all = ["left-0", "left-1", "right-0", "right-1"];

  it("tells a pod that is larger than any node from one for which there is no room now", () => {
    const large = hintsOf([group("NodeResourcesFit", ["Insufficient cpu"], all)], { milliCpu: 30_000, memoryBytes: 0 }, frame, texts);
    expect(large).toEqual(["It asks for 30 cores; the largest of these offers 8 cores of CPU even when empty."]);
    const [fits] = hintsOf([group("NodeResourcesFit", ["Insufficient cpu"], ["left-0"])], { milliCpu: 3500, memoryBytes: 0 }, frame, texts);
    expect(fits).toMatch(/^It asks for 3\.5 cores of CPU; most is free on left-0: \d/);
  });

  it("asks tainted and cordoned nodes for room, whom the scheduler had not asked", () => {
    const asked = { milliCpu: 500, memoryBytes: GIB };
    const hints = hintsOf(
      [group("TaintToleration", ["taint"], all), group("NodeUnschedulable", ["cordoned"], ["left-0"])],
      asked,
      frame,
      texts,
    );
    expect(hints[0]).toMatch(/^4 of the 4 tainted nodes would have room/);
    expect(hints[1]).toMatch(/^1 of the 1 cordoned nodes would have room/);
    const none = hintsOf([group("TaintToleration", ["taint"], all)], { milliCpu: 0, memoryBytes: 999 * GIB }, frame, texts);
    expect(none[0]).toMatch(/^None of the 4 tainted/);
  });

  it("says nothing of what it cannot know", () => {
    expect(hintsOf([group("VolumeBinding", ["no volume"], all)], { milliCpu: 0, memoryBytes: 0 }, frame, texts)).toEqual([]);
    expect(hintsOf([group("TaintToleration", ["taint"], ["gone"])], { milliCpu: 0, memoryBytes: 0 }, frame, texts)).toEqual([]);
  });
});
