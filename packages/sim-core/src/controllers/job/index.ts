/** Decisions of the Job controller: completion indexes, back-off between pods, policies, which pods are too many. */
export { activePodsForRemoval, indexedPodsForRemoval } from "./active-pods-for-removal.ts";
export {
  countIndexes,
  firstPendingIndexes,
  hasIndex,
  type IndexInterval,
  type IndexIntervals,
  indexIntervalsText,
  mergeIndexes,
  parseIndexes,
  withIndexes,
} from "./index-intervals.ts";
export {
  type JobBackoff,
  MAX_POD_FAILURE_BACKOFF_US,
  nextJobBackoff,
  NO_JOB_BACKOFF,
  POD_FAILURE_BACKOFF_US,
  remainingBackoffUs,
  remainingIndexBackoffUs,
} from "./job-backoff.ts";
export { failedIndexes, type IndexedPod, parseCompletionIndex, parseFailureCount, succeededIndexes } from "./job-indexes.ts";
export { podFinishedUs, type PodFinish } from "./pod-finished-time.ts";
export {
  type FailedPod,
  type FailureAction,
  matchPodFailurePolicy,
  type PodFailureMatch,
  type PodFailureRule,
} from "./pod-failure-policy.ts";
export { matchSuccessPolicy, type SuccessRule } from "./success-policy.ts";
