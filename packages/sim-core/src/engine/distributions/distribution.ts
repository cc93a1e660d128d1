/**
 * What a distribution is: one draw of a stream per sample, by inversion. So the number of draws never depends on the
 * values, and samples rise with the draw: with one seed, a longer distribution gives longer values to the same entities.
 */
import type { RandomStream } from "../random.ts";

export interface Distribution {
  sample(stream: RandomStream): number;
  /** The expected value; Infinity where it is not finite. */
  readonly mean: number;
}

/** @throws RangeError naming the parameter unless it is finite and above 0. */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} is ${value}; accepted: a finite number above 0`);
}

/** @throws RangeError naming the parameter unless it is finite. */
export function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${name} is ${value}; accepted: a finite number`);
}

/** @throws RangeError naming the parameter unless it is finite and not below 0. */
export function requireNotNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} is ${value}; accepted: a finite number of at least 0`);
}
