/**
 * Exponential function, the same bits in every JavaScript engine; error below 1 ulp.
 *
 * Algorithm: x = k ln 2 + r with |r| <= ln(2) / 2, e^r by a rational approximation (FreeBSD msun e_exp.c, Sun 1993).
 */
import { scaled } from "./float-bits.ts";
import { LN2_HIGH, LN2_LOW } from "./portable-log.ts";

/** e^x; Infinity above 709.78, 0 below -745.13. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 7.09782712893383973096e2) return Infinity;
  if (x < -7.45133219101941108420e2) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t * (-2.77777777770155933842e-3 + t * (6.61375632143793436117e-5 + t * (-1.65339022054652515390e-6 + t * 4.13813679705723846039e-8))));
  return scaled(1 - (low - (r * c) / (2 - c) - high), k);
}
