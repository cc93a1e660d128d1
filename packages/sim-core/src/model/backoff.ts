/** Exponential back-off as client-go, the kubelet and the scheduler's queue keep it. All times in microseconds. */

export interface BackoffSettings {
  /** First delay. */
  readonly initialUs: number;
  /** Longest delay. */
  readonly maxUs: number;
}

/**
 * Delays by item that double with every failure: image pulls, restarts of crashing containers.
 *
 * Not modelled: jitter (the kubelet uses none here).
 * Source: client-go util/flowcontrol/backoff.go, Backoff.
 */
export class Backoff {
  readonly settings: BackoffSettings;
  readonly #resetAfterUs: number;
  readonly #entries = new Map<string, { delayUs: number; lastUpdateUs: number }>();

  /** @param resetAfterUs quiet time after which an item starts anew; twice the longest delay unless said otherwise. */
  constructor(settings: BackoffSettings, resetAfterUs: number = settings.maxUs * 2) {
    this.settings = settings;
    this.#resetAfterUs = resetAfterUs;
  }

  /** The delay in force for an item; 0 when it has not failed. */
  delayUs(item: string): number {
    return this.#entries.get(item)?.delayUs ?? 0;
  }

  /** Notes a failure that happened at `eventUs`: the delay doubles, or starts anew after a quiet time. */
  next(item: string, eventUs: number, nowUs: number): void {
    const entry = this.#entries.get(item);
    const delayUs =
      entry === undefined || this.#isExpired(eventUs, entry.lastUpdateUs)
        ? this.settings.initialUs
        : Math.min(entry.delayUs * 2, this.settings.maxUs);
    this.#entries.set(item, { delayUs, lastUpdateUs: nowUs });
  }

  /** Whether at `nowUs` the delay counted from `eventUs` is still running. */
  isInBackOffSince(item: string, eventUs: number, nowUs: number): boolean {
    const entry = this.#entries.get(item);
    return entry !== undefined && !this.#isExpired(eventUs, entry.lastUpdateUs) && nowUs - eventUs < entry.delayUs;
  }

  /** Whether at `eventUs` the delay counted from the last failure is still running. */
  isInBackOffSinceUpdate(item: string, eventUs: number): boolean {
    const entry = this.#entries.get(item);
    return entry !== undefined && !this.#isExpired(eventUs, entry.lastUpdateUs) && eventUs - entry.lastUpdateUs < entry.delayUs;
  }

  /** Forgets one item. */
  reset(item: string): void {
    this.#entries.delete(item);
  }

  /** Forgets all items that have been quiet for long enough. */
  collectGarbage(nowUs: number): void {
    for (const [item, entry] of this.#entries) if (this.#isExpired(nowUs, entry.lastUpdateUs)) this.#entries.delete(item);
  }

  #isExpired(eventUs: number, lastUpdateUs: number): boolean {
    return eventUs - lastUpdateUs > this.#resetAfterUs;
  }
}

export interface CrashLoopGates {
  /** KubeletCrashLoopBackOffMax, on by default in 1.36: the configured longest delay counts. */
  readonly configurableMax?: boolean;
  /** ReduceDefaultCrashLoopBackOffDecay, off by default in 1.36: 1 s to 60 s instead of 10 s to 300 s. */
  readonly reducedDecay?: boolean;
}

/**
 * Delays between restarts of a container that keeps exiting.
 *
 * @param maxContainerRestartPeriodUs kubelet configuration crashLoopBackOff.maxContainerRestartPeriod.
 * Source: pkg/kubelet/kubelet.go, newCrashLoopBackOff.
 */
export function crashLoopBackoffSettings(
  maxContainerRestartPeriodUs: number = 300 * SECOND_US,
  gates: CrashLoopGates = {},
): BackoffSettings {
  const initialUs = (gates.reducedDecay ? 1 : 10) * SECOND_US;
  if (!(gates.configurableMax ?? true)) return { initialUs, maxUs: (gates.reducedDecay ? 60 : 300) * SECOND_US };
  return { initialUs: Math.min(initialUs, maxContainerRestartPeriodUs), maxUs: maxContainerRestartPeriodUs };
}

/** A container that ran longer than this since its last delay began starts anew. Source: pkg/kubelet/kubelet.go. */
export const CRASH_LOOP_RESET_US: number = 600_000_000;

/** Delays between attempts to pull an image. Source: pkg/kubelet/kubelet.go, imageBackOffPeriod and MaxImageBackOff. */
export const IMAGE_PULL_BACKOFF: BackoffSettings = { initialUs: 10_000_000, maxUs: 300_000_000 };

const SECOND_US = 1_000_000;
