/** Values whose logarithm is normal: run times, start-up times, sizes. */
import { exp } from "../portable-exp.ts";
import { log } from "../portable-log.ts";
import { requireFinite, requireNotNegative, requirePositive } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";
import { standardNormalQuantile } from "./standard-normal-quantile.ts";

/** @param mu mean, @param sigma standard deviation of the natural logarithm. @throws RangeError unless finite and sigma >= 0. */
export function lognormal({ mu, sigma }: { mu: number; sigma: number }): Distribution {
  requireFinite("mu", mu);
  requireNotNegative("sigma", sigma);
  return { mean: exp(mu + (sigma * sigma) / 2), sample: (stream) => exp(mu + sigma * standardNormalQuantile(stream.next())) };
}

/**
 * The lognormal of a mean and a coefficient of variation (standard deviation over mean). @throws RangeError unless mean > 0 and variation
 * >= 0.
 */
export function lognormalOfMean({ mean, variation }: { mean: number; variation: number }): Distribution {
  requirePositive("mean", mean);
  requireNotNegative("variation", variation);
  const variance = log(1 + variation * variation);
  return lognormal({ mu: log(mean) - variance / 2, sigma: Math.sqrt(variance) });
}
