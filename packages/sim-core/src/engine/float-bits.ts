/** Exponents of doubles, taken apart and put together by their bits. */
const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);
/** Which word holds sign and exponent: depends on the machine's byte order. */
const HIGH = new Int32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1;

/** The k with 2^k <= x < 2^(k+1), for finite x > 0. */
export function exponentOf(x: number): number {
  if (x < 2.2250738585072014e-308) return exponentOf(x * 2 ** 54) - 54;
  scratch[0] = x;
  return (words[HIGH]! >>> 20) - 1023;
}

/** 2^k for -1022 <= k <= 1023. */
export function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20;
  words[1 - HIGH] = 0;
  return scratch[0]!;
}

/** x * 2^k, rounded once; for any k that exp can need. */
export function scaled(x: number, k: number): number {
  if (k > 1023) return x * 2 ** 1023 * powerOfTwo(k - 1023);
  if (k < -1022) return x * powerOfTwo(k + 200) * powerOfTwo(-200);
  return x * powerOfTwo(k);
}
