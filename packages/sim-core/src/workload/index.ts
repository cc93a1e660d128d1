/** What containers do: demand for CPU, memory and disk over time, work, crashes, hangs. */
export type * from "./behavior.ts";
export type * from "./curve.ts";
export { BehaviorSet, type BehaviorSubject, IDLE } from "./behavior-set.ts";
export type { CurvePiece, CurveStart, CurveStep } from "./curve-pieces.ts";
export { type RunningCurve, startCurve } from "./run-curve.ts";
