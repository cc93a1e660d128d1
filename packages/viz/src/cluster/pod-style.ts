/** How a pod looks: its state in one word, from what the frame says of it. */
import { POD_PHASES, PodFlag } from "@orrery/runner/session";
import type { PodColumns } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";

const [PENDING, RUNNING, SUCCEEDED, FAILED] = POD_PHASES.map((_, index) => index) as [number, number, number, number];

const HELD = PodFlag.throttled | PodFlag.starved;

export function podStyle({ phase, flags, node, restarts }: PodColumns, row: number): Style {
  const own = flags[row]!;
  switch (phase[row]) {
    case FAILED:
      return Style.failed;
    case SUCCEEDED:
      return Style.succeeded;
    case RUNNING:
      if ((own & PodFlag.deleting) !== 0) return Style.deleting;
      if ((own & PodFlag.backOff) !== 0) return Style.backOff;
      if ((own & PodFlag.ready) === 0) return restarts[row]! > 0 ? Style.restarting : Style.running;
      // How it fares now says more than how it fared.
      if ((own & HELD) !== 0) return Style.held;
      return restarts[row]! > 0 ? Style.restarted : Style.ready;
    default:
      if ((own & PodFlag.deleting) !== 0) return Style.deleting;
      if (node[row] === -1) return Style.waiting;
      return (own & PodFlag.backOff) === 0 ? Style.starting : Style.backOff;
  }
}

/** By what a pod that runs is held back, and how much, in one sentence; "": it is not. */
export function heldText({ held, flags }: PodColumns, row: number): string {
  if ((flags[row]! & HELD) === 0) return "";
  const at = held.row.indexOf(row);
  const missed = `missed ${held.missed[at]} % of the CPU that it wanted`;
  return held.throttled[at]! > 0
    ? `throttled: waited for its own limit ${held.throttled[at]} % of the time that it worked or waited; ${missed}`
    : `starved: ${missed}, for what else runs on its node`;
}

/** Whether a pod waits for a node. */
export function isWaiting({ phase, node }: PodColumns, row: number): boolean {
  return phase[row] === PENDING && node[row] === -1;
}

export const STYLE_WORDS: ReadonlyMap<Style, string> = new Map([
  [Style.ready, "Ready"],
  [Style.restarted, "Ready, restarted"],
  [Style.held, "Ready, CPU held back"],
  [Style.running, "Running, not ready"],
  [Style.restarting, "Restarted, not ready"],
  [Style.backOff, "In back-off"],
  [Style.starting, "Starting"],
  [Style.waiting, "Pending"],
  [Style.deleting, "Terminating"],
  [Style.failed, "Failed"],
  [Style.succeeded, "Succeeded"],
]);
