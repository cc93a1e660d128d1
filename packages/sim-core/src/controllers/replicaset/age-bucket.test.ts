import { describe, expect, it } from "vitest";
import { ageBucket } from "./age-bucket.ts";

describe("ageBucket", () => {
  it("is -1 for no age and for one in the future", () => {
    expect([0, -1, -1e9].map(ageBucket)).toEqual([-1, -1, -1]);
  });

  // Microseconds and what Go's int64(math.Log2(float64(ns))) answers.
  it.each([
    [1, 9],
    [2, 10],
    [999, 19],
    [1024, 19],
    [8796093022, 42],
    [8796093023, 43],
    [36028797018963, 54],
    [36028797018964, 55],
    [288230376151711, 57],
    [288230376151712, 58],
    [576460752303423, 59],
    [1152921504606846, 60],
    [2305843009213688, 60],
    [2305843009213690, 61],
  ])("%i us: %i", (ageUs, bucket) => {
    expect(ageBucket(ageUs)).toBe(bucket);
  });
});
