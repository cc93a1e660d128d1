/** Always the same value. It draws nothing. */
import { requireFinite } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";

/** @throws RangeError unless `value` is finite. */
export function constant(value: number): Distribution {
  requireFinite("value", value);
  return { mean: value, sample: () => value };
}
