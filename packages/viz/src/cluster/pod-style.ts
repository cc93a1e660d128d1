/** How a pod looks: its state in one word, from what the frame says of it. */
import { POD_PHASES, PodFlag } from "@orrery/runner/session";
import type { PodColumns } from "@orrery/runner/session";
import { Style } from "../draw/index.ts";

const [PENDING, RUNNING, SUCCEEDED, FAILED] = POD_PHASES.map((_, index) => index) as [number, number, number, number];

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
      return restarts[row]! > 0 ? Style.restarted : Style.ready;
    default:
      if ((own & PodFlag.deleting) !== 0) return Style.deleting;
      if (node[row] === -1) return Style.waiting;
      return (own & PodFlag.backOff) === 0 ? Style.starting : Style.backOff;
  }
}

/** Whether a pod waits for a node. */
export function isWaiting({ phase, node }: PodColumns, row: number): boolean {
  return phase[row] === PENDING && node[row] === -1;
}

export const STYLE_WORDS: ReadonlyMap<Style, string> = new Map([
  [Style.ready, "Ready"],
  [Style.restarted, "Ready, restarted"],
  [Style.running, "Running, not ready"],
  [Style.restarting, "Restarted, not ready"],
  [Style.backOff, "In back-off"],
  [Style.starting, "Starting"],
  [Style.waiting, "Pending"],
  [Style.deleting, "Terminating"],
  [Style.failed, "Failed"],
  [Style.succeeded, "Succeeded"],
]);
