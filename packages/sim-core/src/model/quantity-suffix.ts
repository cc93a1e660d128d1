/** Suffixes of quantities: which power each one stands for, and which one a power is written with. */

/** How a quantity is written: 12e6, 12Mi or 12M. */
export type QuantityFormat = "DecimalExponent" | "BinarySI" | "DecimalSI";

export interface SuffixMeaning {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

/**
 * What a suffix means; undefined when it is none. Exponents wrap to 32 bits, as in Kubernetes.
 *
 * Source: apimachinery pkg/api/resource/suffix.go, interpret.
 */
export function suffixMeaning(suffix: string): SuffixMeaning | undefined {
  const decimal = DECIMAL_EXPONENTS.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: "DecimalSI" };
  const binary = BINARY_EXPONENTS.get(suffix);
  if (binary !== undefined) return { base: 2, exponent: binary, format: "BinarySI" };
  if (!/^[eE][+-]?[0-9]+$/.test(suffix)) return undefined;
  const digits = suffix.slice(1).replace(/^\+/, "");
  const exponent = BigInt(digits);
  if (BigInt.asIntN(64, exponent) !== exponent) return undefined;
  return { base: 10, exponent: Number(BigInt.asIntN(32, exponent)), format: "DecimalExponent" };
}

/** The suffix for a power; empty where none exists (the text then says less than the amount, as in Kubernetes). */
export function suffixFor(exponent: number, format: QuantityFormat): string {
  if (format === "DecimalExponent") return exponent === 0 ? "" : `e${exponent}`;
  const table = format === "BinarySI" ? BINARY_EXPONENTS : DECIMAL_EXPONENTS;
  for (const [suffix, power] of table) if (power === exponent) return suffix;
  return "";
}

const DECIMAL_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ["", 0],
  ["m", -3],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
  ["u", -6],
  ["n", -9],
]);

const BINARY_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ["Ki", 10],
  ["Mi", 20],
  ["Gi", 30],
  ["Ti", 40],
  ["Pi", 50],
  ["Ei", 60],
]);
