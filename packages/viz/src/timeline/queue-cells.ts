/** One lane of the scheduling queue: pods that wait in one of its parts as a band, or the attempts of each bin by their results. */
import { ATTEMPT_RESULTS, SUB_QUEUES } from "@orrery/runner/session";
import type { QueueLanes } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";
import type { Cells } from "../draw/index.ts";
import { countText } from "../words/index.ts";
import type { LaneBox } from "./lane-cells.ts";

/** By result, from the foot up. */
const RESULT_STYLES: readonly Style[] = [Style.ready, Style.waitingFill, Style.failed];

/** The top of a lane's own scale: the most that any bin has. */
export function topOf(lanes: QueueLanes, lane: number): number {
  let most = 0;
  for (let bin = 0; bin < lanes.bins; bin++)
    most = Math.max(most, lane < SUB_QUEUES.length ? pendingIn(lanes, lane, bin).most : sumIn(lanes, bin));
  return most;
}

/** What the top of a lane is, in words. */
export function topText(lanes: QueueLanes, lane: number): string {
  const most = topOf(lanes, lane);
  if (most === 0) return "none";
  return lane < SUB_QUEUES.length ? `at most ${countText(most)} ${most === 1 ? "pod" : "pods"}` : `at most ${countText(most)} in a bin`;
}

export function pendingIn({ mean, most, bins }: QueueLanes, lane: number, bin: number): { readonly mean: number; readonly most: number } {
  return { mean: mean[lane * bins + bin]!, most: most[lane * bins + bin]! };
}

export function attemptsIn({ attempts, bins }: QueueLanes, bin: number): readonly number[] {
  return ATTEMPT_RESULTS.map((_, result) => attempts[result * bins + bin]!);
}

function sumIn(lanes: QueueLanes, bin: number): number {
  return attemptsIn(lanes, bin).reduce((sum, each) => sum + each, 0);
}

export function queueLane(lanes: QueueLanes, { lane, y, height, edges }: LaneBox, cells: Cells): void {
  const top = topOf(lanes, lane);
  if (top === 0) return;
  const base = y + height - 2;
  // However few, what there is is seen.
  const high = (amount: number) => (amount <= 0 ? 0 : Math.max(1, (amount / top) * (height - 10)));
  for (let bin = 0; bin < lanes.bins; bin++) {
    const { left, wide } = edges(bin);
    if (lane < SUB_QUEUES.length) {
      const { mean, most } = pendingIn(lanes, lane, bin);
      cells.add(left, base - high(most), wide, high(most), Style.waitingFill);
      cells.add(left, base - high(mean), wide, high(mean), Style.waitingBar);
      continue;
    }
    let foot = base;
    for (const [result, count] of attemptsIn(lanes, bin).entries()) {
      cells.add(left, foot - high(count), wide, high(count), RESULT_STYLES[result]!);
      foot -= high(count);
    }
  }
}
