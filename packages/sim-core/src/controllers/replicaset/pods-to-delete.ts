/** Which pods a ReplicaSet that has too many deletes. */
import { isPodActive, type ReplicaPod } from "../replica-pod.ts";
import { sortByLess } from "../sort-by-less.ts";
import { rankedPodBefore, rankPod } from "./scale-down-order.ts";

/**
 * The `count` pods to delete, in the order of the ranking; when all go, in the order given.
 *
 * @param pods active pods of the ReplicaSet.
 * @param relatedPods pods of all ReplicaSets with the same controller (those of the Deployment), `pods` included. A
 *   ReplicaSet without a controller has none, then ranks do not differ.
 * Source: pkg/controller/replicaset/replica_set.go, getPodsToDelete.
 */
export function podsToDelete<P extends ReplicaPod>(
  pods: readonly P[],
  relatedPods: readonly ReplicaPod[],
  count: number,
  nowUs: number,
): P[] {
  if (count >= pods.length) return pods.slice();
  const onNode = relatedPodsOnNode(relatedPods);
  return podsToDeleteByRank(pods, (node) => onNode.get(node) ?? 0, count, nowUs);
}

/** The same where the pods of related ReplicaSets on each node have been counted. O(pods) for a small `count`. */
export function podsToDeleteByRank<P extends ReplicaPod>(
  pods: readonly P[],
  rankOf: (node: P["node"]) => number,
  count: number,
  nowUs: number,
): P[] {
  if (count >= pods.length) return pods.slice();
  const buckets = new Map<number, number>();
  const ranked = pods.map((pod) => rankPod(pod, rankOf(pod.node), nowUs, buckets));
  return sortByLess(ranked, rankedPodBefore, count).map(({ pod }) => pod);
}

/**
 * Active pods by node; those that are not bound count as being on one node.
 *
 * Source: pkg/controller/replicaset/replica_set.go, getPodsRankedByRelatedPodsOnSameNode.
 */
export function relatedPodsOnNode(relatedPods: readonly ReplicaPod[]): Map<string | number, number> {
  const counts = new Map<string | number, number>();
  for (const pod of relatedPods) if (isPodActive(pod)) counts.set(pod.node, (counts.get(pod.node) ?? 0) + 1);
  return counts;
}
