/** Random durations by name, in whole microseconds. */
import { constant, empirical, empiricalQuantiles, exponential, lognormalOfMean, pareto, uniform, weibull } from "@orrery/sim-core/engine";
import type { Distribution, RandomStream } from "@orrery/sim-core/engine";
import { durationUs } from "./duration.ts";

/** A duration, "forever", or a distribution. */
export type RandomTime = string | RandomTimeByName;
export type RandomTimeByName =
  | { readonly distribution: "constant"; readonly value: string }
  | { readonly distribution: "uniform"; readonly low: string; readonly high: string }
  | { readonly distribution: "exponential"; readonly mean: string }
  | { readonly distribution: "lognormal"; readonly mean: string; readonly variation: number }
  | { readonly distribution: "weibull"; readonly scale: string; readonly shape: number }
  | { readonly distribution: "pareto"; readonly minimum: string; readonly shape: number }
  | {
      readonly distribution: "empirical";
      readonly values?: readonly string[];
      readonly weights?: readonly number[];
      readonly quantiles?: readonly { readonly p: number; readonly value: string }[];
    };

/** Draws one duration; Infinity is "forever". */
export type DrawUs = (stream: RandomStream) => number;

/** @throws RangeError with the parameter at fault, for parameters that make no distribution */
export function randomTime(time: RandomTime): DrawUs {
  if (time === "forever") return () => Infinity;
  if (typeof time === "string") {
    const us = requiredUs(time);
    return () => us;
  }
  const distribution = seconds(time);
  return (stream) => Math.min(LONGEST_US, Math.max(0, Math.round(distribution.sample(stream) * 1e6)));
}

/**
 * The same as a distribution of whole microseconds; of a time that comes, "forever" is none.
 *
 * @throws RangeError with the parameter at fault
 */
export function distributionUs(time: Exclude<RandomTime, "forever">): Distribution {
  if (typeof time === "string") return constant(requiredUs(time));
  const distribution = seconds(time);
  if (time.distribution === "constant") return constant(requiredUs(time.value));
  return {
    mean: Math.min(LONGEST_US, distribution.mean * 1e6),
    sample: (stream) => Math.min(LONGEST_US, Math.max(0, Math.round(distribution.sample(stream) * 1e6))),
  };
}

/** The end of simulated time: 35 years. */
const LONGEST_US = 2 ** 49;

/** In seconds, as wide ranges of them are what doubles are good at. */
function seconds(time: RandomTimeByName): Distribution {
  const of = (text: string): number => requiredUs(text) / 1e6;
  switch (time.distribution) {
    case "constant":
      return constant(of(time.value));
    case "uniform":
      return uniform({ low: of(time.low), high: of(time.high) });
    case "exponential":
      return exponential({ mean: of(time.mean) });
    case "lognormal":
      return lognormalOfMean({ mean: of(time.mean), variation: time.variation });
    case "weibull":
      return weibull({ scale: of(time.scale), shape: time.shape });
    case "pareto":
      return pareto({ minimum: of(time.minimum), shape: time.shape });
    case "empirical":
      if (time.quantiles !== undefined) return empiricalQuantiles(time.quantiles.map(({ p, value }) => ({ p, value: of(value) })));
      return empirical({ values: (time.values ?? []).map(of), ...(time.weights === undefined ? {} : { weights: time.weights }) });
  }
}

/** Of a text whose shape has been checked. */
export function requiredUs(text: string): number {
  const us = durationUs(text);
  if (us === undefined) throw new RangeError(`${JSON.stringify(text)} is no duration`);
  return us;
}
