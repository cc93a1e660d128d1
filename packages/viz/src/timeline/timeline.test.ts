/** Lanes of each kind as draw lists: what is there, what it says of unit, aggregation and bin, and which lane lies under a point. */
import { describe, expect, it } from "vitest";
import type { QueueLanes } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";
import type { DrawList } from "../draw/index.ts";
import { livingSession, smallSession } from "../testing/index.ts";
import { laneTip } from "./lane-tip.ts";
import { laneAt, timelineList } from "./timeline-list.ts";
import type { TimelineScene } from "./timeline-list.ts";

const WHOLE = { fromUs: 0, toUs: 600e6 };
const SIZE = { width: 900, height: 500 };
const scene = (lanes: TimelineScene["lanes"], more: Partial<TimelineScene> = {}): TimelineScene => ({
  lanes,
  span: { fromUs: lanes.fromUs, toUs: lanes.toUs },
  timeUs: 0,
  reachUs: Infinity,
  isOver: true,
  top: 0,
  selection: undefined,
  lit: undefined,
  marks: [],
  ...more,
});
const textsOf = ({ labels }: DrawList) => labels.map(({ text }) => text);
const heightsOf = ({ cells }: DrawList, style: Style) =>
  Array.from({ length: cells.count }, (_, at) => at)
    .filter((at) => cells.style[at] === style)
    .map((at) => cells.height[at]!);

const QUEUE: QueueLanes = {
  kind: "queue",
  ...WHOLE,
  bins: 2,
  mean: Float32Array.of(1, 0, 0, 0, 5, 10, 0, 0),
  most: Float32Array.of(4, 0, 0, 0, 10, 10, 0, 0),
  attempts: Float32Array.of(6, 0, 2, 0, 2, 0),
};

describe("lanes of the scheduling queue", () => {
  it("are named as Kubernetes' metric names them, each on a scale of its own that is told", () => {
    const list = timelineList(scene(QUEUE), SIZE.width, SIZE.height);
    const texts = textsOf(list);
    for (const name of ["active", "backoff", "unschedulable", "gated", "attempts"]) expect(texts).toContain(name);
    expect(texts).toEqual(expect.arrayContaining(["at most 4 pods", "at most 10 pods", "at most 10 in a bin"]));
    expect(texts.filter((text) => text === "none")).toHaveLength(2);
    const caption = texts.join(" ");
    for (const said of ["pods waiting", "mean over a bin", "most at any instant", "bins of 5 min"]) expect(caption).toContain(said);
  });

  it("show means beneath peaks, and attempts by result upon each other", () => {
    const list = timelineList(scene(QUEUE), SIZE.width, SIZE.height);
    const full = Math.max(...heightsOf(list, Style.waitingFill));
    expect(heightsOf(list, Style.waitingBar).filter((height) => height > 0)).toEqual([full / 4, full / 2, full]);
    const [scheduled] = heightsOf(list, Style.ready);
    expect(scheduled).toBeCloseTo(0.6 * full, 3);
    expect(heightsOf(list, Style.failed)[0]).toBeCloseTo(0.2 * full, 3);
  });

  it("leave blank what is not simulated yet", () => {
    const lanes = { ...QUEUE, mean: QUEUE.mean.map(() => -1), most: QUEUE.most.map(() => -1) };
    const list = timelineList(scene(lanes), SIZE.width, SIZE.height);
    expect(heightsOf(list, Style.waitingBar).every((height) => height === 0)).toBe(true);
    expect(laneTip(lanes, 0, 0)).toBe("active, 00:00:00 to 00:05:00\nnot simulated yet");
  });

  it("are told bin by bin under the pointer", () => {
    expect(laneTip(QUEUE, 0, 0)).toBe("active, 00:00:00 to 00:05:00\npods: mean 1, at most 4");
    expect(laneTip(QUEUE, 4, 0)).toBe("attempts, 00:00:00 to 00:05:00\n6 scheduled\n2 unschedulable\n2 error");
  });

  it("come from the simulation: a pod that fits nowhere waits to the end", async () => {
    const session = await smallSession();
    const lanes = session.queueLanes(0, 600e6, 4);
    expect([...lanes.most.subarray(8, 12)]).toEqual([1, 1, 1, 1]);
  });
});

describe("lanes of nodes and workloads", () => {
  it("are told under the pointer with what they are shares of", async () => {
    const session = await livingSession();
    const lanes = session.lanes("node", 0, 1200e6, 4);
    expect(laneTip(lanes, lanes.names.indexOf("left-0"), 1)).toMatch(
      /^left-0, 00:05:00 to 00:10:00\nCPU used over hardware: 100 % of 150 % wanted\nCPU requested over allocatable: \d+ %\n2 pods running$/,
    );
    const workloads = session.lanes("workload", 0, 1200e6, 4);
    expect(laneTip(workloads, workloads.names.indexOf("hungry"), 1)).toContain("2 ready, 0 not ready, 0 pending");
  });

  it("lie under the points at which they are drawn, scrolled too", async () => {
    const session = await smallSession();
    const lanes = session.lanes("node", 0, 600e6, 4);
    const list = timelineList(scene(lanes), SIZE.width, SIZE.height);
    for (const [lane, name] of lanes.names.entries()) {
      const label = list.labels.find(({ text }) => text === name)!;
      expect(laneAt({ lanes, top: 0 }, label.y, SIZE)).toBe(lane);
      expect(laneAt({ lanes, top: 1 }, label.y, SIZE)).toBe(lane + 1 < lanes.names.length ? lane + 1 : -1);
    }
    expect(laneAt({ lanes, top: 0 }, 3, SIZE)).toBe(-1);
  });
});

describe("what is not simulated yet", () => {
  it("covers the lanes from there on, and is gone when the run is over", () => {
    const shown = (more: Partial<TimelineScene>) => textsOf(timelineList(scene(QUEUE, more), SIZE.width, SIZE.height));
    expect(shown({ reachUs: 200e6, isOver: false })).toContain("not simulated yet");
    expect(shown({ reachUs: 200e6 })).not.toContain("not simulated yet");
    expect(shown({ reachUs: 600e6, isOver: false })).not.toContain("not simulated yet");
  });
});
