/** Mean and deviation over seeds, and whether two such samples agree. */
import type { Spread } from "./fgd-published.ts";

/** Runs behind each published figure, and behind ours in the rule of agreement. */
const PUBLISHED_RUNS = 10;

export interface Agreement {
  /** Ours minus published, in the unit of the figures. */
  readonly difference: number;
  /** The largest |difference| that counts as agreement. */
  readonly tolerance: number;
  readonly agrees: boolean;
}

/** Sample standard deviation (n - 1); 0 for one value. */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

/** |difference| < 3 x sqrt(sd² / 10 of theirs + sd² / 10 of ours) + 0.1: the rule for means over ten seeds; a single run may be three deviations away. */
export function agreement(ours: Spread, published: Spread): Agreement {
  const difference = ours.mean - published.mean;
  const tolerance = 3 * Math.sqrt((published.sd * published.sd + ours.sd * ours.sd) / PUBLISHED_RUNS) + 0.1;
  return { difference, tolerance, agrees: Math.abs(difference) < tolerance };
}
