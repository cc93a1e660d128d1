/** Curves that run: what one container wants at a time, and how long that holds. */
import type { RandomStream } from "../engine/index.ts";
import { runBursts } from "./burst-run.ts";
import type { Curve } from "./curve.ts";
import {
  constantPiece,
  type CurvePiece,
  type CurveStart,
  type CurveStep,
  diurnalPiece,
  jvmRise,
  leakRise,
  rampRise,
  rampStep,
  type Rise,
  risePiece,
  stepsPiece,
} from "./curve-pieces.ts";

/** Times asked for never go back; the answers do not depend on which times are asked for. */
export interface RunningCurve {
  /** As memory or disk: straight lines. */
  pieceAt(nowUs: number): CurvePiece;
  /** As CPU: steps. @throws RangeError for what is no demand for CPU, a leak or a Java virtual machine. */
  stepAt(nowUs: number): CurveStep;
}

/**
 * Starts a curve for one container. What is drawn depends on `stream` as it is now and on nothing else: each curve of bursts takes one
 * draw of it as the seed of its own.
 */
export function startCurve(curve: Curve, start: CurveStart, stream: RandomStream): RunningCurve {
  const { startedUs } = start;
  switch (curve.kind) {
    case "constant":
      return stepped(constantPiece(curve.value));
    case "steps":
      return stepped((nowUs) => stepsPiece(curve, startedUs, nowUs));
    case "diurnal":
      return stepped((nowUs) => diurnalPiece(curve, nowUs));
    case "bursts":
      return stepped(runBursts(curve, startedUs, stream.next()));
    case "ramp": {
      const rise = rampRise(curve);
      return { pieceAt: (nowUs) => risePiece(rise, startedUs, nowUs), stepAt: (nowUs) => rampStep(curve, startedUs, nowUs) };
    }
    case "leak":
      return growing(curve.kind, leakRise(curve), startedUs);
    case "jvm":
      return growing(curve.kind, jvmRise(curve, start), startedUs);
    case "sum":
      return sum(curve.parts.map((part) => startCurve(part, start, stream)));
  }
}

function stepped(pieceAt: (nowUs: number) => CurvePiece): RunningCurve {
  return { pieceAt, stepAt: pieceAt };
}

function growing(kind: string, rise: Rise, startedUs: number): RunningCurve {
  return {
    pieceAt: (nowUs) => risePiece(rise, startedUs, nowUs),
    stepAt() {
      throw new RangeError(`found a curve "${kind}" as demand for CPU; accepted: constant, steps, diurnal, bursts, ramp and sums of them`);
    },
  };
}

function sum(parts: readonly RunningCurve[]): RunningCurve {
  return {
    pieceAt: (nowUs) => added(parts.map((part) => part.pieceAt(nowUs))),
    stepAt: (nowUs) => added(parts.map((part) => ({ slopePerUs: 0, ...part.stepAt(nowUs) }))),
  };
}

function added(pieces: readonly CurvePiece[]): CurvePiece {
  let [value, slopePerUs, untilUs] = [0, 0, Infinity];
  for (const piece of pieces) {
    value += piece.value;
    slopePerUs += piece.slopePerUs;
    untilUs = Math.min(untilUs, piece.untilUs);
  }
  return { value, slopePerUs, untilUs };
}
