/** The event engine: time, order, randomness. */
export type { ArrivalColumns } from "./arrival-lane.ts";
export { assert, AssertionError } from "./assertion.ts";
export { Digest } from "./digest.ts";
export { Engine } from "./engine.ts";
export type { AdvanceResult } from "./engine.ts";
export type { EngineState } from "./engine-state.ts";
export type { EventHandler, EventKind } from "./event-kinds.ts";
export { EventQueue, MAX_TAG, MAX_TICK } from "./event-queue.ts";
export { NO_EVENT } from "./event-tickets.ts";
export type { EventHandle } from "./event-tickets.ts";
export { Phase } from "./phase.ts";
export { END_OF_TIME_US, formatTime, LAST_TIME_US, milliseconds, seconds, TIME_ZERO, timeUs } from "./time.ts";
export type { TimeUs } from "./time.ts";
export { randomStreams } from "./random.ts";
export type { RandomStream, RandomStreams, RandomStreamsState, RandomStreamState } from "./random.ts";
export { cos, exp, log, pow, sin } from "./portable-math.ts";
export {
  constant,
  empirical,
  empiricalQuantiles,
  exponential,
  lognormal,
  lognormalOfMean,
  normal,
  pareto,
  uniform,
  weibull,
} from "./distributions.ts";
export type { Distribution, QuantilePoint } from "./distributions.ts";
