/** Rate limiters of controllers' work queues: how long an item waits before it is tried again. Times in microseconds. */

/** How long to wait before the next try of an item. */
export abstract class RateLimiter {
  /** Notes a failure of the item at `nowUs`; the delay until the next try, in nanoseconds as Go computes it. */
  abstract whenNs(item: string, nowUs: number): number;
  /** The item succeeded. */
  abstract forget(item: string): void;
  /** Failures noted for the item. */
  abstract requeues(item: string): number;

  /** As {@link whenNs}, in whole microseconds (nearest): what the simulation waits. */
  whenUs(item: string, nowUs: number): number {
    return Math.round(this.whenNs(item, nowUs) / 1000);
  }
}

/**
 * Delay by item: `baseUs * 2^failures`, at most `maxUs`.
 *
 * Source: client-go util/workqueue/default_rate_limiters.go, TypedItemExponentialFailureRateLimiter.
 */
export class ItemExponentialFailureRateLimiter extends RateLimiter {
  readonly #baseUs: number;
  readonly #maxUs: number;
  readonly #failures = new Map<string, number>();

  constructor(baseUs: number, maxUs: number) {
    super();
    this.#baseUs = baseUs;
    this.#maxUs = maxUs;
  }

  override whenNs(item: string): number {
    const failures = this.requeues(item);
    this.#failures.set(item, failures + 1);
    let delayUs = this.#baseUs;
    for (let i = 0; i < failures && delayUs < this.#maxUs && delayUs > 0; i++) delayUs *= 2;
    return Math.min(delayUs, this.#maxUs) * 1000;
  }

  override forget(item: string): void {
    this.#failures.delete(item);
  }

  override requeues(item: string): number {
    return this.#failures.get(item) ?? 0;
  }
}

/**
 * A bucket of tokens shared by all items; who finds none waits for the ones to come. Tokens are a floating-point count and
 * waits are cut to whole nanoseconds, both as in Go.
 *
 * Source: client-go TypedBucketRateLimiter over golang.org/x/time/rate, Limiter.reserveN.
 */
export class TokenBucketRateLimiter extends RateLimiter {
  readonly #tokensPerSecond: number;
  readonly #burst: number;
  #tokens: number;
  #lastUs: number | undefined;

  /** @param tokensPerSecond rate of refill, more than 0. @param burst what the bucket holds, at least 1. */
  constructor(tokensPerSecond: number, burst: number) {
    super();
    if (!(tokensPerSecond > 0) || !(burst >= 1)) {
      throw new RangeError(`${tokensPerSecond} tokens a second, burst ${burst}: a rate above 0 and a burst of at least 1 are accepted`);
    }
    this.#tokensPerSecond = tokensPerSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  override whenNs(_item: string, nowUs: number): number {
    const elapsedUs = Math.max(0, nowUs - (this.#lastUs ?? nowUs));
    const wholeSeconds = Math.floor(elapsedUs / 1_000_000);
    const elapsedSeconds = wholeSeconds + ((elapsedUs - wholeSeconds * 1_000_000) * 1000) / 1e9;
    this.#lastUs = nowUs;
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedSeconds * this.#tokensPerSecond) - 1;
    return this.#tokens < 0 ? Math.trunc((-this.#tokens / this.#tokensPerSecond) * 1e9) : 0;
  }

  /** A bucket does not know items. */
  override forget(): void {}

  override requeues(): number {
    return 0;
  }
}

/** The longest wait that any of several limiters asks for. Source: client-go, TypedMaxOfRateLimiter. */
export class MaxOfRateLimiter extends RateLimiter {
  readonly #limiters: readonly RateLimiter[];

  constructor(limiters: readonly RateLimiter[]) {
    super();
    this.#limiters = limiters;
  }

  override whenNs(item: string, nowUs: number): number {
    let longestNs = 0;
    for (const limiter of this.#limiters) longestNs = Math.max(longestNs, limiter.whenNs(item, nowUs));
    return longestNs;
  }

  override forget(item: string): void {
    for (const limiter of this.#limiters) limiter.forget(item);
  }

  override requeues(item: string): number {
    let most = 0;
    for (const limiter of this.#limiters) most = Math.max(most, limiter.requeues(item));
    return most;
  }
}

/** What most controllers use: 5 ms doubling to 1000 s by item, and 10 tries a second (100 at once) over all. */
export function defaultControllerRateLimiter(): RateLimiter {
  return new MaxOfRateLimiter([new ItemExponentialFailureRateLimiter(5_000, 1_000_000_000), new TokenBucketRateLimiter(10, 100)]);
}
