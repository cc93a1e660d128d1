/** The filter lights lanes by name, and by what belongs to them at the moment. */
import { beforeAll, describe, expect, it } from "vitest";
import { smallFrame } from "../testing/index.ts";
import { litLanes } from "./lit-lanes.ts";

let small: Awaited<ReturnType<typeof smallFrame>>;
beforeAll(async () => {
  small = await smallFrame();
});

describe("lanes that the filter looks for", () => {
  it.each([
    ["workload", "web", ["web"]],
    ["workload", "app=web", ["web"]],
    ["workload", "ns=shop", ["huge"]],
    ["workload", "phase=pending", ["huge"]],
    ["workload", "e", ["web", "huge"]],
    ["node", "pool=right", ["right-0", "right-1"]],
    ["node", "right-1", ["right-1"]],
    ["node", "phase=pending", []],
  ] as const)("%ss by %s", (kind, filter, names) => {
    const test = litLanes(small.frame, small.texts, filter, kind)!;
    const all = kind === "node" ? ["left-0", "left-1", "right-0", "right-1"] : ["web", "huge", "job"];
    expect(all.filter(test)).toEqual(names);
  });

  it("are all alike without a filter, and before the first frame", () => {
    expect(litLanes(small.frame, small.texts, " ", "node")).toBeUndefined();
    expect(litLanes(undefined, small.texts, "web", "node")).toBeUndefined();
  });
});
