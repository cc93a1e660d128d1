/** The bell curve. */
import { requireFinite, requireNotNegative } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";
import { standardNormalQuantile } from "./standard-normal-quantile.ts";

/** @param deviation the standard deviation, at least 0. @throws RangeError for other parameters. */
export function normal({ mean, deviation }: { mean: number; deviation: number }): Distribution {
  requireFinite("mean", mean);
  requireNotNegative("deviation", deviation);
  return { mean, sample: (stream) => mean + deviation * standardNormalQuantile(stream.next()) };
}
