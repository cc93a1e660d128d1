/** What the pointer is told about one bin of one lane, on a few lines. */
import { ATTEMPT_RESULTS, SUB_QUEUES } from "@orrery/runner/session";
import type { Lanes } from "@orrery/runner/session";
import { clockText, countOf, countText, percentText } from "../words/index.ts";
import { laneNames } from "./lane-set.ts";
import type { LaneSet } from "./lane-set.ts";
import { attemptsIn, pendingIn } from "./queue-cells.ts";

export function laneTip(lanes: LaneSet, lane: number, bin: number): string {
  const edge = (at: number) => clockText(lanes.fromUs + (at * (lanes.toUs - lanes.fromUs)) / lanes.bins).replace(/\.000$/, "");
  return [`${laneNames(lanes)[lane]}, ${edge(bin)} to ${edge(bin + 1)}`, ...linesOf(lanes, lane, bin)].join("\n");
}

function linesOf(lanes: LaneSet, lane: number, bin: number): string[] {
  if (lanes.kind !== "queue") return lanes.kind === "node" ? nodeLines(lanes, lane, bin) : workloadLines(lanes, lane, bin);
  if (lane >= SUB_QUEUES.length) return attemptsIn(lanes, bin).map((count, result) => `${countText(count)} ${ATTEMPT_RESULTS[result]}`);
  const { mean, most } = pendingIn(lanes, lane, bin);
  if (mean < 0) return ["not simulated yet"];
  return [`pods: mean ${meanText(mean)}, at most ${countText(most)}`];
}

/** Two digits, however little it is. */
function meanText(mean: number): string {
  return mean >= 10 ? countText(Math.round(mean)) : String(Number(mean.toPrecision(2)));
}

function nodeLines({ cpu, used, wanted, running, bins }: Lanes, lane: number, bin: number): string[] {
  const at = lane * bins + bin;
  if (cpu[at]! < 0) return ["not there"];
  return [
    ...(used[at]! < 0 ? [] : [`CPU used over hardware: ${percentText(used[at]!)} of ${percentText(wanted[at]!)} wanted`]),
    `CPU requested over allocatable: ${percentText(cpu[at]!)}`,
    `${countOf(running[at]!, "pod")} running`,
  ];
}

function workloadLines({ running, unready, waiting, bins }: Lanes, lane: number, bin: number): string[] {
  const at = lane * bins + bin;
  return [
    `${countText(running[at]! - unready[at]!)} ready, ${countText(unready[at]!)} not ready, ${countText(waiting[at]!)} pending, at its end`,
  ];
}
