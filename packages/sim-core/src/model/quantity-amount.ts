/** The number inside a quantity: `value * 10^scale`, with the 64-bit limits that Kubernetes' arithmetic has. */
import { INT64_MAX, INT64_MIN, wrapInt64 } from "./int64.ts";

/**
 * An amount is "small" (value fits into 64 bits, Kubernetes computes with machine integers) or "big" (arbitrary precision).
 * Which one it is shows only where 64 bits overflow: {@link scaledInt64} answers differently for the two.
 *
 * Source: apimachinery pkg/api/resource/{amount,math,scale_int}.go.
 */
export interface Amount {
  readonly small: boolean;
  readonly value: bigint;
  readonly scale: number;
}

export const ZERO_AMOUNT: Amount = { small: true, value: 0n, scale: 0 };

/** The amount in units of 10^scale, rounded up to a whole number; what does not fit into 64 bits overflows as in Go. */
export function scaledInt64(amount: Amount, scale: number): bigint {
  const shift = amount.scale - scale;
  if (amount.small) return shift >= 0 ? scaleUpSmall(amount.value, shift).result : roundAwayFromZero(amount.value, -shift);
  if (shift >= 0)
    return shift > 18 ? wrapInt64(wrapInt64(amount.value) * INT64_MIN) : wrapInt64(wrapInt64(amount.value) * powerOf10(shift));
  const divisor = powerOf10(-shift);
  // Below the largest int64 Go cuts to 64 bits and divides toward zero, above it divides exactly and floors; then it adds one for any rest.
  const cut = amount.value < INT64_MAX && -shift < 19;
  const dividend = cut ? wrapInt64(amount.value) : amount.value;
  let quotient = dividend / divisor;
  const rest = dividend % divisor;
  if (!cut && rest < 0n) quotient -= 1n;
  return wrapInt64(rest === 0n ? quotient : quotient + 1n);
}

/** Rounded to whole units, away from zero; `exact` when nothing was lost. */
export function wholeUnits(amount: Amount): { amount: Amount; exact: boolean } {
  if (amount.small && amount.scale >= 0) return { amount, exact: true };
  if (amount.scale >= 0) return { amount: { small: false, value: amount.value * powerOf10(amount.scale), scale: 0 }, exact: true };
  const value = roundAwayFromZero(amount.value, -amount.scale);
  return {
    amount: { small: amount.small, value, scale: 0 },
    exact: value * powerOf10(Math.min(-amount.scale, DIGITS_BOUND)) === amount.value,
  };
}

export function addAmounts(a: Amount, b: Amount): Amount {
  if (a.small && b.small) {
    if (b.value === 0n) return a;
    if (a.value === 0n) return b;
    const scale = Math.min(a.scale, b.scale);
    const left = scaleUpSmall(a.value, a.scale - scale);
    const right = scaleUpSmall(b.value, b.scale - scale);
    const sum = left.result + right.result;
    if (left.ok && right.ok && fitsInt64(sum)) return { small: true, value: sum, scale };
  }
  const scale = Math.min(a.scale, b.scale);
  return { small: false, value: a.value * powerOf10(a.scale - scale) + b.value * powerOf10(b.scale - scale), scale };
}

export function negateAmount(amount: Amount): Amount {
  return { ...amount, value: amount.small ? wrapInt64(-amount.value) : -amount.value };
}

/** -1, 0 or 1, exactly. */
export function compareAmounts(a: Amount, b: Amount): number {
  const signs = amountSign(a) - amountSign(b);
  if (signs !== 0 || a.value === 0n) return signs === 0 ? 0 : signs < 0 ? -1 : 1;
  const magnitudes = digitCount(a.value) + a.scale - digitCount(b.value) - b.scale;
  if (magnitudes !== 0) return magnitudes < 0 === a.value > 0n ? -1 : 1;
  const scale = Math.min(a.scale, b.scale);
  const left = a.value * powerOf10(a.scale - scale);
  const right = b.value * powerOf10(b.scale - scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function amountSign(amount: Amount): -1 | 0 | 1 {
  return amount.value === 0n ? 0 : amount.value < 0n ? -1 : 1;
}

/** Divides out all factors of `base`; how many there were. */
export function withoutFactors(amount: Amount, base: bigint): { value: bigint; times: number } {
  // Go's machine version cannot negate the smallest int64 and leaves it as it is.
  if (amount.value === 0n || (amount.small && amount.value === INT64_MIN)) return { value: amount.value, times: 0 };
  let value = amount.value;
  let times = 0;
  while (value % base === 0n) {
    value /= base;
    times += 1;
  }
  return { value, times };
}

export function fitsInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

/** 10 to the power of a whole number that is not negative. */
export function powerOf10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** `value / 10^digits`, any rest rounds away from zero. */
export function roundAwayFromZero(value: bigint, digits: number): bigint {
  if (value === 0n) return 0n;
  if (digits > digitCount(value)) return value > 0n ? 1n : -1n;
  const divisor = powerOf10(digits);
  const quotient = value / divisor;
  if (value % divisor === 0n) return quotient;
  return value > 0n ? quotient + 1n : quotient - 1n;
}

/** More decimal digits than any amount has that can be divided exactly: keeps powers small where scales are absurd. */
const DIGITS_BOUND = 20_000;

/** Scaling up by a "usual" power keeps the wrapped product where it overflows, by any other power gives 0. */
function scaleUpSmall(value: bigint, digits: number): { result: bigint; ok: boolean } {
  if (digits === 0 || value === 0n) return { result: value, ok: true };
  const product = digits > 18 ? undefined : value * powerOf10(digits);
  if (product !== undefined && fitsInt64(product)) return { result: product, ok: true };
  const keepsWrapped = WRAPPING_POWERS.includes(digits) && value !== INT64_MIN;
  return { result: keepsWrapped && product !== undefined ? wrapInt64(product) : 0n, ok: false };
}

const WRAPPING_POWERS: readonly number[] = [1, 2, 3, 6, 9];

function digitCount(value: bigint): number {
  return (value < 0n ? -value : value).toString().length;
}
