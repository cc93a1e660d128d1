/** How long a Job waits before it replaces failed pods. Times in microseconds. */

/** Delay after the first failure. Source: pkg/controller/job/job_controller.go, DefaultJobPodFailureBackOff. */
export const POD_FAILURE_BACKOFF_US = 10_000_000;

/** Longest delay. Source: pkg/controller/job/job_controller.go, MaxJobPodFailureBackOff. */
export const MAX_POD_FAILURE_BACKOFF_US = 600_000_000;

/** Failures of a Job's pods since one of them succeeded. */
export interface JobBackoff {
  readonly failures: number;
  /** When the latest of these failed. */
  readonly lastFailureUs: number | undefined;
}

export const NO_JOB_BACKOFF: JobBackoff = { failures: 0, lastFailureUs: undefined };

/**
 * Adds the pods that finished since the last sync: a success forgets all failures up to it.
 *
 * @param succeededUs when pods succeeded, in any order. @param failedUs when pods failed.
 * Source: pkg/controller/job/backoff_utils.go, newBackoffRecord.
 */
export function nextJobBackoff(before: JobBackoff, succeededUs: readonly number[], failedUs: readonly number[]): JobBackoff {
  if (succeededUs.length === 0) {
    if (failedUs.length === 0) return before;
    return { failures: before.failures + failedUs.length, lastFailureUs: latest(failedUs) };
  }
  const lastSuccessUs = latest(succeededUs)!;
  const later = failedUs.filter((timeUs) => timeUs > lastSuccessUs);
  return { failures: later.length, lastFailureUs: latest(later) };
}

/**
 * What is left of the delay: 10 s after the first failure, doubling with each, at most 10 min, counted from the last failure.
 *
 * Source: pkg/controller/job/backoff_utils.go, getRemainingTimeForFailuresCount.
 */
export function remainingBackoffUs(
  { failures, lastFailureUs }: JobBackoff,
  nowUs: number,
  firstUs: number = POD_FAILURE_BACKOFF_US,
  mostUs: number = MAX_POD_FAILURE_BACKOFF_US,
): number {
  if (failures === 0 || lastFailureUs === undefined) return 0;
  let delayUs = firstUs;
  for (let i = 1; i < failures && delayUs < mostUs; i++) delayUs = Math.min(delayUs * 2, mostUs);
  return Math.max(lastFailureUs + delayUs - nowUs, 0);
}

/**
 * The same for one index of a Job with backoffLimitPerIndex: its failures are counted in annotations of its last failed pod.
 *
 * @param countedFailures annotation job-index-failure-count. @param ignoredFailures annotation job-index-ignored-failure-count.
 * Source: pkg/controller/job/backoff_utils.go, getRemainingTimePerIndex.
 */
export function remainingIndexBackoffUs(countedFailures: number, ignoredFailures: number, lastFailureUs: number, nowUs: number): number {
  return remainingBackoffUs({ failures: countedFailures + ignoredFailures + 1, lastFailureUs }, nowUs);
}

function latest(timesUs: readonly number[]): number | undefined {
  return timesUs.length === 0 ? undefined : timesUs.reduce((late, timeUs) => Math.max(late, timeUs));
}
