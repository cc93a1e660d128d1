/** Measured values: as they are with weights, or between quantiles that somebody published. */
import { requireFinite, requireNotNegative } from "./distribution.ts";
import type { Distribution } from "./distribution.ts";

/**
 * One of the values, with a probability in proportion to its weight (1 where no weights are given).
 * @throws RangeError for no values, as many weights as not values, weights below 0, or a sum of weights of 0.
 */
export function empirical({ values, weights }: { values: readonly number[]; weights?: readonly number[] }): Distribution {
  if (values.length === 0) throw new RangeError("values are empty; accepted: one value or more");
  if (weights !== undefined && weights.length !== values.length) {
    throw new RangeError(`${weights.length} weights for ${values.length} values; accepted: one weight per value`);
  }
  const sums = new Float64Array(values.length);
  let total = 0;
  let weighted = 0;
  values.forEach((value, i) => {
    const weight = weights === undefined ? 1 : weights[i]!;
    requireFinite(`values[${i}]`, value);
    requireNotNegative(`weights[${i}]`, weight);
    total += weight;
    weighted += weight * value;
    sums[i] = total;
  });
  if (!(total > 0 && total < Infinity)) throw new RangeError(`the weights sum to ${total}; accepted: a finite sum above 0`);
  return { mean: weighted / total, sample: (stream) => values[firstAbove(sums, stream.next() * total)]! };
}

export interface QuantilePoint {
  /** Probability of a value at or below `value`, 0 to 1. */
  readonly p: number;
  readonly value: number;
}

/**
 * Quantiles from p = 0 (minimum) to p = 1 (maximum), with straight lines between them.
 * @throws RangeError unless p rises from 0 to 1 and values never fall.
 */
export function empiricalQuantiles(points: readonly QuantilePoint[]): Distribution {
  if (points.length < 2 || points[0]!.p !== 0 || points.at(-1)!.p !== 1) {
    throw new RangeError(
      "quantiles do not reach from p = 0 to p = 1; accepted: two points or more, the first the minimum, the last the maximum",
    );
  }
  let mean = 0;
  points.forEach((point, i) => {
    requireFinite(`value of quantile ${i}`, point.value);
    if (i === 0) return;
    const previous = points[i - 1]!;
    if (!(point.p > previous.p && point.value >= previous.value)) {
      throw new RangeError(
        `quantile ${i} is (${point.p}, ${point.value}) after (${previous.p}, ${previous.value}); accepted: p rises, values never fall`,
      );
    }
    mean += ((point.p - previous.p) * (point.value + previous.value)) / 2;
  });
  const probabilities = Float64Array.from(points, (point) => point.p);
  return {
    mean,
    sample(stream) {
      const u = stream.next();
      const upper = firstAbove(probabilities, u);
      const { p, value } = points[upper - 1]!;
      return value + ((u - p) / (points[upper]!.p - p)) * (points[upper]!.value - value);
    },
  };
}

/** Index of the first element above x; the last element is above every x that is asked for, but for rounding. */
function firstAbove(ascending: Float64Array, x: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
