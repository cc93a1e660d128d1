/** Every value from `low` to below `high` alike. */
import { requireFinite } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";

/** @throws RangeError unless both are finite and `low` <= `high`. */
export function uniform({ low, high }: { low: number; high: number }): Distribution {
  requireFinite("low", low);
  requireFinite("high", high);
  requireFinite("high - low", high - low);
  if (low > high) throw new RangeError(`low is ${low}, high is ${high}; accepted: low <= high`);
  return { mean: low + (high - low) / 2, sample: (stream) => low + (high - low) * stream.next() };
}
