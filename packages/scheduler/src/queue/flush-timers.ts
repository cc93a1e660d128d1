/** When the two flush loops of the queue next have something to move. Source: pkg/scheduler/backend/queue/scheduling_queue.go (Run). */
import { SECOND_US } from "./backoff.ts";

/** Period of the loop that looks for pods that sat in the unschedulable pool for too long. */
export const LEFTOVER_PERIOD_US = 30 * SECOND_US;
/** How long a pod may sit there: DefaultPodMaxInUnschedulablePodsDuration. */
export const MAX_UNSCHEDULABLE_US = 5 * 60 * SECOND_US;

/** The loop over the back-off queue runs at whole seconds and takes what ended in an earlier second. */
export function backoffTickUs(expiryUs: number, nowUs: number): number {
  return Math.max(expiryUs + SECOND_US, Math.ceil(nowUs / SECOND_US) * SECOND_US);
}

/** The loop over the unschedulable pool runs every 30 s from `startUs` and takes what is older than `maxAgeUs`, strictly. */
export function leftoverTickUs(timestampUs: number, nowUs: number, startUs: number, maxAgeUs: number): number {
  const tooOld = Math.floor((timestampUs + maxAgeUs - startUs) / LEFTOVER_PERIOD_US) + 1;
  const atOrAfterNow = Math.ceil((nowUs - startUs) / LEFTOVER_PERIOD_US);
  return startUs + Math.max(tooOld, atOrAfterNow, 0) * LEFTOVER_PERIOD_US;
}

export function isBackoffTick(nowUs: number): boolean {
  return nowUs % SECOND_US === 0;
}

export function isLeftoverTick(nowUs: number, startUs: number): boolean {
  return nowUs >= startUs && (nowUs - startUs) % LEFTOVER_PERIOD_US === 0;
}
