/** The 95 % interval of a mean. */

/** Student's 95 % interval of a mean: half its width, NaN of fewer than two values. */
export function interval(values: readonly number[]): { readonly mean: number; readonly half: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, half: NaN };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, half: quantile(n - 1) * Math.sqrt(variance / n) };
}

/** 0.975 quantiles of Student's distribution by degrees of freedom; beyond the table that of the normal distribution, a little widened. */
const QUANTILES: readonly number[] = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086,
  2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

function quantile(freedom: number): number {
  return QUANTILES[freedom - 1] ?? 1.96 + 2.4 / freedom;
}
