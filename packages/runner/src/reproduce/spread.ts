/** Mean and deviation over seeds, and whether two such samples agree. */
import type { Spread } from "./fgd-published.ts";

/** Runs behind each published figure. */
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

/**
 * |difference| < 3 x sqrt(sd² / 10 of theirs + sd² / runs of ours) + 0.1. Of fewer than ten runs the own deviation says little, so it
 * counts as at least the published one: a single run may well be three deviations away.
 */
export function agreement(ours: Spread, published: Spread, runs: number): Agreement {
  const difference = ours.mean - published.mean;
  const ownSd = runs < PUBLISHED_RUNS ? Math.max(ours.sd, published.sd) : ours.sd;
  const tolerance = 3 * Math.sqrt((published.sd * published.sd) / PUBLISHED_RUNS + (ownSd * ownSd) / runs) + 0.1;
  return { difference, tolerance, agrees: Math.abs(difference) < tolerance };
}
