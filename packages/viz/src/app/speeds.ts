/** Paces that a clock may have: simulated seconds a second. */
export const SPEEDS: readonly number[] = [0.1, 1, 5, 15, 60, 180, 600, 1800, 7200, 21600];
