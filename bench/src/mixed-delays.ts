/**
 * The delays of the hold model `mix`, in microseconds: 50 % fixed 10 s, 20 % fixed 1 s, 10 % exponential with mean 1 s,
 * 15 % exponential with mean 1 h, 5 % zero. Drawn beforehand, so that no generator is part of a measurement.
 */
export const MIXED_DELAYS = 2 ** 20;

export function mixedDelaysUs(): Float64Array {
  let state = 1;
  const uniform = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
  const exponential = (meanUs: number): number => Math.floor(-Math.log(1 - uniform()) * meanUs);
  return Float64Array.from({ length: MIXED_DELAYS }, () => {
    const u = uniform();
    if (u < 0.5) return 10_000_000;
    if (u < 0.7) return 1_000_000;
    if (u < 0.8) return exponential(1e6);
    if (u < 0.95) return exponential(3600e6);
    return 0;
  });
}
