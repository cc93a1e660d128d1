/**
 * The scheduling queue over a span of time, in the words of Kubernetes' metrics: `scheduler_pending_pods` by queue, and
 * `scheduler_schedule_attempts_total` by result, in so many bins of equal width.
 */
import { AttemptOutcome } from "@orrery/scheduler/component";
import type { AttemptLog, QueueLog } from "@orrery/scheduler/component";
import { countUntil } from "./count-until.ts";

/** Values of the label `queue` of `scheduler_pending_pods`. */
export const SUB_QUEUES = ["active", "backoff", "unschedulable", "gated"] as const;
/** Values of the label `result` of `scheduler_schedule_attempts_total`. */
export const ATTEMPT_RESULTS = ["scheduled", "unschedulable", "error"] as const;

export interface QueueLanes {
  readonly kind: "queue";
  readonly fromUs: number;
  readonly toUs: number;
  readonly bins: number;
  /** By sub-queue and bin: pods that wait there, as a mean over the time of the bin, and at most at any instant; -1: not simulated yet. */
  readonly mean: Float32Array;
  readonly most: Float32Array;
  /** By result and bin: attempts that began within the bin. */
  readonly attempts: Float32Array;
}

/**
 * @param nowUs simulated so far; of a bin that reaches beyond it only what lies before it counts
 * @param bins at least 1; `toUs` after `fromUs`
 */
export function queueLanes(
  { attempts, queueLog }: { readonly attempts: AttemptLog; readonly queueLog: QueueLog },
  nowUs: number,
  fromUs: number,
  toUs: number,
  bins: number,
): QueueLanes {
  return {
    kind: "queue",
    fromUs,
    toUs,
    bins,
    ...pendingOf(queueLog, nowUs, fromUs, toUs, bins),
    attempts: attemptsOf(attempts, fromUs, toUs, bins),
  };
}

function pendingOf(log: QueueLog, nowUs: number, fromUs: number, toUs: number, bins: number): Pick<QueueLanes, "mean" | "most"> {
  const mean = new Float32Array(SUB_QUEUES.length * bins).fill(-1);
  const most = new Float32Array(SUB_QUEUES.length * bins).fill(-1);
  const columns = SUB_QUEUES.map((name) => log[name]);
  const edge = (bin: number) => fromUs + (bin * (toUs - fromUs)) / bins;
  /** The row that holds; -1: the first one has not come. */
  let row = countUntil(log, fromUs) - 1;
  for (let bin = 0; bin < bins && edge(bin) <= nowUs; bin++) {
    const endUs = Math.min(edge(bin + 1), nowUs);
    const sums = SUB_QUEUES.map(() => 0);
    const tops = columns.map((column) => (row < 0 ? 0 : column[row]!));
    let sinceUs = edge(bin);
    const pass = (untilUs: number) => {
      for (const [queue, column] of columns.entries()) sums[queue]! += (row < 0 ? 0 : column[row]!) * (untilUs - sinceUs);
      sinceUs = untilUs;
    };
    while (row + 1 < log.length && log.timeUs[row + 1]! < endUs) {
      pass(log.timeUs[row + 1]!);
      row += 1;
      for (const [queue, column] of columns.entries()) tops[queue] = Math.max(tops[queue]!, column[row]!);
    }
    pass(endUs);
    for (const [queue, sum] of sums.entries()) {
      const span = endUs - edge(bin);
      mean[queue * bins + bin] = span > 0 ? sum / span : tops[queue]!;
      most[queue * bins + bin] = tops[queue]!;
    }
  }
  return { mean, most };
}

function attemptsOf({ timeUs, outcome, length }: AttemptLog, fromUs: number, toUs: number, bins: number): Float32Array {
  const counts = new Float32Array(ATTEMPT_RESULTS.length * bins);
  for (let at = 0; at < length; at++) {
    if (timeUs[at]! < fromUs || timeUs[at]! >= toUs) continue;
    const bin = Math.min(bins - 1, Math.floor(((timeUs[at]! - fromUs) / (toUs - fromUs)) * bins));
    counts[RESULT_OF[outcome[at]!]! * bins + bin]! += 1;
  }
  return counts;
}

/** The place among the results, by outcome. */
const RESULT_OF: Readonly<Record<number, number>> = {
  [AttemptOutcome.placed]: ATTEMPT_RESULTS.indexOf("scheduled"),
  [AttemptOutcome.unschedulable]: ATTEMPT_RESULTS.indexOf("unschedulable"),
  [AttemptOutcome.error]: ATTEMPT_RESULTS.indexOf("error"),
};
