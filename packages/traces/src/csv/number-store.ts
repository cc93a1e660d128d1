/** A column of numbers while it is read: limits checked, values scaled. */
import { badCell, blankCell } from "./cell-fault.ts";
import type { CellFault } from "./cell-fault.ts";
import type { NumberColumn } from "./csv-column.ts";
import { grownFloats } from "./grown.ts";
import { numberFromBytes } from "./number-from-bytes.ts";

export class NumberStore {
  values = new Float64Array(0);
  readonly #column: NumberColumn;
  readonly #least: number;
  readonly #most: number;
  readonly #scale: number;

  constructor(column: NumberColumn) {
    this.#column = column;
    this.#least = column.min ?? Number.NEGATIVE_INFINITY;
    this.#most = column.max ?? Number.POSITIVE_INFINITY;
    this.#scale = column.scale ?? 1;
  }

  grow(rows: number): void {
    this.values = grownFloats(this.values, rows);
  }

  /** Takes the cell bytes[start, end), without quotes, for `row`. */
  put(row: number, bytes: Uint8Array, start: number, end: number): CellFault | undefined {
    const { name, blank, min } = this.#column;
    if (start === end) {
      if (blank === "bad") return blankCell(name);
      this.values[row] = Number.NaN;
      return undefined;
    }
    const value = numberFromBytes(bytes, start, end);
    if (value >= this.#least && value <= this.#most) {
      this.values[row] = this.#scale === 1 ? value : Math.round(value * this.#scale);
      return undefined;
    }
    if (Number.isNaN(value)) return badCell("not a number", name, bytes, start, end);
    return badCell(value > this.#most ? "value too large" : min === 0 ? "negative value" : "value too small", name, bytes, start, end);
  }

  /**
   * Takes the cells of `rows` plain rows from `row` on: cell i lies between places[c + i * stride] and the place after it.
   * @returns how many are good; the next one, if there is one, is not
   */
  putPlain(row: number, rows: number, bytes: Uint8Array, places: Int32Array, c: number, stride: number): number {
    const values = this.values;
    const least = this.#least;
    const most = this.#most;
    const scale = this.#scale;
    for (let i = 0, k = c; i < rows; i++, k += stride) {
      const start = places[k]! + 1;
      const end = places[k + 1]!;
      // Short whole numbers, which most are, in machine integers.
      let whole = 0;
      let at = end - start > INT_DIGITS ? end + 1 : start;
      for (; at < end; at++) {
        const digit = bytes[at]! - 48;
        if (digit < 0 || digit > 9) break;
        whole = (Math.imul(whole, 10) + digit) | 0;
      }
      if (at === end && start < end && whole >= least && whole <= most) values[row + i] = scale === 1 ? whole : Math.round(whole * scale);
      else if (this.put(row + i, bytes, start, end) !== undefined) return i;
    }
    return rows;
  }
}

/** As many digits always fit into 31 bits. */
const INT_DIGITS = 9;
