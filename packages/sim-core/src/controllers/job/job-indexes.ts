/** Which indexes of an Indexed Job have succeeded or failed. */
import type { ReplicaPodPhase } from "../replica-pod.ts";
import { type IndexIntervals, withIndexes } from "./index-intervals.ts";
import { type FailedPod, matchPodFailurePolicy, type PodFailureRule } from "./pod-failure-policy.ts";

export interface IndexedPod {
  /** Annotation job-completion-index; undefined: none or invalid. */
  readonly index: number | undefined;
  readonly phase: ReplicaPodPhase;
  readonly deleting: boolean;
  /** It has the finalizer job-tracking, so it has not been counted yet. */
  readonly isUncounted: boolean;
  /** Annotation job-index-failure-count: failures of the index before this pod. */
  readonly indexFailures: number;
  /** What a policy for failures looks at. */
  readonly failure?: FailedPod;
}

/** An index with leading sign and digits only, not negative; undefined otherwise. Source: getCompletionIndex. */
export function parseCompletionIndex(text: string | undefined): number | undefined {
  const index = text !== undefined && /^[+-]?[0-9]+$/.test(text) ? Number(text) : -1;
  return index < 0 ? undefined : index + 0;
}

/** A count in an annotation; 0 for what is none. Source: pkg/controller/job/indexed_job_utils.go, parseInt32. */
export function parseFailureCount(text: string | undefined): number {
  const count = parseCompletionIndex(text) ?? 0;
  return count <= 2_147_483_647 ? count : 0;
}

/** Source: pkg/controller/job/indexed_job_utils.go, calculateSucceededIndexes. */
export function succeededIndexes(before: IndexIntervals, completions: number, pods: readonly IndexedPod[]): IndexIntervals {
  return withIndexes(
    before,
    uncounted(pods, completions, ({ phase }) => phase === "Succeeded"),
  );
}

/**
 * Indexes of which pods failed more often than the limit, or that a rule says have failed.
 *
 * @param replacement podReplacementPolicy: "Failed" counts a pod only once it is Failed, else one being deleted counts too.
 * Source: pkg/controller/job/indexed_job_utils.go, calculateFailedIndexes, isIndexFailed.
 */
export function failedIndexes(
  before: IndexIntervals,
  completions: number,
  pods: readonly IndexedPod[],
  backoffLimitPerIndex: number,
  replacement: "TerminatingOrFailed" | "Failed",
  rules: readonly PodFailureRule[] = [],
): IndexIntervals {
  const isIndexFailed = (pod: IndexedPod): boolean => {
    if (pod.phase !== "Failed" && (replacement === "Failed" || !pod.deleting || pod.phase === "Succeeded")) return false;
    const match = rules.length > 0 && pod.failure !== undefined ? matchPodFailurePolicy(rules, pod.failure) : { countFailed: true };
    return match.action === "FailIndex" || (match.countFailed && pod.indexFailures >= backoffLimitPerIndex);
  };
  return withIndexes(before, uncounted(pods, completions, isIndexFailed));
}

function uncounted(pods: readonly IndexedPod[], completions: number, counts: (pod: IndexedPod) => boolean): number[] {
  return pods.flatMap((pod) => (pod.index !== undefined && pod.index < completions && pod.isUncounted && counts(pod) ? pod.index : []));
}
