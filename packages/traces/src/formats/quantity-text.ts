/**
 * Amounts in Kubernetes notation as they stand in trace files, for reading columns. Exact: digits and suffix are multiplied as integers.
 * Not modelled: amounts of 2^53 units and more are refused, where Kubernetes goes to 2^63.
 *
 * Source: staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go (suffixes; fractions round up).
 */

/** Suffix to (numerator, power of ten below it). */
const SUFFIX: ReadonlyMap<string, readonly [bigint, number]> = new Map([
  ["n", [1n, 9]],
  ["u", [1n, 6]],
  ["m", [1n, 3]],
  ["", [1n, 0]],
  ["k", [10n ** 3n, 0]],
  ["M", [10n ** 6n, 0]],
  ["G", [10n ** 9n, 0]],
  ["T", [10n ** 12n, 0]],
  ["P", [10n ** 15n, 0]],
  ["E", [10n ** 18n, 0]],
  ["Ki", [2n ** 10n, 0]],
  ["Mi", [2n ** 20n, 0]],
  ["Gi", [2n ** 30n, 0]],
  ["Ti", [2n ** 40n, 0]],
  ["Pi", [2n ** 50n, 0]],
  ["Ei", [2n ** 60n, 0]],
]);

/** What a message lists as accepted. */
export const QUANTITY_ACCEPTED = 'a Kubernetes quantity of 0 or more: "1500m", "2", "0.5", "1.5Gi", "512M", "1e3"';

/** Whole things (`"units"`) or thousandths (`"milli"`), rounded up; undefined when the text is no quantity, negative or 2^53 and more. */
export function quantityIn(text: string, unit: "units" | "milli"): number | undefined {
  const match = /^\+?(?:(\d{1,20})\.?(\d{0,20})|\.(\d{1,20}))(?:[eE]([+-]?\d{1,2})|([a-zA-Z]{0,2}))$/.exec(text);
  if (match === null) return undefined;
  const suffix: readonly [bigint, number] | undefined = match[4] === undefined ? SUFFIX.get(match[5] ?? "") : exponent(Number(match[4]));
  if (suffix === undefined) return undefined;
  const fraction = match[3] ?? match[2] ?? "";
  const numerator = BigInt((match[1] ?? "") + fraction) * suffix[0] * (unit === "milli" ? 1000n : 1n);
  const denominator = 10n ** BigInt(fraction.length + suffix[1]);
  const amount = (numerator + denominator - 1n) / denominator;
  return amount <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(amount) : undefined;
}

function exponent(power: number): readonly [bigint, number] {
  return power >= 0 ? [10n ** BigInt(power), 0] : [1n, -power];
}
