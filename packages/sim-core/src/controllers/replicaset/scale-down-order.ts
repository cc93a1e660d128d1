/** The order in which a ReplicaSet takes pods away. */
import type { ReplicaPod } from "../replica-pod.ts";
import { restartOrder, startStageOrder } from "./active-pod-order.ts";
import { ageBucket } from "./age-bucket.ts";

/** A pod with what its ranking needs, worked out once. */
export interface RankedPod<P extends ReplicaPod = ReplicaPod> {
  readonly pod: P;
  /** Active pods of the same owner on the pod's node. */
  readonly rank: number;
  /** Powers of two of the time since ready and since creation; undefined: compare the times themselves. */
  readonly readyBucket: number | undefined;
  readonly createdBucket: number | undefined;
}

/**
 * @param nowUs undefined: times are compared as they are, not by powers of two.
 * @param buckets remembers the answers for one `nowUs` by time, as many pods share their times
 */
export function rankPod<P extends ReplicaPod>(
  pod: P,
  rank: number,
  nowUs: number | undefined,
  buckets: Map<number, number> = new Map(),
): RankedPod<P> {
  if (nowUs === undefined) return { pod, rank, readyBucket: undefined, createdBucket: undefined };
  const readyBucket = pod.readySinceUs === undefined ? undefined : bucketOf(pod.readySinceUs, nowUs, buckets);
  return { pod, rank, readyBucket, createdBucket: bucketOf(pod.createdUs, nowUs, buckets) };
}

function bucketOf(timeUs: number, nowUs: number, buckets: Map<number, number>): number {
  let bucket = buckets.get(timeUs);
  if (bucket === undefined) buckets.set(timeUs, (bucket = ageBucket(nowUs - timeUs)));
  return bucket;
}

/**
 * Whether `left` is to be deleted before `right`: not bound first, then by phase, not ready, lower deletion cost, more
 * siblings on the node, ready for a shorter time, more restarts, younger. Times count by powers of two; within one the
 * UID decides, so that the choice is spread.
 *
 * The relation is not transitive: equal ready times go on to the restarts while different ones of the same power of two
 * end at the UID. Sort with `sortByLess`.
 *
 * Source: pkg/controller/controller_utils.go, ActivePodsWithRanks.Less.
 */
export function rankedPodBefore(left: RankedPod, right: RankedPod): boolean {
  const stage = startStageOrder(left.pod, right.pod);
  if (stage !== 0) return stage < 0;
  if (left.pod.deletionCost !== right.pod.deletionCost) return left.pod.deletionCost < right.pod.deletionCost;
  if (left.rank !== right.rank) return left.rank > right.rank;
  const leftReadyUs = left.pod.readySinceUs;
  const rightReadyUs = right.pod.readySinceUs;
  if (leftReadyUs !== undefined && rightReadyUs !== undefined && leftReadyUs !== rightReadyUs) {
    if (left.readyBucket === undefined || right.readyBucket === undefined) return leftReadyUs > rightReadyUs;
    return left.readyBucket === right.readyBucket ? left.pod.uid < right.pod.uid : left.readyBucket < right.readyBucket;
  }
  const restarts = restartOrder(left.pod, right.pod);
  if (restarts !== 0) return restarts < 0;
  if (left.pod.createdUs === right.pod.createdUs) return false;
  if (left.createdBucket === undefined || right.createdBucket === undefined) return left.pod.createdUs > right.pod.createdUs;
  return left.createdBucket === right.createdBucket ? left.pod.uid < right.pod.uid : left.createdBucket < right.createdBucket;
}
