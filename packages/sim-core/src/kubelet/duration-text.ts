/** Durations in Go's notation ("1m30s", "500ms", "1.5h"), as the kubelet's configuration writes them. */

/**
 * Microseconds, or undefined when the text is no duration. A sign may lead; every number needs a unit, except a lone 0.
 *
 * Source: Go's time.ParseDuration.
 *
 * Not modelled: the overflow beyond 292 years.
 */
export function parseDurationUs(text: string): number | undefined {
  const negative = text.startsWith("-");
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text;
  if (unsigned === "0") return 0;
  if (!DURATION.test(unsigned)) return undefined;
  let us = 0;
  for (const [, amount, unit] of unsigned.matchAll(PART)) us += Number(amount) * UNIT_US.get(unit!)!;
  return negative ? -us : us;
}

const AMOUNT = "(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)";
const UNIT = "(?:ns|us|µs|μs|ms|s|m|h)";
const DURATION = new RegExp(`^(?:${AMOUNT}${UNIT})+$`);
const PART = new RegExp(`(${AMOUNT})(${UNIT})`, "g");

const UNIT_US: ReadonlyMap<string, number> = new Map([
  ["ns", 0.001],
  ["us", 1],
  ["µs", 1],
  ["μs", 1],
  ["ms", 1000],
  ["s", 1_000_000],
  ["m", 60_000_000],
  ["h", 3_600_000_000],
]);
