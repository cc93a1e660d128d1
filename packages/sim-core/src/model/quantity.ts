/** Amounts of resources in Kubernetes' notation: read, compared, added and written exactly as the API server does. */
import { addAmounts, type Amount, amountSign, compareAmounts, negateAmount, scaledInt64 } from "./quantity-amount.ts";
import type { QuantityFormat } from "./quantity-suffix.ts";
import { parseQuantityText, quantityText } from "./quantity-text.ts";

/** One amount. Immutable. Source: apimachinery pkg/api/resource/quantity.go. */
export class Quantity {
  /** How {@link toString} writes it. */
  readonly format: QuantityFormat;
  readonly #amount: Amount;
  readonly #text: string | undefined;

  /** For {@link parseQuantity} and arithmetic; `text` is the canonical text where it is known already. */
  constructor(amount: Amount, format: QuantityFormat, text?: string) {
    this.#amount = amount;
    this.format = format;
    this.#text = text;
  }

  /** -1, 0 or 1. */
  get sign(): -1 | 0 | 1 {
    return amountSign(this.#amount);
  }

  /** Whole units (bytes, cores, pieces), rounded up. Beyond 64 bits it overflows as Go's `Value()` does. */
  value(): bigint {
    return scaledInt64(this.#amount, 0);
  }

  /** Thousandths (millicores), rounded up. Beyond 64 bits it overflows as Go's `MilliValue()` does. */
  milliValue(): bigint {
    return scaledInt64(this.#amount, -3);
  }

  /** Canonical notation. */
  toString(): string {
    return this.#text ?? quantityText(this.#amount, this.format);
  }

  /** -1 when this is less than the other one, 0 when both are equal, 1 when it is more. */
  cmp(other: Quantity): number {
    return compareAmounts(this.#amount, other.#amount);
  }

  /** The sum; it keeps this format unless this is zero. */
  add(other: Quantity): Quantity {
    return new Quantity(addAmounts(this.#amount, other.#amount), this.sign === 0 ? other.format : this.format);
  }

  /** The difference; it keeps this format unless this is zero. */
  sub(other: Quantity): Quantity {
    return new Quantity(addAmounts(this.#amount, negateAmount(other.#amount)), this.sign === 0 ? other.format : this.format);
  }
}

/** Reads a quantity; YAML may hand over a plain number. @throws QuantityError */
export function parseQuantity(s: string | number): Quantity {
  const { amount, format, text } = parseQuantityText(String(s));
  return new Quantity(amount, format, text);
}

/** A quantity of whole units. */
export function newQuantity(value: bigint | number, format: QuantityFormat = "DecimalSI"): Quantity {
  return new Quantity({ small: true, value: BigInt(value), scale: 0 }, format);
}

/** A quantity of thousandths. */
export function newMilliQuantity(milli: bigint | number, format: QuantityFormat = "DecimalSI"): Quantity {
  return new Quantity({ small: true, value: BigInt(milli), scale: -3 }, format);
}
