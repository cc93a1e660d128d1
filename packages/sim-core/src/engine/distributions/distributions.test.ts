import { describe, expect, it } from "vitest";
import * as distributions from "../distributions.ts";
import type { Distribution } from "../distributions.ts";
import { randomStreams } from "../random.ts";
import type { RandomStream } from "../random.ts";
import { gamma } from "./gamma.ts";
import { standardNormalQuantile } from "./standard-normal-quantile.ts";

const { constant, empirical, empiricalQuantiles, exponential, lognormal, lognormalOfMean, normal, pareto, uniform, weibull } =
  distributions;

const N = 20_000;
/** Kolmogorov-Smirnov: exceeded by chance once in a thousand. */
const CRITICAL = 1.95 / Math.sqrt(N);

function kolmogorovSmirnov(distribution: Distribution, below: (x: number) => number): number {
  const stream = randomStreams("ks").stream("samples");
  const samples = Float64Array.from({ length: N }, () => distribution.sample(stream)).sort();
  return samples.reduce((most, x, i) => Math.max(most, Math.abs(below(x) - i / N), Math.abs(below(x) - (i + 1) / N)), 0);
}

/** The standard normal distribution function by its series (Marsaglia 2004). */
function phi(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  let sum = z;
  for (let term = z, i = 3; Math.abs(term) > 1e-18; i += 2) sum += term *= (z * z) / i;
  return 0.5 + sum * Math.exp((-z * z) / 2) * 0.3989422804014327;
}

const smooth: [string, Distribution, (x: number) => number][] = [
  ["uniform", uniform({ low: -2, high: 6 }), (x) => (x + 2) / 8],
  ["exponential", exponential({ mean: 30 }), (x) => 1 - Math.exp(-x / 30)],
  ["normal", normal({ mean: 5, deviation: 2 }), (x) => phi((x - 5) / 2)],
  ["lognormal", lognormal({ mu: 1, sigma: 0.5 }), (x) => phi((Math.log(x) - 1) / 0.5)],
  [
    "lognormal of a mean",
    lognormalOfMean({ mean: 10, variation: 1 }),
    (x) => phi((Math.log(x) - Math.log(10) + Math.LN2 / 2) / Math.sqrt(Math.LN2)),
  ],
  ["weibull of early failures", weibull({ shape: 0.7, scale: 100 }), (x) => 1 - Math.exp(-((x / 100) ** 0.7))],
  ["weibull of wear", weibull({ shape: 3, scale: 2 }), (x) => 1 - Math.exp(-((x / 2) ** 3))],
  ["pareto", pareto({ shape: 2.5, minimum: 4 }), (x) => 1 - (4 / x) ** 2.5],
  [
    "quantiles",
    empiricalQuantiles([
      { p: 0, value: 0 },
      { p: 0.5, value: 10 },
      { p: 0.9, value: 20 },
      { p: 1, value: 120 },
    ]),
    quantilesBelow,
  ],
];

function quantilesBelow(x: number): number {
  if (x < 10) return x / 20;
  return x < 20 ? 0.5 + (0.4 * (x - 10)) / 10 : 0.9 + (0.1 * (x - 20)) / 100;
}

describe("distributions", () => {
  for (const [name, distribution, below] of smooth) {
    it(`${name} has its distribution function and mean, by one draw per sample`, () => {
      expect(kolmogorovSmirnov(distribution, below)).toBeLessThan(CRITICAL);
      const stream = randomStreams("mean").stream(name);
      let sum = 0;
      for (let i = 0; i < 200_000; i++) sum += distribution.sample(stream);
      expect(Math.abs(sum / 200_000 / distribution.mean - 1)).toBeLessThan(0.02);
      const twin = randomStreams("mean").stream(name);
      for (let i = 0; i < 200_000; i++) twin.next();
      expect(twin.save()).toEqual(stream.save());
    });
  }

  it("is finite at both ends of the draws", () => {
    for (const [name, distribution] of smooth) {
      for (const u of [0, 2 ** -53, 1 - 2 ** -53]) expect(Number.isFinite(distribution.sample(always(u))), name).toBe(true);
    }
    expect(Object.is(exponential({ mean: 1 }).sample(always(0)), 0)).toBe(true);
  });

  it("constant is constant, empirical follows its weights", () => {
    expect(constant(7).sample(always(0.3))).toBe(7);
    const weighted = empirical({ values: [10, 20, 30], weights: [1, 0, 3] });
    expect(weighted.mean).toBe(25);
    expect([0, 0.2499, 0.25, 0.999999].map((u) => weighted.sample(always(u)))).toEqual([10, 10, 30, 30]);
    const plain = empirical({ values: [3, 1, 2] });
    expect([0, 0.34, 0.67].map((u) => plain.sample(always(u)))).toEqual([3, 1, 2]);
  });

  it("knows normal quantiles and the gamma function", () => {
    for (const [p, z] of [
      [0.975, 1.959963984540054],
      [0.001, -3.090232306167813],
      [1e-10, -6.361340902404056],
      [0.5, 0],
    ] as const) {
      expect(standardNormalQuantile(p)).toBeCloseTo(z, 13);
    }
    expect(gamma(1)).toBeCloseTo(1, 13);
    expect(gamma(1.5)).toBeCloseTo(Math.sqrt(Math.PI) / 2, 13);
    expect(gamma(11) / 3_628_800).toBeCloseTo(1, 12);
    expect(gamma(171) / 7.257415615307994e306).toBeCloseTo(1, 11);
    expect(pareto({ shape: 1, minimum: 1 }).mean).toBe(Infinity);
  });

  it("refuses parameters that make no distribution, and names them", () => {
    expect(() => constant(NaN)).toThrow("value is NaN; accepted: a finite number");
    expect(() => uniform({ low: 2, high: 1 })).toThrow("low is 2, high is 1; accepted: low <= high");
    expect(() => exponential({ mean: 0 })).toThrow("mean is 0; accepted: a finite number above 0");
    expect(() => normal({ mean: 0, deviation: -1 })).toThrow("deviation is -1");
    expect(() => lognormal({ mu: Infinity, sigma: 1 })).toThrow("mu is Infinity");
    expect(() => lognormalOfMean({ mean: -1, variation: 1 })).toThrow("mean is -1");
    expect(() => weibull({ shape: 0, scale: 1 })).toThrow("shape is 0");
    expect(() => pareto({ shape: 1, minimum: NaN })).toThrow("minimum is NaN");
    expect(() => empirical({ values: [] })).toThrow("values are empty");
    expect(() => empirical({ values: [1], weights: [] })).toThrow("0 weights for 1 values");
    expect(() => empirical({ values: [1, 2], weights: [1, -1] })).toThrow("weights[1] is -1");
    expect(() => empirical({ values: [1], weights: [0] })).toThrow("sum to 0");
    expect(() => empiricalQuantiles([{ p: 0, value: 1 }])).toThrow("p = 0 to p = 1");
    expect(() =>
      empiricalQuantiles([
        { p: 0, value: 1 },
        { p: 0.5, value: 0 },
        { p: 1, value: 2 },
      ]),
    ).toThrow("quantile 1 is (0.5, 0)");
    for (const make of [exponential, normal, lognormal, weibull, pareto]) expect(() => make({} as never)).toThrow(RangeError);
  });
});

function always(u: number): RandomStream {
  return { ...randomStreams(0).stream("fixed"), next: () => u } as RandomStream;
}
