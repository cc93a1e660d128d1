/**
 * Powers, the same bits in every JavaScript engine; error below 2 ulp while |y log x| < 50, a few ulp beyond.
 *
 * Algorithm: log x as an unevaluated sum of two doubles (products and sums with Dekker's and Knuth's exact error terms:
 * Dekker 1971, "A floating-point technique for extending the available precision"), times y, then exp of both parts.
 */
import { exp } from "./portable-exp.ts";
import { LN2_HIGH, LN2_LOW, logRemainder, reduced, reducedExponent } from "./portable-log.ts";

/** x^y. Special values are those of `x ** y`; integer powers of integers are exact while they are below 2^53. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (Number.isInteger(y) && Number.isInteger(x) && y > 0 && y <= 1023) return integerPower(x, y);
  if (x < 0 || Object.is(x, -0)) return negativeBase(x, y);
  if (x === 1) return Math.abs(y) === Infinity ? NaN : 1;
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : Infinity;
  if (Math.abs(y) > 2 ** 64) return x > 1 === y > 0 ? Infinity : 0;
  return positivePower(x, y);
}

function positivePower(x: number, y: number): number {
  const k = reducedExponent(x);
  const m = reduced(x, k);
  const f = m - 1;
  // s = f / (m + 1) as a sum of two doubles.
  const d = m + 1;
  const dLow = sumError(m, 1, d);
  const s = f / d;
  const sd = s * d;
  const sLow = (f - sd - productError(s, d, sd) - s * dLow) / d;
  const main = k * LN2_HIGH;
  const high = main + 2 * s;
  const low = sumError(main, 2 * s, high) + (2 * sLow + s * logRemainder(s) + k * LN2_LOW);
  const logHigh = high + low;
  const logLow = low - (logHigh - high);
  const product = y * logHigh;
  const result = exp(product);
  if (result === 0 || result === Infinity) return result;
  return result + result * (productError(y, logHigh, product) + y * logLow);
}

function negativeBase(x: number, y: number): number {
  const odd = Math.abs(y % 2) === 1;
  if (x !== 0 && x !== -Infinity && !Number.isInteger(y)) return Math.abs(y) === Infinity ? (x === -1 ? NaN : pow(-x, y)) : NaN;
  const magnitude = pow(-x, y);
  return odd ? -magnitude : magnitude;
}

function integerPower(x: number, y: number): number {
  let result = 1;
  let square = x;
  for (let rest = y; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** a + b - sum, exactly. */
function sumError(a: number, b: number, sum: number): number {
  const bPart = sum - a;
  return a - (sum - bPart) + (b - bPart);
}

/** a * b - product, exactly. */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function upperHalf(a: number): number {
  const t = 134217729 * a;
  return t - (t - a);
}
