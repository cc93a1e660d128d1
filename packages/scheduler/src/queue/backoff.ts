/**
 * How long a pod waits after a failed attempt. Source: pkg/scheduler/backend/queue/backoff_queue.go, Kubernetes v1.36.2
 * (gate SchedulerPopFromBackoffQ on: times are cut to whole seconds).
 *
 * Whole seconds are those of the simulated clock: the run begins on one.
 */
import type { QueuedPod } from "./queued-pod.ts";

export const SECOND_US = 1_000_000;

export interface BackoffLimits {
  /** podInitialBackoffSeconds, as microseconds. */
  readonly initialUs: number;
  /** podMaxBackoffSeconds, as microseconds; 0 switches back-off off. */
  readonly maxUs: number;
}

/** Doubles with every failed attempt from `initialUs` up to `maxUs`; 0 for `count` 0. */
export function backoffDurationUs(count: number, limits: BackoffLimits): number {
  if (count === 0) return 0;
  let durationUs = limits.initialUs;
  for (let doublings = count - 1; doublings > 0 && durationUs <= limits.maxUs; doublings--) durationUs *= 2;
  return Math.min(durationUs, limits.maxUs);
}

/** The last multiple of `windowUs` at or before `timeUs`. */
export function floorToWindowUs(timeUs: number, windowUs: number = SECOND_US): number {
  return Math.floor(timeUs / windowUs) * windowUs;
}

/**
 * The whole second at which the pod's back-off ends, remembered in the pod; undefined when it need not wait: no failed attempt yet, or
 * back-off switched off. A run of errors counts alone, without the refusals before it.
 *
 * @param windowUs 1 gives the exact time, as Kubernetes computes it with SchedulerPopFromBackoffQ off
 */
export function backoffExpiryUs(queued: QueuedPod, limits: BackoffLimits, windowUs: number = SECOND_US): number | undefined {
  const count = queued.consecutiveErrorsCount > 0 ? queued.consecutiveErrorsCount : queued.unschedulableCount;
  if (limits.maxUs === 0 || count === 0) return undefined;
  queued.backoffExpiryUs ??= floorToWindowUs(queued.timestampUs + backoffDurationUs(count, limits), windowUs);
  return queued.backoffExpiryUs;
}

/** A pod still waits during the whole window in which its back-off ends. */
export function isBackingOff(queued: QueuedPod, nowUs: number, limits: BackoffLimits, windowUs: number = SECOND_US): boolean {
  const expiryUs = backoffExpiryUs(queued, limits, windowUs);
  return expiryUs !== undefined && expiryUs >= floorToWindowUs(nowUs, windowUs);
}
