/**
 * Room for the columns of one frame, one after the other in one buffer: tens of megabytes a second while the clock is dragged, which would
 * otherwise be made, cleared and collected anew. A reader that is done with a frame hands its buffer back, and the next frame lies in it.
 */

/** Where columns are put; what lies in a new one is undefined until it is written. */
export interface Room {
  float64(length: number): Float64Array<ArrayBuffer>;
  int32(length: number): Int32Array<ArrayBuffer>;
  uint8(length: number): Uint8Array<ArrayBuffer>;
}

/** Every column in a buffer of its own. */
export const FRESH: Room = {
  float64: (length) => new Float64Array(length),
  int32: (length) => new Int32Array(length),
  uint8: (length) => new Uint8Array(length),
};

export class FrameRoom implements Room {
  /** Bytes that were asked for, whether they fitted or not. */
  used = 0;
  private readonly buffer: ArrayBuffer;

  /**
   * @param spare handed back by a reader; undefined: there is none
   * @param expected bytes that the frame will take; what is beyond gets buffers of its own
   */
  constructor(spare: ArrayBuffer | undefined, expected: number) {
    this.buffer = spare !== undefined && spare.byteLength >= expected ? spare : new ArrayBuffer(expected);
  }

  float64(length: number): Float64Array<ArrayBuffer> {
    const at = this.take(length * 8);
    return at < 0 ? FRESH.float64(length) : new Float64Array(this.buffer, at, length);
  }

  int32(length: number): Int32Array<ArrayBuffer> {
    const at = this.take(length * 4);
    return at < 0 ? FRESH.int32(length) : new Int32Array(this.buffer, at, length);
  }

  uint8(length: number): Uint8Array<ArrayBuffer> {
    const at = this.take(length);
    return at < 0 ? FRESH.uint8(length) : new Uint8Array(this.buffer, at, length);
  }

  /** @returns -1: it does not fit */
  private take(bytes: number): number {
    const at = this.used;
    this.used += Math.ceil(bytes / 8) * 8;
    return this.used <= this.buffer.byteLength ? at : -1;
  }
}
