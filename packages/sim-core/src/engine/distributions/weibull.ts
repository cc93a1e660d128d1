/** Time to failure with a rate that falls (shape < 1: early failures), stays, or rises (shape > 1: wear). */
import { log } from "../portable-log.ts";
import { pow } from "../portable-pow.ts";
import { requirePositive } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";
import { gamma } from "./gamma.ts";

/** @throws RangeError unless both parameters are finite and above 0. */
export function weibull({ shape, scale }: { shape: number; scale: number }): Distribution {
  requirePositive("shape", shape);
  requirePositive("scale", scale);
  return { mean: scale * gamma(1 + 1 / shape), sample: (stream) => scale * pow(0 - log(1 - stream.next()), 1 / shape) };
}
