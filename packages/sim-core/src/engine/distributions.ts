/** All distributions, for workloads, durations and failures. */
export type { Distribution } from "./distributions/distribution.ts";
export { constant } from "./distributions/constant.ts";
export { empirical, empiricalQuantiles } from "./distributions/empirical.ts";
export type { QuantilePoint } from "./distributions/empirical.ts";
export { exponential } from "./distributions/exponential.ts";
export { lognormal, lognormalOfMean } from "./distributions/lognormal.ts";
export { normal } from "./distributions/normal.ts";
export { pareto } from "./distributions/pareto.ts";
export { uniform } from "./distributions/uniform.ts";
export { weibull } from "./distributions/weibull.ts";
