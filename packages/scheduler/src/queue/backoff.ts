/**
 * How long a queued pod waits after a failed attempt: the object model's rule, remembered in the pod. Source:
 * pkg/scheduler/backend/queue/backoff_queue.go (getBackoffTime, isPodBackingoff); the gate SchedulerPopFromBackoffQ is on.
 *
 * Whole seconds are those of the simulated clock: the run begins on one.
 */
import { getBackoffTime, isBackingOff as holdsUntil } from "@orrery/sim-core/model";
import type { SchedulingBackoffSettings } from "@orrery/sim-core/model";
import type { QueuedPod } from "./queued-pod.ts";

export const SECOND_US = 1_000_000;

export interface BackoffLimits {
  /** podInitialBackoffSeconds, as microseconds. */
  readonly initialUs: number;
  /** podMaxBackoffSeconds, as microseconds; 0 switches back-off off. */
  readonly maxUs: number;
}

/**
 * The whole second at which the pod's back-off ends, remembered in the pod; undefined when it need not wait: no failed attempt yet, or
 * back-off switched off.
 */
export function backoffExpiryUs(queued: QueuedPod, limits: BackoffLimits): number | undefined {
  if (limits.maxUs === 0) return undefined;
  queued.backoffExpiryUs ??= getBackoffTime(queued, inWholeSeconds(limits));
  return queued.backoffExpiryUs;
}

/** A pod still waits during the whole second in which its back-off ends. */
export function isBackingOff(queued: QueuedPod, nowUs: number, limits: BackoffLimits): boolean {
  return holdsUntil(backoffExpiryUs(queued, limits), nowUs, inWholeSeconds(limits));
}

function inWholeSeconds({ initialUs, maxUs }: BackoffLimits): SchedulingBackoffSettings {
  return { initialUs, maxUs, alignToSeconds: true };
}
