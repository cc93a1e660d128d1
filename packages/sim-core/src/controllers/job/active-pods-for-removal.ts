/** Which active pods of a Job are too many. */
import type { ReplicaPod } from "../replica-pod.ts";
import { activePodBefore } from "../replicaset/active-pod-order.ts";
import { sortByLess } from "../sort-by-less.ts";

/** The `count` pods that are least far. Source: pkg/controller/job/job_controller.go, activePodsForRemoval. */
export function activePodsForRemoval<P extends ReplicaPod>(pods: readonly P[], count: number): P[] {
  return sortByLess(pods, activePodBefore).slice(0, count);
}

/**
 * For an Indexed Job: pods without a valid index, all but one of those that share an index, and if these are fewer than
 * `atLeast`, of the others those that are least far.
 *
 * @param indexOf the completion index of a pod; undefined: none or invalid.
 * Source: pkg/controller/job/job_controller.go, activePodsForRemoval; indexed_job_utils.go, appendDuplicatedIndexPodsForRemoval.
 */
export function indexedPodsForRemoval<P extends ReplicaPod>(
  pods: readonly P[],
  indexOf: (pod: P) => number | undefined,
  completions: number,
  atLeast: number,
): P[] {
  const byIndex = pods.map((pod) => ({ pod, index: indexOf(pod) ?? -1 })).sort((left, right) => left.index - right.index);
  const beyond = byIndex.filter(({ index }) => index >= completions).map(({ pod }) => pod);
  const groups = new Map<number, P[]>();
  for (const { pod, index } of byIndex) {
    if (index >= completions) continue;
    const group = groups.get(index);
    if (group === undefined) groups.set(index, [pod]);
    else group.push(pod);
  }
  // The real code takes those beyond the range before it has looked at the last group.
  const last = [...groups.keys()].at(-1);
  const removed: P[] = [];
  const left: P[] = [];
  for (const [index, group] of groups) {
    if (index === last) removed.push(...beyond);
    if (index === -1) removed.push(...group);
    else if (group.length === 1) left.push(group[0]!);
    else {
      const sorted = sortByLess(group, activePodBefore);
      left.push(sorted.pop()!);
      removed.push(...sorted);
    }
  }
  if (last === undefined) removed.push(...beyond);
  if (removed.length < atLeast) removed.push(...activePodsForRemoval(left, atLeast - removed.length));
  return removed;
}
