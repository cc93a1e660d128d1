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
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t * (-0.0027777777777015593 + t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  return scaled(1 - (low - (r * c) / (2 - c) - high), k);
}
