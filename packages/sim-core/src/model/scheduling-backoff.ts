/** How long a pod that could not be placed waits before the scheduler tries it again. All times in microseconds. */
import type { BackoffSettings } from "./backoff.ts";

export interface SchedulingBackoffSettings extends BackoffSettings {
  /** Expiry falls on whole seconds (gate SchedulerPopFromBackoffQ, on by default). */
  readonly alignToSeconds: boolean;
}

/** podInitialBackoffSeconds 1, podMaxBackoffSeconds 10: the defaults of the scheduler's configuration. */
export const DEFAULT_SCHEDULING_BACKOFF: SchedulingBackoffSettings = { initialUs: 1_000_000, maxUs: 10_000_000, alignToSeconds: true };

/** What the queue knows of the attempts of a pod. */
export interface SchedulingAttempts {
  readonly unschedulableCount: number;
  /** Attempts in a row that ended with an error; they count instead of the others while there are any. */
  readonly consecutiveErrorsCount: number;
  /** When the pod came into the queue the last time. */
  readonly timestampUs: number;
}

/**
 * Delay after `count` failed attempts: doubles with each, up to the longest. 0 without an attempt.
 *
 * Source: pkg/scheduler/backend/queue/backoff_queue.go, calculateBackoffDuration.
 */
export function calculateBackoffDuration(count: number, settings: BackoffSettings): number {
  if (count === 0) return 0;
  if (settings.initialUs === 0) return settings.initialUs > settings.maxUs ? settings.maxUs : 0;
  let durationUs = settings.initialUs;
  for (let i = 1; i < count && durationUs <= settings.maxUs; i++) durationUs *= 2;
  return durationUs > settings.maxUs ? settings.maxUs : durationUs;
}

/**
 * When the back-off of a pod ends; undefined when it has none (no failed attempt, or back-off is switched off by a longest
 * delay of 0).
 *
 * Source: same file, getBackoffTime.
 */
export function getBackoffTime(attempts: SchedulingAttempts, settings: SchedulingBackoffSettings): number | undefined {
  if (settings.maxUs === 0) return undefined;
  const count = attempts.consecutiveErrorsCount > 0 ? attempts.consecutiveErrorsCount : attempts.unschedulableCount;
  if (count === 0) return undefined;
  return align(attempts.timestampUs + calculateBackoffDuration(count, settings), settings);
}

/**
 * Whether a back-off that ends at `expiryUs` still holds; it does so through the second in which it ends. Source: same file,
 * isPodBackingoff.
 */
export function isBackingOff(expiryUs: number | undefined, nowUs: number, settings: SchedulingBackoffSettings): boolean {
  return expiryUs !== undefined && expiryUs >= align(nowUs, settings);
}

function align(timeUs: number, settings: SchedulingBackoffSettings): number {
  return settings.alignToSeconds ? Math.floor(timeUs / 1_000_000) * 1_000_000 : timeUs;
}
