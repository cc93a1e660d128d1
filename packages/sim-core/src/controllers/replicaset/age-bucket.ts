/** Ages in powers of two: pods of about the same age count as equally old when replicas are taken away. */
import { log } from "../../engine/index.ts";

/**
 * The whole part of log2 of an age in nanoseconds; -1 for an age of zero or less. As in Go the logarithm is a double: an
 * age within a few nanoseconds below a power of two (only beyond 18 years that is a microsecond) already counts as it.
 *
 * @param ageUs microseconds.
 * Source: pkg/controller/controller_utils.go, logarithmicRankDiff; Go math.Log2.
 */
export function ageBucket(ageUs: number): number {
  if (!(ageUs > 0)) return -1;
  const ageNs = ageUs * 1000;
  let exponent = 1;
  let power = 2;
  while (power <= ageNs) {
    power *= 2;
    exponent++;
  }
  const fraction = ageNs / power;
  return fraction === 0.5 ? exponent - 1 : Math.trunc(log(fraction) * Math.LOG2E + exponent);
}
