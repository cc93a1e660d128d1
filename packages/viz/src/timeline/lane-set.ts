/** What the timeline shows: lanes of workloads, of nodes, or of the scheduling queue; what they are called, and what they mean. */
import { SUB_QUEUES } from "@orrery/runner/session";
import type { Lanes, QueueLanes } from "@orrery/runner/session";
import { durationText } from "../words/index.ts";

export type LaneSet = Lanes | QueueLanes;

/** Above the four sub-queues of pending pods lie the attempts that move them. */
export const QUEUE_LANES: readonly string[] = [...SUB_QUEUES, "attempts"];

export function laneNames(lanes: LaneSet): readonly string[] {
  return lanes.kind === "queue" ? QUEUE_LANES : lanes.names;
}

/** Least and most height of a lane. */
export const HEIGHTS: Readonly<Record<LaneSet["kind"], readonly [number, number]>> = {
  node: [18, 34],
  workload: [34, 88],
  queue: [52, 132],
};

/** Unit, aggregation and bin, as a chart has to state them. */
export function meaningOf(lanes: LaneSet): string {
  const bins = `bins of ${durationText((lanes.toUs - lanes.fromUs) / lanes.bins)}`;
  switch (lanes.kind) {
    case "queue":
      return `pods waiting: full their mean over a bin, hatched the most at any instant; attempts in a bin: blue scheduled, hatched unschedulable, crossed error; ${bins}`;
    case "workload":
      return `pods: blue ready, hatched not ready, yellow pending; heights by square root; ${bins}, value at their end; above: restarts, evictions, outages`;
    case "node": {
      const shade = lanes.used.some((share) => share >= 0)
        ? "CPU used over hardware, the stronger the fuller; hatched foot: more wanted"
        : "CPU requested over allocatable, the stronger the fuller";
      return `${shade}; ${bins}, value at their end; above: restarts, evictions, outages`;
    }
  }
}

/** How many there are, of what. */
export function countOf(lanes: LaneSet): string {
  if (lanes.kind === "queue") return "scheduling queue";
  const { kind, names } = lanes;
  return `${names.length} ${kind}${names.length === 1 ? "" : "s"}`;
}
