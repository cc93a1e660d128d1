/** The time to the next of events that happen at a constant rate, independently of each other. */
import { log } from "../portable-log.ts";
import { requirePositive } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";

/** @throws RangeError unless `mean` is finite and above 0. */
export function exponential({ mean }: { mean: number }): Distribution {
  requirePositive("mean", mean);
  // 0 - log instead of -log: a draw of 0 gives 0, not -0.
  return { mean, sample: (stream) => mean * (0 - log(1 - stream.next())) };
}
