/** A decimal number from ASCII bytes, exactly as Number() reads it, or NaN for anything that is not one. */

/** 10^0 to 10^22: the powers of ten that doubles hold exactly. */
export const POWERS_OF_TEN: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Accepts an optional sign, digits with an optional fraction, and an optional exponent; no blanks, no hexadecimal. */
export function numberFromBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 64) return Number.NaN;
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
