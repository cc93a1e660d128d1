/**
 * Arrivals that are known beforehand, as sorted columns with a cursor: a trace of ten million rows never enters the queue.
 *
 * The rows are read, not copied: the caller leaves the columns alone. Handlers get the row's index as the slot.
 */
import { END_OF_TIME_US } from "./time.ts";

export interface ArrivalColumns {
  /** When each row arrives: integers from 0, in ascending order. */
  readonly timeUs: Float64Array;
  /** A number handed to the handler with each row; 0 where absent. */
  readonly payload?: Int32Array;
}

export class ArrivalLane {
  readonly kind: number;
  readonly phase: number;
  readonly timesUs: Float64Array;
  readonly payloads: Int32Array | undefined;
  /** The row that arrives next. */
  cursor = 0;

  /** @throws RangeError naming the first row that is no time, is out of order, or lies before `nowUs`. */
  constructor(kind: number, phase: number, columns: ArrivalColumns, nowUs: number) {
    const { timeUs, payload } = columns;
    if (payload !== undefined && payload.length !== timeUs.length) {
      throw new RangeError(`${payload.length} payloads for ${timeUs.length} arrivals; accepted: one payload per arrival`);
    }
    let previous = nowUs;
    for (let row = 0; row < timeUs.length; row++) {
      const time = timeUs[row]!;
      if (!(time >= previous && time < END_OF_TIME_US && Number.isInteger(time))) {
        throw new RangeError(
          `arrival ${row} is at ${time} us; accepted: an integer from ${previous} to ${END_OF_TIME_US - 1}, rows in ascending order`,
        );
      }
      previous = time;
    }
    this.kind = kind;
    this.phase = phase;
    this.timesUs = timeUs;
    this.payloads = payload;
  }

  /** Tick of the next arrival, Infinity after the last. */
  get tick(): number {
    return this.cursor < this.timesUs.length ? this.timesUs[this.cursor]! * 8 + this.phase : Infinity;
  }
}
