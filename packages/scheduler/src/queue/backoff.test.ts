import { describe, expect, it } from "vitest";
import { backoffDurationUs, backoffExpiryUs, isBackingOff, SECOND_US } from "./backoff.ts";
import { newQueuedPod } from "./queued-pod.ts";
import { testPod } from "./queue-fixture.ts";

const limits = { initialUs: SECOND_US, maxUs: 10 * SECOND_US };

describe("back-off", () => {
  it("doubles from the initial to the maximal duration", () => {
    const seconds = [0, 1, 2, 3, 4, 5, 6, 40, 2000].map((count) => backoffDurationUs(count, limits) / SECOND_US);
    expect(seconds).toEqual([0, 1, 2, 4, 8, 10, 10, 10, 10]);
  });

  it("ends at a whole second and lasts through it", () => {
    const queued = newQueuedPod(testPod("a"), 10.3 * SECOND_US, 0);
    queued.unschedulableCount = 1;
    expect(backoffExpiryUs(queued, limits)).toBe(11 * SECOND_US);
    expect(isBackingOff(queued, 11.999 * SECOND_US, limits)).toBe(true);
    expect(isBackingOff(queued, 12 * SECOND_US, limits)).toBe(false);
  });

  it("counts a run of errors alone", () => {
    const queued = newQueuedPod(testPod("a"), 0, 0);
    queued.unschedulableCount = 4;
    queued.consecutiveErrorsCount = 2;
    expect(backoffExpiryUs(queued, limits)).toBe(2 * SECOND_US);
  });

  it("is off for pods without a failed attempt, and when the maximum is 0", () => {
    const queued = newQueuedPod(testPod("a"), 0, 0);
    expect(backoffExpiryUs(queued, limits)).toBeUndefined();
    queued.unschedulableCount = 3;
    expect(isBackingOff(queued, 0, { initialUs: SECOND_US, maxUs: 0 })).toBe(false);
  });

  it("without a window ends to the microsecond", () => {
    const queued = newQueuedPod(testPod("a"), 46_250_000, 0);
    queued.unschedulableCount = 2;
    queued.consecutiveErrorsCount = 1;
    expect(backoffExpiryUs(queued, { initialUs: 5 * SECOND_US, maxUs: 10 * SECOND_US }, 1)).toBe(51_250_000);
  });
});
