/** A keyframe of the engine: plain, structured-cloneable data; equal for equal histories, however they were reached. */
import type { EventQueueState } from "./event-queue-state.ts";
import type { EventTicketsState } from "./event-tickets.ts";

export interface EngineState {
  readonly version: 1;
  readonly nowUs: number;
  /** Time and phase reached: timeUs * 8 + phase. */
  readonly tick: number;
  readonly events: number;
  readonly digest: readonly [number, number];
  readonly queue: EventQueueState;
  readonly tickets: EventTicketsState;
  /** How many entries of the queue are of cancelled events. */
  readonly cancelled: number;
  /** The next row of each arrival lane. */
  readonly cursors: readonly number[];
}
