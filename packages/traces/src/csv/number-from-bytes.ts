/** A decimal number from ASCII bytes, exactly as Number() reads it, or NaN for anything that is not one. */

/** Accepts an optional sign, digits with an optional fraction, and an optional exponent; no blanks, no hexadecimal. */
export function numberFromBytes(bytes: Uint8Array, start: number, end: number): number {
  const plain = plainNumber(bytes, start, end);
  if (plain === plain || end - start > 64) return plain;
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Numbers of up to 15 digits, with a minus and a fraction at most; NaN for all others. */
function plainNumber(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  if (end - first > MOST_DIGITS + 1 || first >= end) return Number.NaN;
  let value = 0;
  let point = -1;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (digit === POINT - ZERO && point < 0 && at > first && at + 1 < end) point = at;
    else return Number.NaN;
  }
  if (point < 0) {
    if (end - first > MOST_DIGITS) return Number.NaN;
  } else value /= POWERS_OF_TEN[end - point - 1]!;
  // Both operands were exact, below 2^53 and 10^22, so the quotient is correctly rounded.
  return negative ? -value : value;
}

/** 10^0 to 10^15; doubles hold them exactly. */
const POWERS_OF_TEN: readonly number[] = Array.from({ length: 16 }, (_, power) => Number(`1e${power}`));
const MOST_DIGITS = 15;
const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
