import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Backoff, crashLoopBackoffSettings, IMAGE_PULL_BACKOFF } from "./backoff.ts";
import { defaultControllerRateLimiter, ItemExponentialFailureRateLimiter, TokenBucketRateLimiter } from "./rate-limiters.ts";
import { calculateBackoffDuration, DEFAULT_SCHEDULING_BACKOFF, getBackoffTime, isBackingOff } from "./scheduling-backoff.ts";

describe("Backoff", () => {
  it("doubles up to the longest delay and starts anew after twice that", () => {
    const backoff = new Backoff(IMAGE_PULL_BACKOFF);
    const delays: number[] = [];
    let nowUs = 0;
    for (let i = 0; i < 7; i++) {
      backoff.next("image", nowUs, nowUs);
      delays.push(backoff.delayUs("image") / 1e6);
      nowUs += backoff.delayUs("image");
    }
    expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
    backoff.next("image", nowUs + 601e6, nowUs + 601e6);
    expect(backoff.delayUs("image")).toBe(10e6);
    backoff.reset("image");
    expect(backoff.delayUs("image")).toBe(0);
  });

  it("never starts a crash loop above its longest delay", () => {
    expect(crashLoopBackoffSettings(5e6)).toEqual({ initialUs: 5e6, maxUs: 5e6 });
    expect(crashLoopBackoffSettings(300e6, { configurableMax: false, reducedDecay: true })).toEqual({ initialUs: 1e6, maxUs: 60e6 });
  });
});

describe("scheduling back-off", () => {
  it("is initial * 2^(count-1), cut at the maximum", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 1e8 }),
        fc.integer({ min: 1, max: 1e9 }),
        (count, initialUs, maxUs) => {
          const exact = BigInt(initialUs) << BigInt(count - 1);
          expect(BigInt(calculateBackoffDuration(count, { initialUs, maxUs }))).toBe(exact > BigInt(maxUs) ? BigInt(maxUs) : exact);
        },
      ),
    );
    expect(calculateBackoffDuration(0, DEFAULT_SCHEDULING_BACKOFF)).toBe(0);
  });

  it("ends on a whole second and holds through it", () => {
    const attempts = { unschedulableCount: 1, consecutiveErrorsCount: 0, timestampUs: 1_900_000 };
    const expiryUs = getBackoffTime(attempts, DEFAULT_SCHEDULING_BACKOFF);
    expect(expiryUs).toBe(2_000_000);
    expect([2_999_999, 3_000_000].map((nowUs) => isBackingOff(expiryUs, nowUs, DEFAULT_SCHEDULING_BACKOFF))).toEqual([true, false]);
    expect(getBackoffTime({ ...attempts, unschedulableCount: 0 }, DEFAULT_SCHEDULING_BACKOFF)).toBeUndefined();
    expect(getBackoffTime(attempts, { ...DEFAULT_SCHEDULING_BACKOFF, maxUs: 0 })).toBeUndefined();
  });
});

describe("rate limiters", () => {
  it("stay at the longest delay for ever", () => {
    const limiter = new ItemExponentialFailureRateLimiter(5_000, 1e9);
    for (let i = 0; i < 2000; i++) limiter.whenUs("a", 0);
    expect(limiter.whenUs("a", 0)).toBe(1e9);
    expect(limiter.requeues("a")).toBe(2001);
    limiter.forget("a");
    expect(limiter.whenUs("a", 0)).toBe(5_000);
  });

  it("never let more through than burst and refill allow", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500_000 }), { minLength: 1, maxLength: 200 }), (waits) => {
        const bucket = new TokenBucketRateLimiter(10, 5);
        let nowUs = 0;
        waits.forEach((waitUs, i) => {
          nowUs += waitUs;
          const readyUs = nowUs + bucket.whenUs("x", nowUs);
          expect(readyUs).toBeGreaterThanOrEqual((i + 1 - 5) * 100_000 + (waits[0] ?? 0) - 1);
        });
      }),
    );
    expect(() => new TokenBucketRateLimiter(0, 1)).toThrow(RangeError);
  });

  it("take the longer of item delay and bucket", () => {
    const limiter = defaultControllerRateLimiter();
    for (let i = 0; i < 100; i++) limiter.whenUs(`item-${i}`, 0);
    expect(limiter.whenUs("late", 0)).toBe(100_000);
    expect(limiter.requeues("late")).toBe(1);
  });
});
