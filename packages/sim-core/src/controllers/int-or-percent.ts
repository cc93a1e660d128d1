/** Numbers that may be given as a share: maxSurge, maxUnavailable, minAvailable. */

/** A count, or a percentage as text: 3, "25%". */
export type IntOrPercent = number | string;

/** A text that is no percentage; the message says what was found and what would be accepted. */
export class IntOrPercentError extends Error {
  override readonly name = "IntOrPercentError";
}

/**
 * The count that a number or a percentage of `total` means.
 *
 * @param rounding what happens to a share that is no whole number.
 * @throws IntOrPercentError for a text without "%" or without a whole number before it.
 * Source: apimachinery pkg/util/intstr/intstr.go, GetScaledValueFromIntOrPercent.
 */
export function scaledValue(value: IntOrPercent, total: number, rounding: "up" | "down"): number {
  if (typeof value === "number") return value;
  const percent = PERCENTAGE.exec(value)?.[1];
  if (percent === undefined) {
    throw new IntOrPercentError(`${JSON.stringify(value)} is no percentage; a whole number or a text like "25%" is accepted`);
  }
  const share = (Number(percent) * total) / 100;
  return rounding === "up" ? Math.ceil(share) : Math.floor(share);
}

const PERCENTAGE = /^([+-]?[0-9]+)%$/;
