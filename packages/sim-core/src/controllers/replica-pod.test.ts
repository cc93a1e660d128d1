import { describe, expect, it } from "vitest";
import { isPodActive, isPodAvailable, isPodTerminating, nextAvailabilityUs } from "./replica-pod.ts";

const SECOND_US = 1_000_000;

describe("replica pods", () => {
  it("tells active from terminating and terminated", () => {
    expect(isPodActive({ phase: "Pending", deleting: false })).toBe(true);
    expect(isPodActive({ phase: "Running", deleting: true })).toBe(false);
    expect(isPodActive({ phase: "Failed", deleting: false })).toBe(false);
    expect(isPodTerminating({ phase: "Running", deleting: true })).toBe(true);
    expect(isPodTerminating({ phase: "Succeeded", deleting: true })).toBe(false);
  });

  it("is available from the very moment that minReadySeconds have passed", () => {
    const pod = { readySinceUs: 100 * SECOND_US };
    expect(isPodAvailable(pod, 0, 100 * SECOND_US)).toBe(true);
    expect(isPodAvailable(pod, 10, 110 * SECOND_US - 1)).toBe(false);
    expect(isPodAvailable(pod, 10, 110 * SECOND_US)).toBe(true);
    expect(isPodAvailable({ readySinceUs: undefined }, 0, 0)).toBe(false);
  });

  it("finds the next moment at which a pod becomes available", () => {
    const pods = [{ readySinceUs: 5 * SECOND_US }, { readySinceUs: undefined }, { readySinceUs: 3 * SECOND_US }, { readySinceUs: 0 }];
    expect(nextAvailabilityUs(pods, 10, 10 * SECOND_US)).toBe(13 * SECOND_US);
    expect(nextAvailabilityUs(pods, 10, 15 * SECOND_US)).toBeUndefined();
    expect(nextAvailabilityUs(pods, 0, 0)).toBeUndefined();
  });
});
