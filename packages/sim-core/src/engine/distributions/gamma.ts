/**
 * The gamma function for x >= 1, relative error about 1e-14; Infinity above 171.6.
 *
 * Source: Lanczos 1964, "A precision approximation of the gamma function"; coefficients for g = 7, n = 9 by P. Godfrey.
 */
import { exp } from "../portable-exp.ts";
import { pow } from "../portable-pow.ts";

export function gamma(x: number): number {
  if (x > 171.7) return Infinity;
  const z = x - 1;
  let sum = 0.9999999999998099;
  for (let i = 0; i < COEFFICIENTS.length; i++) sum += COEFFICIENTS[i]! / (z + i + 1);
  const t = z + 7.5;
  // The power is taken in two halves: as a whole it overflows before the result does.
  const half = pow(t, (z + 0.5) / 2);
  return 2.5066282746310002 * half * exp(-t) * half * sum;
}

const COEFFICIENTS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
  9.984369578019572e-6, 1.5056327351493116e-7,
];
