/**
 * Where the fields of plain rows lie: rows without a quote or a NUL byte, with as many fields as the header has.
 * Nothing else is asked of a byte here, so that this loop and those over one column each stay small enough to run fast.
 */

export class PlainRows {
  /** How many rows `find` may be asked for at once. */
  readonly most: number;
  /**
   * For each row, and for what follows the last one: the place before its first byte, then the ends of its fields. A field lies between two
   * neighbours of the list.
   */
  readonly places: Int32Array;
  /** From a row's entry in `places` to the next row's. */
  readonly stride: number;

  constructor(fields: number) {
    this.stride = fields + 1;
    this.most = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, Math.floor(PLACES / this.stride)));
    this.places = new Int32Array((this.most + 1) * this.stride);
  }

  /**
   * Looks for up to `wanted` plain rows in buffer[from, end) and stops at the first that is not plain or not whole. buffer[end] is a line
   * feed.
   * @returns how many there are
   */
  find(buffer: Uint8Array, from: number, end: number, wanted: number): number {
    const places = this.places;
    const stride = this.stride;
    let rows = 0;
    let rowAt = from;
    let first = 0;
    while (rows < wanted) {
      const last = first + stride - 1;
      let at = rowAt;
      let k = first;
      let byte: number;
      for (;;) {
        byte = buffer[at]!;
        while (byte > COMMA) byte = buffer[++at]!;
        if (byte === COMMA) {
          if (++k === last) break;
          places[k] = at;
        } else if (byte === LF || byte === CR || byte === QUOTE || byte === 0) break;
        at++;
      }
      if ((byte !== LF && byte !== CR) || k + 1 !== last || at >= end) break;
      // Whether a CR at the very end is a whole line end is not known yet.
      if (byte === CR && at + 1 === end) break;
      places[first] = rowAt - 1;
      places[last] = at;
      rowAt = byte === CR && buffer[at + 1] === LF ? at + 2 : at + 1;
      first += stride;
      rows++;
    }
    places[first] = rowAt - 1;
    return rows;
  }

  /** The first byte of row `row`, which may be the one after the last. */
  start(row: number): number {
    return this.places[row * this.stride]! + 1;
  }
}

const COMMA = 44;
const LF = 10;
const CR = 13;
const QUOTE = 34;

/** With few enough places at once, rows are still in the processor's nearest caches when their columns are read. */
const PLACES = 1 << 13;
const MOST_ROWS = 512;
const FEWEST_ROWS = 16;
