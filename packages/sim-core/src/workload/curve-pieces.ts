/** The pieces of each kind of curve at a time, from the curve alone: nothing is added up over time, so no error is either. */
import { cos } from "../engine/index.ts";
import type { Curve } from "./curve.ts";

/** A stretch on which a curve is a straight line. */
export interface CurvePiece {
  /** At the time asked for. */
  readonly value: number;
  /** What it grows by in each microsecond until `untilUs`; there it may jump. */
  readonly slopePerUs: number;
  /** A whole microsecond later than the time asked for; Infinity: for ever. */
  readonly untilUs: number;
}

/** A stretch on which a curve is constant. */
export type CurveStep = Omit<CurvePiece, "slopePerUs">;

/** Where a container runs, as far as its curves depend on it. */
export interface CurveStart {
  readonly startedUs: number;
  /** Memory limit of the container; Infinity: none. */
  readonly limitBytes: number;
  /** Memory of the machine. */
  readonly hostBytes: number;
}

type Kind<K extends Curve["kind"]> = Extract<Curve, { kind: K }>;

export function constantPiece(value: number): () => CurvePiece {
  const piece: CurvePiece = { value, slopePerUs: 0, untilUs: Infinity };
  return () => piece;
}

export function stepsPiece({ from, timesUs, values, repeatUs }: Kind<"steps">, startedUs: number, nowUs: number): CurvePiece {
  const sinceUs = nowUs - (from === "start" ? startedUs : 0);
  const atUs = repeatUs === undefined ? sinceUs : sinceUs % repeatUs;
  const at = Math.max(lastNotAfter(timesUs, atUs), 0);
  const value = values[at]!;
  let next = at + 1;
  while (next < timesUs.length && values[next] === value) next++;
  const endUs = Math.min(timesUs[next] ?? Infinity, repeatUs ?? Infinity);
  return { value, slopePerUs: 0, untilUs: nowUs + (endUs - atUs) };
}

/** The place of the last time that has come; -1: none. */
function lastNotAfter(timesUs: Float64Array, atUs: number): number {
  let low = 0;
  let high = timesUs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timesUs[middle]! <= atUs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Each step has the value of its beginning. Steps lie on the clock, so that all containers of a node change in the same instant. */
export function diurnalPiece({ low, high, peakUs, periodUs, stepUs }: Kind<"diurnal">, nowUs: number): CurvePiece {
  const stepStartUs = Math.floor(nowUs / stepUs) * stepUs;
  // A remainder of whole numbers is exact: the same time of every day has the same value to the last bit.
  const sincePeakUs = (((stepStartUs - peakUs) % periodUs) + periodUs) % periodUs;
  const share = (1 + cos((2 * Math.PI * sincePeakUs) / periodUs)) / 2;
  return { value: low + (high - low) * share, slopePerUs: 0, untilUs: stepStartUs + stepUs };
}

/** From one value to another in a straight line over a whole number of microseconds (Infinity: without end) since the start. */
export interface Rise {
  readonly from: number;
  readonly to: number;
  readonly overUs: number;
  readonly slopePerUs: number;
}

function rise(from: number, to: number, overUs: number): Rise {
  return { from, to, overUs, slopePerUs: overUs > 0 ? (to - from) / overUs : 0 };
}

export function risePiece({ from, to, overUs, slopePerUs }: Rise, startedUs: number, nowUs: number): CurvePiece {
  if (nowUs - startedUs >= overUs) return { value: to, slopePerUs: 0, untilUs: Infinity };
  return { value: from + slopePerUs * (nowUs - startedUs), slopePerUs, untilUs: startedUs + overUs };
}

export function rampRise({ from, to, overUs }: Kind<"ramp">): Rise {
  return rise(from, to, overUs);
}

const RAMP_STEPS = 100;

/** Each step has the value of its middle, so that over the whole ramp as much CPU time is wanted as by the straight line. */
export function rampStep({ from, to, overUs }: Kind<"ramp">, startedUs: number, nowUs: number): CurveStep {
  const sinceUs = nowUs - startedUs;
  if (sinceUs >= overUs) return { value: to, untilUs: Infinity };
  const step = Math.floor((sinceUs * RAMP_STEPS) / overUs);
  const value = from + ((to - from) * (step + 0.5)) / RAMP_STEPS;
  return { value, untilUs: startedUs + Math.ceil(((step + 1) * overUs) / RAMP_STEPS) };
}

const HOUR_US = 3600e6;

export function leakRise({ from, perHour, most }: Kind<"leak">): Rise {
  const slopePerUs = perHour / HOUR_US;
  if (from >= most || slopePerUs <= 0) return rise(Math.min(from, most), Math.min(from, most), 0);
  if (most === Infinity) return { from, to: Infinity, overUs: Infinity, slopePerUs };
  return rise(from, most, Math.ceil((most - from) / slopePerUs));
}

/** A limit above the machine's memory is none. */
export function jvmRise(curve: Kind<"jvm">, { limitBytes, hostBytes }: CurveStart): Rise {
  const seenBytes = curve.cgroupAware ? Math.min(limitBytes, hostBytes) : hostBytes;
  const maxHeapBytes = curve.maxHeapBytes ?? curve.maxRamShare * seenBytes;
  const firstBytes = Math.min(curve.initialHeapBytes, maxHeapBytes);
  const lastBytes = Math.max(firstBytes, curve.heapShare * maxHeapBytes);
  return rise(curve.nonHeapBytes + firstBytes, curve.nonHeapBytes + lastBytes, curve.growthUs);
}
