/** A power-law tail above a minimum: few users with most of the jobs, few jobs with most of the work. */
import { pow } from "../portable-pow.ts";
import { requirePositive } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";

/** The mean is infinite for a shape of 1 or less. @throws RangeError unless both parameters are finite and above 0. */
export function pareto({ shape, minimum }: { shape: number; minimum: number }): Distribution {
  requirePositive("shape", shape);
  requirePositive("minimum", minimum);
  return {
    mean: shape > 1 ? (shape * minimum) / (shape - 1) : Infinity,
    sample: (stream) => minimum * pow(1 - stream.next(), -1 / shape),
  };
}
