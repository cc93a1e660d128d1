/** Quantities straight to plain numbers, for places that read very many. */
import { parseQuantity } from "./quantity.ts";

/** Whole units, rounded up, as the nearest double: `Number(parseQuantity(s).value())`. @throws QuantityError */
export function quantityValue(s: string | number): number {
  return plainNumber(s, 1) ?? Number(parseQuantity(s).value());
}

/** Thousandths, rounded up, as the nearest double: `Number(parseQuantity(s).milliValue())`. @throws QuantityError */
export function quantityMilliValue(s: string | number): number {
  return plainNumber(s, 1000) ?? Number(parseQuantity(s).milliValue());
}

/** Digits only, with a usual suffix or none, and an exact result; undefined for everything else. */
function plainNumber(s: string | number, perUnit: number): number | undefined {
  if (typeof s === "number") {
    const scaled = s * perUnit;
    return Number.isInteger(s) && s >= 0 && scaled <= Number.MAX_SAFE_INTEGER ? scaled : undefined;
  }
  let digits = 0;
  let amount = 0;
  for (; digits < s.length && digits < 16; digits++) {
    const code = s.charCodeAt(digits) - 48;
    if (code < 0 || code > 9) break;
    amount = amount * 10 + code;
  }
  if (digits === 0 || digits === 16) return undefined;
  if (digits === s.length - 1 && s.charCodeAt(digits) === 109 /* m */) return Math.ceil((amount * perUnit) / 1000);
  const factor = digits === s.length ? 1 : suffixFactor(s, digits);
  if (factor === 0) return undefined;
  const result = amount * factor * perUnit;
  return result <= Number.MAX_SAFE_INTEGER ? result : undefined;
}

function suffixFactor(s: string, start: number): number {
  switch (s.slice(start)) {
    case "Ki":
      return 1024;
    case "Mi":
      return 1_048_576;
    case "Gi":
      return 1_073_741_824;
    case "Ti":
      return 1_099_511_627_776;
    case "k":
      return 1000;
    case "M":
      return 1_000_000;
    case "G":
      return 1_000_000_000;
    case "T":
      return 1_000_000_000_000;
    default:
      return 0;
  }
}
