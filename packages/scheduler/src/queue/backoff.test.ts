import { describe, expect, it } from "vitest";
import { backoffExpiryUs, isBackingOff, SECOND_US } from "./backoff.ts";
import { newQueuedPod } from "./queued-pod.ts";
import { testPod } from "./queue-fixture.ts";

const limits = { initialUs: SECOND_US, maxUs: 10 * SECOND_US };

describe("back-off", () => {
  it("ends at a whole second and lasts through it", () => {
    const queued = newQueuedPod(testPod("a"), 10.3 * SECOND_US, 0);
    queued.unschedulableCount = 1;
    expect(backoffExpiryUs(queued, limits)).toBe(11 * SECOND_US);
    expect(isBackingOff(queued, 11.999 * SECOND_US, limits)).toBe(true);
    expect(isBackingOff(queued, 12 * SECOND_US, limits)).toBe(false);
  });

  it("is worked out once for each attempt", () => {
    const queued = newQueuedPod(testPod("a"), 0, 0);
    queued.unschedulableCount = 3;
    expect(backoffExpiryUs(queued, limits)).toBe(4 * SECOND_US);
    queued.unschedulableCount = 4;
    expect(backoffExpiryUs(queued, limits)).toBe(4 * SECOND_US);
    queued.backoffExpiryUs = undefined;
    expect(backoffExpiryUs(queued, limits)).toBe(8 * SECOND_US);
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
});
