/**
 * Where preemption hurts least. Source: pkg/scheduler/framework/preemption/preemption.go (pickOneNodeForPreemption),
 * pkg/scheduler/util/utils.go.
 */
import type { Victims } from "../framework/index.ts";

/**
 * The candidates that all five criteria leave equal, in the order given. The real choice among them follows Go's map order, so it is open;
 * Orrery takes
 * the first.
 */
export function bestCandidates(candidates: readonly Victims[], nowUs: number): Victims[] {
  let best = [...candidates];
  for (const criterion of CRITERIA) {
    if (best.length === 1) break;
    const scores = best.map((candidate) => criterion(candidate, nowUs));
    const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
    best = best.filter((_, i) => scores[i] === top);
  }
  return best;
}

const CRITERIA: readonly ((victims: Victims, nowUs: number) => number)[] = [
  ({ pdbViolations }) => -pdbViolations,
  ({ pods }) => -pods[0]!.priority,
  ({ pods }) => -pods.reduce((sum, pod) => sum + pod.priority + 2147483648, 0),
  ({ pods }) => -pods.length,
  earliestStart,
];

/** Of the victims with the highest priority. */
function earliestStart({ pods }: Victims, nowUs: number): number {
  const highest = pods.reduce((most, pod) => Math.max(most, pod.priority), -Infinity);
  return pods.filter((pod) => pod.priority === highest).reduce((least, pod) => Math.min(least, pod.startTimeUs ?? nowUs), Infinity);
}
