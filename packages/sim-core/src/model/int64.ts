/** Signed 64-bit integers as Go reads and wraps them, in plain numbers where those are exact. */

/**
 * Reads a decimal integer as Go's `strconv.ParseInt(text, 10, 64)`: optional sign, leading zeros allowed, nothing else.
 * A bigint comes back only where a double is not exact; both kinds compare with each other by `<` and `>`.
 *
 * @returns undefined when the text is no integer or does not fit into 64 bits.
 */
export function parseInt64(text: string): number | bigint | undefined {
  if (!INTEGER.test(text)) return undefined;
  if (text.length <= 15) return Number(text);
  const value = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return value >= INT64_MIN && value <= INT64_MAX ? value : undefined;
}

export const INT64_MAX = 9223372036854775807n;
export const INT64_MIN = -9223372036854775808n;

/** The value that a 64-bit register keeps of an integer. */
export function wrapInt64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

const INTEGER = /^[+-]?[0-9]+$/;
