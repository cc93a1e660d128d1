/** Reads the notation of quantities ("1500m", "1.5Gi", "12e6") and writes it canonically. */
import {
  type Amount,
  amountSign,
  compareAmounts,
  fitsInt64,
  powerOf10,
  roundAwayFromZero,
  scaledInt64,
  wholeUnits,
  withoutFactors,
} from "./quantity-amount.ts";
import { INT64_MAX, wrapInt64 } from "./int64.ts";
import { type QuantityFormat, suffixFor, suffixMeaning, type SuffixMeaning } from "./quantity-suffix.ts";

/** A text that is no quantity. */
export class QuantityError extends Error {
  override readonly name = "QuantityError";
}

export interface ParsedQuantity {
  readonly amount: Amount;
  readonly format: QuantityFormat;
  /** The text itself where Kubernetes takes it for canonical and keeps it; else undefined. */
  readonly text?: string;
}

/**
 * Reads a quantity. Amounts finer than a billionth round away from zero, binary ones are capped at 2^63-1.
 *
 * @throws QuantityError. Source: apimachinery pkg/api/resource/quantity.go, ParseQuantity.
 */
export function parseQuantityText(text: string): ParsedQuantity {
  if (text === "0") return { amount: { small: true, value: 0n, scale: 0 }, format: "DecimalSI", text };
  const parts = NOTATION.exec(text);
  if (text === "" || parts === null) throw wrong(text, "is no quantity");
  const [, sign = "", zeros = "", digits = "", point = "", fraction = "", suffix = ""] = parts;
  const meaning = suffixMeaning(suffix);
  if (meaning === undefined) throw wrong(text, `has the unknown suffix ${JSON.stringify(suffix)}`);
  const whole = digits === "" ? "0" : digits;
  const small = parseSmall(sign === "-", whole, fraction, meaning, text);
  if (small !== undefined) return small;
  if (zeros + digits + fraction === "") throw wrong(text, `has no digits before ${JSON.stringify(point + suffix)}`);
  return parseBig(sign === "-", whole, fraction, meaning, text);
}

/**
 * Canonical text: no fraction, the largest suffix that needs none.
 *
 * Source: apimachinery pkg/api/resource/quantity.go, CanonicalizeBytes.
 */
export function quantityText(amount: Amount, format: QuantityFormat): string {
  if (amountSign(amount) === 0) return "0";
  if (format !== "BinarySI") return decimalText(amount, format);
  const belowKibi = compareAmounts(amount, KIBI) < 0 && compareAmounts(amount, MINUS_KIBI) > 0;
  const rounded = wholeUnits(amount);
  if (belowKibi || !rounded.exact) return decimalText(amount, "DecimalSI");
  const machine = wholeInt64(rounded.amount);
  const value = machine ?? wholeUnits({ ...rounded.amount, small: false }).amount.value;
  const { value: mantissa, times } = withoutFactors({ small: machine !== undefined, value, scale: 0 }, 1024n);
  return `${mantissa}${suffixFor(times * 10, "BinarySI")}`;
}

const NOTATION = /^([+-]?)(0*)([0-9]*)(\.?)([0-9]*)([eEinumkKMGTP]*[+-]?[0-9]*)$/;
const ACCEPTED =
  "a number with an optional suffix: n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or e and an exponent, such as 500m, 1.5Gi, 12e6";

const KIBI: Amount = { small: true, value: 1024n, scale: 0 };
const MINUS_KIBI: Amount = { small: true, value: -1024n, scale: 0 };

/** Digits that always fit into 64 bits. */
const SAFE_DIGITS = 18;
const NANO = -9;
/** A result of more digits than this is an attack or a typing mistake; Kubernetes would compute for hours. */
const MAXIMUM_DIGITS = 10_000;

/** The form that Kubernetes keeps in machine integers; undefined where it needs arbitrary precision. */
function parseSmall(negative: boolean, whole: string, fraction: string, meaning: SuffixMeaning, text: string): ParsedQuantity | undefined {
  const { base, exponent, format } = meaning;
  let precision: number;
  let multiplier = 1n;
  let scale = 0;
  if (base === 10) {
    scale = exponent;
    precision = SAFE_DIGITS - whole.length - fraction.length;
  } else {
    if (fraction !== "") return undefined;
    multiplier = 1n << BigInt(exponent);
    precision = 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1;
  }
  scale = (scale - fraction.length) | 0;
  if (precision < 0 || scale < NANO) return undefined;
  const shifted = whole + fraction;
  const unsigned = BigInt(shifted);
  const product = unsigned * multiplier;
  if (!fitsInt64(product)) return undefined;
  const amount: Amount = { small: true, value: negative ? -product : product, scale };
  const canonical =
    base === 2 ? exponent % 10 === 0 && (unsigned & 7n) !== 0n : scale % 3 === 0 && !shifted.endsWith("000") && !shifted.startsWith("0");
  return canonical ? { amount, format, text } : { amount, format };
}

function parseBig(negative: boolean, whole: string, fraction: string, meaning: SuffixMeaning, text: string): ParsedQuantity {
  let unscaled = BigInt(whole + fraction);
  let scale = -fraction.length;
  if (meaning.base === 10) scale = (scale + meaning.exponent) | 0;
  else unscaled *= 1n << BigInt(meaning.exponent);
  if (unscaled === 0n) return { amount: { small: false, value: 0n, scale }, format: meaning.format };
  if (scale > MAXIMUM_DIGITS) throw wrong(text, `has an exponent over ${MAXIMUM_DIGITS}`);
  const nanos = scale >= NANO ? unscaled * powerOf10(scale - NANO) : roundAwayFromZero(unscaled, NANO - scale);
  let value = nanos;
  let resultScale = NANO;
  let format = meaning.format;
  if (format === "BinarySI") {
    if (nanos > INT64_MAX * NANOS_PER_UNIT) {
      value = INT64_MAX;
      resultScale = 0;
    } else if (nanos < NANOS_PER_UNIT) {
      format = "DecimalSI";
    }
  }
  return { amount: { small: false, value: negative ? -value : value, scale: resultScale }, format };
}

const NANOS_PER_UNIT = 1_000_000_000n;

function decimalText(amount: Amount, format: QuantityFormat): string {
  const { value, times } = withoutFactors(amount, 10n);
  const exponent = amount.scale + times;
  const surplus = ((exponent % 3) + 3) % 3;
  return `${value * powerOf10(surplus)}${suffixFor(exponent - surplus, format)}`;
}

/** Whole units of a machine integer as Go's AsScaledInt64 gives them: undefined where it reports an overflow. */
function wholeInt64(amount: Amount): bigint | undefined {
  if (!amount.small) return undefined;
  const value = scaledInt64(amount, 0);
  return amount.scale > 18 || wrapInt64(amount.value * powerOf10(amount.scale)) !== amount.value * powerOf10(amount.scale)
    ? undefined
    : value;
}

function wrong(text: string, what: string): QuantityError {
  return new QuantityError(`${JSON.stringify(text)} ${what}; accepted: ${ACCEPTED}`);
}
