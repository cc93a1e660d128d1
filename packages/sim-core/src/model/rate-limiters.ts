/** Rate limiters of controllers' work queues: how long an item waits before it is tried again. Times in microseconds. */

/** How long to wait before the next try of an item. */
export interface RateLimiter {
  /** Notes a failure of the item at `nowUs`; the delay until the next try. */
  whenUs(item: string, nowUs: number): number;
  /** The item succeeded. */
  forget(item: string): void;
  /** Failures noted for the item. */
  requeues(item: string): number;
}

/**
 * Delay by item: `baseUs * 2^failures`, at most `maxUs`.
 *
 * Source: client-go util/workqueue/default_rate_limiters.go, TypedItemExponentialFailureRateLimiter.
 */
export class ItemExponentialFailureRateLimiter implements RateLimiter {
  readonly #baseUs: number;
  readonly #maxUs: number;
  readonly #failures = new Map<string, number>();

  constructor(baseUs: number, maxUs: number) {
    this.#baseUs = baseUs;
    this.#maxUs = maxUs;
  }

  whenUs(item: string): number {
    const failures = this.requeues(item);
    this.#failures.set(item, failures + 1);
    let delayUs = this.#baseUs;
    for (let i = 0; i < failures && delayUs < this.#maxUs && delayUs > 0; i++) delayUs *= 2;
    return Math.min(delayUs, this.#maxUs);
  }

  forget(item: string): void {
    this.#failures.delete(item);
  }

  requeues(item: string): number {
    return this.#failures.get(item) ?? 0;
  }
}

/**
 * A bucket of tokens shared by all items; who finds none waits for the ones to come.
 *
 * The bucket counts in whole microseconds of refill time, so that its content is exact.
 * Source: client-go TypedBucketRateLimiter over golang.org/x/time/rate, Limiter.reserveN.
 */
export class TokenBucketRateLimiter implements RateLimiter {
  readonly #tokenUs: number;
  readonly #capacityUs: number;
  #contentUs: number;
  #lastUs: number | undefined;

  /** @param tokensPerSecond rate of refill; one token must take a whole number of microseconds. */
  constructor(tokensPerSecond: number, burst: number) {
    this.#tokenUs = 1_000_000 / tokensPerSecond;
    this.#capacityUs = burst * this.#tokenUs;
    this.#contentUs = this.#capacityUs;
    if (!Number.isInteger(this.#tokenUs)) {
      throw new RangeError(`${tokensPerSecond} tokens a second: a rate is accepted that divides 1000000 without a rest`);
    }
  }

  whenUs(_item: string, nowUs: number): number {
    const elapsedUs = Math.max(0, nowUs - (this.#lastUs ?? nowUs));
    this.#lastUs = nowUs;
    this.#contentUs = Math.min(this.#capacityUs, this.#contentUs + elapsedUs) - this.#tokenUs;
    return Math.max(0, -this.#contentUs);
  }

  /** A bucket does not know items. */
  forget(): void {}

  requeues(): number {
    return 0;
  }
}

/** The longest wait that any of several limiters asks for. Source: client-go, TypedMaxOfRateLimiter. */
export class MaxOfRateLimiter implements RateLimiter {
  readonly #limiters: readonly RateLimiter[];

  constructor(limiters: readonly RateLimiter[]) {
    this.#limiters = limiters;
  }

  whenUs(item: string, nowUs: number): number {
    let longestUs = 0;
    for (const limiter of this.#limiters) longestUs = Math.max(longestUs, limiter.whenUs(item, nowUs));
    return longestUs;
  }

  forget(item: string): void {
    for (const limiter of this.#limiters) limiter.forget(item);
  }

  requeues(item: string): number {
    let most = 0;
    for (const limiter of this.#limiters) most = Math.max(most, limiter.requeues(item));
    return most;
  }
}

/** What most controllers use: 5 ms doubling to 1000 s by item, and 10 tries a second (100 at once) over all. */
export function defaultControllerRateLimiter(): RateLimiter {
  return new MaxOfRateLimiter([new ItemExponentialFailureRateLimiter(5_000, 1_000_000_000), new TokenBucketRateLimiter(10, 100)]);
}
