/**
 * Natural logarithm, the same bits in every JavaScript engine; error below 1 ulp.
 *
 * Algorithm: x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2), s = f / (2 + f), log(1 + f) = 2 s + s R(s^2); the minimax
 * polynomial R and the order of operations are those of FreeBSD's msun e_log.c (Sun Microsystems 1993), which Go's
 * math.Log follows too, so logarithms that Kubernetes takes agree as well.
 */
import { exponentOf, powerOfTwo } from "./float-bits.ts";

export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;

/** log(x); NaN below 0, -Infinity at 0. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  const k = reducedExponent(x);
  const f = reduced(x, k) - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + logRemainder(s)) + k * LN2_LOW) - f);
}

/** The k that brings x / 2^k between sqrt(1/2) and sqrt(2). */
export function reducedExponent(x: number): number {
  const k = exponentOf(x);
  return reduced(x, k) >= Math.SQRT2 ? k + 1 : k;
}

export function reduced(x: number, k: number): number {
  return k < -1021 ? x * 2 ** 54 * powerOfTwo(-k - 54) : k > 1021 ? x * 0.25 * powerOfTwo(2 - k) : x * powerOfTwo(-k);
}

/** R with log(1 + f) = 2 s + s R, for s = f / (2 + f). */
export function logRemainder(s: number): number {
  const z = s * s;
  const w = z * z;
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  return odd + even;
}
