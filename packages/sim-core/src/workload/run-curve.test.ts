import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constant, exponential, randomStreams, uniform } from "../engine/index.ts";
import type { Curve } from "./curve.ts";
import { type RunningCurve, startCurve } from "./run-curve.ts";

const MIB = 2 ** 20;
const HOUR_US = 3600e6;

function start(curve: Curve, startedUs = 0, limitBytes = Infinity, hostBytes = 64 * 1024 * MIB): RunningCurve {
  return startCurve(curve, { startedUs, limitBytes, hostBytes }, randomStreams(1).stream("pod"));
}

/** Pieces from a time on, as [from, value, slope]. */
function pieces(curve: RunningCurve, fromUs: number, toUs: number): [number, number, number][] {
  const found: [number, number, number][] = [];
  for (let atUs = fromUs; atUs < toUs;) {
    const { value, slopePerUs, untilUs } = curve.pieceAt(atUs);
    found.push([atUs, value, slopePerUs]);
    atUs = untilUs;
  }
  return found;
}

const steps = (from: "start" | "clock", times: number[], values: number[], repeatUs?: number): Curve => ({
  kind: "steps",
  from,
  timesUs: Float64Array.from(times),
  values: Float64Array.from(values),
  repeatUs,
});
const ramp: Curve = { kind: "ramp", from: 1, to: 3, overUs: 1000 };
const bursts: Curve = { kind: "bursts", base: 1, burst: 5, everyUs: constant(30), lengthUs: constant(10) };
const jvm = {
  kind: "jvm",
  nonHeapBytes: 200 * MIB,
  initialHeapBytes: 64 * MIB,
  heapShare: 0.8,
  maxRamShare: 0.25,
  maxHeapBytes: undefined,
  cgroupAware: true,
  growthUs: 60e6,
} as const;

describe("startCurve", () => {
  it("keeps a constant for ever", () => {
    expect(start({ kind: "constant", value: 2 }).pieceAt(7)).toEqual({ value: 2, slopePerUs: 0, untilUs: Infinity });
  });

  it("takes steps since the start, or on the clock, and leaves out those that change nothing", () => {
    const times = [10, 20, 25, 40];
    const values = [1, 2, 2, 3];
    const told = [
      [100, 1, 0],
      [120, 2, 0],
      [140, 3, 0],
    ];
    expect(pieces(start(steps("start", times, values), 100), 100, 500)).toEqual(told);
    expect(pieces(start(steps("clock", times, values), 15), 15, 500)).toEqual(
      told.map(([at, ...rest]) => [Math.max(at! - 100, 15), ...rest]),
    );
  });

  it("begins steps anew", () => {
    expect(pieces(start(steps("start", [0, 10], [1, 2], 30), 5), 5, 70)).toEqual([
      [5, 1, 0],
      [15, 2, 0],
      [35, 1, 0],
      [45, 2, 0],
      [65, 1, 0],
    ]);
  });

  it("follows the day in steps of the clock: high at the peak, low half a day away, the same every day", () => {
    const day = 24 * HOUR_US;
    const curve: Curve = { kind: "diurnal", low: 1, high: 3, peakUs: 20 * HOUR_US, periodUs: day, stepUs: HOUR_US };
    const at = (hours: number): number => start(curve).stepAt(hours * HOUR_US).value;
    expect([at(20), at(20.99), at(44), at(8), at(14), at(2)]).toEqual([3, 3, 3, 1, expect.closeTo(2, 12), expect.closeTo(2, 12)]);
    expect(start(curve, 17).stepAt(17)).toEqual({ value: at(0), slopePerUs: 0, untilUs: HOUR_US });
    for (let hour = 0; hour < 24; hour++) expect(at(hour + 24 * 365)).toBe(at(hour));
  });

  it("bursts for the drawn length after the drawn time since the last burst", () => {
    expect(pieces(start(bursts, 100), 100, 200)).toEqual([
      [100, 1, 0],
      [130, 5, 0],
      [140, 1, 0],
      [170, 5, 0],
      [180, 1, 0],
    ]);
  });

  it("ramps in a straight line, and in a hundred steps where it is CPU, which want as much in all", () => {
    expect(pieces(start(ramp, 50), 50, 5000)).toEqual([
      [50, 1, 0.002],
      [1050, 3, 0],
    ]);
    const running = start(ramp, 50);
    let [count, wanted] = [0, 0];
    for (let atUs = 50; atUs < 1050; count++) {
      const { value, untilUs } = running.stepAt(atUs);
      wanted += value * (untilUs - atUs);
      atUs = untilUs;
    }
    expect([count, wanted]).toEqual([100, expect.closeTo(2000, 9)]);
    expect(running.stepAt(1050)).toEqual({ value: 3, untilUs: Infinity });
  });

  it("leaks without end, or up to the most", () => {
    const leak = (most: number): Curve => ({ kind: "leak", from: 100 * MIB, perHour: 36 * MIB, most });
    expect(start(leak(Infinity), 10).pieceAt(10 + HOUR_US * 1000).value).toBeCloseTo(36_100 * MIB, -1);
    const [grows, stays] = pieces(start(leak(190 * MIB), 10), 10, 1e12);
    expect(grows![2] * HOUR_US).toBeCloseTo(36 * MIB, 0);
    expect(stays).toEqual([10 + 2.5 * HOUR_US, 190 * MIB, 0]);
    expect(pieces(start(leak(50 * MIB)), 0, 1e12)).toEqual([[0, 50 * MIB, 0]]);
  });

  it.each([
    ["a quarter of the limit", {}, 1024 * MIB, 0.8 * 256],
    ["a quarter of the host without a limit", {}, Infinity, 0.8 * 16_384],
    ["a quarter of the host under a limit above it", {}, 2 ** 50, 0.8 * 16_384],
    ["a quarter of the host when it does not know control groups", { cgroupAware: false }, 1024 * MIB, 0.8 * 16_384],
    ["the largest heap that it is told", { maxHeapBytes: 700 * MIB }, 1024 * MIB, 0.8 * 700],
    ["what it starts with, if that is more", { initialHeapBytes: 250 * MIB }, 1024 * MIB, 250],
  ])("lets the heap of a JVM grow to its share of %s", (_, changes, limitBytes, heapMiB) => {
    const running = start({ ...jvm, ...changes }, 10, limitBytes);
    expect(running.pieceAt(10).value).toBe(200 * MIB + (changes as { initialHeapBytes?: number }).initialHeapBytes! || 264 * MIB);
    expect(running.pieceAt(10 + 60e6)).toEqual({ value: (200 + heapMiB) * MIB, slopePerUs: 0, untilUs: Infinity });
  });

  it("refuses what is no demand for CPU", () => {
    const message = 'found a curve "jvm" as demand for CPU; accepted: constant, steps, diurnal, bursts, ramp and sums of them';
    expect(() => start({ kind: "sum", parts: [ramp, jvm] }).stepAt(0)).toThrow(message);
  });

  it("refuses times that go back before a burst that is over", () => {
    const running = start(bursts);
    running.pieceAt(95);
    expect(() => running.pieceAt(60)).toThrow("found the time 60 us; accepted: from 80 us on");
  });
});

const whole = fc.integer({ min: 0, max: 500 });
const { curve: anyCurve } = fc.letrec<{ curve: Curve }>((tie) => ({
  curve: fc.oneof(
    { depthSize: "small" },
    fc.record({ kind: fc.constant("constant" as const), value: whole }),
    fc.record({
      kind: fc.constant("steps" as const),
      from: fc.constantFrom("start" as const, "clock" as const),
      timesUs: fc.uniqueArray(whole, { minLength: 1, maxLength: 8 }).map((times) => Float64Array.from(times.toSorted((a, b) => a - b))),
      values: fc.constant(Float64Array.from([1, 2, 2, 0, 5, 1, 1, 9])),
      repeatUs: fc.option(fc.integer({ min: 1, max: 700 }), { nil: undefined }),
    }),
    fc.record({
      kind: fc.constant("diurnal" as const),
      low: whole,
      high: whole,
      peakUs: whole,
      periodUs: fc.integer({ min: 10, max: 900 }),
      stepUs: fc.integer({ min: 1, max: 90 }),
    }),
    fc.record({
      kind: fc.constant("bursts" as const),
      base: whole,
      burst: whole,
      everyUs: fc.constant(exponential({ mean: 60 })),
      lengthUs: fc.constant(uniform({ low: 0, high: 30 })),
    }),
    fc.record({ kind: fc.constant("ramp" as const), from: whole, to: whole, overUs: whole }),
    fc.record({ kind: fc.constant("leak" as const), from: whole, perHour: fc.nat(4e9), most: fc.oneof(whole, fc.constant(Infinity)) }),
    fc.record({ kind: fc.constant("sum" as const), parts: fc.array(tie("curve"), { maxLength: 3 }) }),
  ),
}));

describe("laws of curves that run", () => {
  it("has pieces without gaps, each a straight line to its end, which is later", () => {
    fc.assert(
      fc.property(anyCurve, whole, (curve, startedUs) => {
        const running = start(curve, startedUs);
        const everyUs = start(curve, startedUs);
        let piece = running.pieceAt(startedUs);
        let pieceUs = startedUs;
        const wrong: unknown[] = [];
        for (let atUs = startedUs; atUs < startedUs + 1200; atUs++) {
          if (atUs === piece.untilUs) [piece, pieceUs] = [running.pieceAt(atUs), atUs];
          const now = everyUs.pieceAt(atUs);
          const error = Math.abs(now.value - (piece.value + piece.slopePerUs * (atUs - pieceUs)));
          const later = piece.untilUs > atUs && (Number.isInteger(piece.untilUs) || piece.untilUs === Infinity);
          if (!(error < 1e-9 && later && now.untilUs === piece.untilUs)) wrong.push([atUs, now, piece]);
        }
        expect(wrong).toEqual([]);
      }),
    );
  });

  it("gives the same values, to the last bit, whatever times are asked for", () => {
    const times = fc.uniqueArray(fc.nat(3000), { maxLength: 30 }).map((list) => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(anyCurve, whole, times, (curve, startedUs, times) => {
        const [asked, walked] = [start(curve, startedUs), start(curve, startedUs)];
        let atUs = startedUs;
        for (const sinceUs of times) {
          for (; atUs < startedUs + sinceUs; atUs = Math.min(walked.pieceAt(atUs).untilUs, startedUs + sinceUs));
          expect(asked.pieceAt(startedUs + sinceUs)).toEqual(walked.pieceAt(startedUs + sinceUs));
        }
      }),
    );
  });
});
