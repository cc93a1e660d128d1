/**
 * The delays of the hold model `mix`, in microseconds: 50 % fixed 10 s, 20 % fixed 1 s, 10 % exponential with mean 1 s,
 * 15 % exponential with mean 1 h, 5 % zero. Drawn beforehand, so that no generator is part of a measurement.
 */
import { log, randomStreams } from "@orrery/sim-core/engine";

export const MIXED_DELAYS = 2 ** 20;

export function mixedDelaysUs(): Float64Array {
  const uniform = uniformDraws(1);
  return Float64Array.from({ length: MIXED_DELAYS }, () => {
    const u = uniform();
    if (u < 0.5) return FIXED_LONG_US;
    if (u < 0.7) return FIXED_SHORT_US;
    if (u < 0.8) return exponentialUs(MEAN_SHORT_US, uniform());
    if (u < 0.95) return exponentialUs(MEAN_LONG_US, uniform());
    return 0;
  });
}

/**
 * What is left of a delay that is met at a random instant, as in a queue that has run for long: a delay chosen in
 * proportion to its length, at a random point of it. Nearly always part of an hour.
 */
export function remainingDelaysUs(count: number): Float64Array {
  const uniform = uniformDraws(2);
  const mean = 0.5 * FIXED_LONG_US + 0.2 * FIXED_SHORT_US + 0.1 * MEAN_SHORT_US + 0.15 * MEAN_LONG_US;
  return Float64Array.from({ length: count }, () => {
    const chosen = uniform() * mean;
    if (chosen < 0.5 * FIXED_LONG_US) return Math.floor(uniform() * FIXED_LONG_US);
    if (chosen < 0.5 * FIXED_LONG_US + 0.2 * FIXED_SHORT_US) return Math.floor(uniform() * FIXED_SHORT_US);
    // The exponential has no memory: what is left of it is distributed as the whole.
    return exponentialUs(chosen < mean - 0.1 * MEAN_SHORT_US ? MEAN_LONG_US : MEAN_SHORT_US, uniform());
  });
}

const FIXED_LONG_US = 10e6;
const FIXED_SHORT_US = 1e6;
const MEAN_SHORT_US = 1e6;
const MEAN_LONG_US = 3600e6;

function exponentialUs(meanUs: number, u: number): number {
  return Math.floor(-log(1 - u) * meanUs);
}

function uniformDraws(seed: number): () => number {
  const stream = randomStreams(seed).stream("delays");
  return () => stream.next();
}
