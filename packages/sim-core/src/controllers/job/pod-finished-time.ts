/** When a pod of a Job finished, as well as can be told. Times in microseconds. */

export interface PodFinish {
  /** Of every regular container when it terminated; undefined: it has not. */
  readonly containersUs: readonly (number | undefined)[];
  /** Of every sidecar. */
  readonly sidecarsUs: readonly (number | undefined)[];
  /** Since when the condition Ready is False. */
  readonly notReadySinceUs: number | undefined;
  /** deletionTimestamp: when the grace period is over. */
  readonly deletionUs: number | undefined;
  readonly deletionGraceSeconds: number;
  readonly createdUs: number;
}

/**
 * When the last container terminated, else since when it is not ready, else when its deletion was requested, else its
 * creation. Sidecars that have all terminated count even where a regular container has not.
 *
 * Source: pkg/controller/job/backoff_utils.go, getFinishedTime.
 */
export function podFinishedUs(pod: PodFinish): number {
  const deletionUs = pod.deletionUs === undefined ? undefined : pod.deletionUs - pod.deletionGraceSeconds * 1_000_000;
  const containersUs = latestOf(latestOf(undefined, pod.containersUs), pod.sidecarsUs);
  return containersUs ?? pod.notReadySinceUs ?? deletionUs ?? pod.createdUs;
}

/** The latest of all; undefined when one is missing. */
function latestOf(startUs: number | undefined, timesUs: readonly (number | undefined)[]): number | undefined {
  let latestUs = startUs;
  for (const timeUs of timesUs) {
    if (timeUs === undefined) return undefined;
    latestUs = Math.max(latestUs ?? timeUs, timeUs);
  }
  return latestUs;
}
