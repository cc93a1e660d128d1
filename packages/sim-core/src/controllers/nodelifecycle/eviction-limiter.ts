/** A bucket of one token that says when the next node of a zone may be tainted. Times in microseconds. */

/**
 * Source: client-go util/flowcontrol/throttle.go (NewTokenBucketRateLimiter with burst 1, NewFakeNeverRateLimiter) over
 * golang.org/x/time/rate; swapping: pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go, SwapLimiter.
 */
export class EvictionLimiter {
  #ratePerSecond: number;
  #tokens = 1;
  #lastUs = 0;

  /** @param ratePerSecond tokens a second, single precision as in Kubernetes; 0: never. The bucket starts full. */
  constructor(ratePerSecond: number) {
    this.#ratePerSecond = Math.fround(ratePerSecond);
  }

  get ratePerSecond(): number {
    return this.#ratePerSecond;
  }

  /** Takes the token if there is one. */
  tryAccept(nowUs: number): boolean {
    if (!this.wouldAccept(nowUs)) return false;
    this.#tokens = this.#tokensAt(nowUs) - 1;
    this.#lastUs = nowUs;
    return true;
  }

  /** Whether there is a token. */
  wouldAccept(nowUs: number): boolean {
    if (this.#ratePerSecond <= 0) return false;
    const left = this.#tokensAt(nowUs) - 1;
    // A shortage that lasts less than a nanosecond counts as none.
    return left >= 0 || Math.trunc((-left / this.#ratePerSecond) * 1e9) <= 0;
  }

  /** The first moment from `nowUs` on, in whole microseconds, at which a token is there; undefined: never. */
  nextAcceptUs(nowUs: number): number | undefined {
    if (this.#ratePerSecond <= 0) return undefined;
    const missing = 1 - this.#tokensAt(nowUs);
    return missing <= 0 ? nowUs : nowUs + Math.ceil(Math.trunc((missing / this.#ratePerSecond) * 1e9) / 1000);
  }

  /** Changes the rate; nothing happens if it is the same. The new bucket is full only if the old one was, and rate 0 counts as empty. */
  swapRate(ratePerSecond: number, nowUs: number): void {
    if (Math.fround(ratePerSecond) === this.#ratePerSecond) return;
    const wasFull = this.tryAccept(nowUs);
    this.#ratePerSecond = Math.fround(ratePerSecond);
    this.#tokens = wasFull ? 1 : 0;
    this.#lastUs = nowUs;
  }

  #tokensAt(nowUs: number): number {
    return Math.min(1, this.#tokens + (Math.max(0, nowUs - this.#lastUs) / 1_000_000) * this.#ratePerSecond);
  }
}
