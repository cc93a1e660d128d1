/** Strings of a column as one run of bytes with end offsets: no string is made before somebody asks. */
import { badCell, blankCell } from "./cell-fault.ts";
import type { CellFault } from "./cell-fault.ts";
import type { TextColumn } from "./csv-column.ts";
import { grownBytes, grownInts } from "./grown.ts";

export class TextStore {
  readonly #column: TextColumn;
  #bytes = new Uint8Array(1 << 16);
  /** End of row i's text; it starts at the end of row i-1's. */
  #ends = new Int32Array(0);
  /** End of the last kept row's text. */
  #used = 0;
  #ascii = true;

  constructor(column: TextColumn) {
    this.#column = column;
  }

  grow(rows: number): void {
    this.#ends = grownInts(this.#ends, rows);
  }

  /** Makes room for `moreBytes` after the kept rows; cells are put without looking. */
  reserve(moreBytes: number): void {
    const needed = this.#used + moreBytes;
    if (needed <= this.#bytes.length) return;
    if (needed > MAX_BYTES) throw new RangeError("a text column above 2 GiB");
    this.#bytes = grownBytes(this.#bytes.subarray(0, this.#used), Math.min(MAX_BYTES, Math.max(this.#bytes.length * 2, needed)));
  }

  /** The first `rows` rows stay; what is put next overwrites anything after them. */
  keep(rows: number): void {
    this.#used = rows === 0 ? 0 : this.#ends[rows - 1]!;
  }

  /** Takes the cell bytes[start, end), without quotes, for `row`, the first after the kept ones. */
  put(row: number, bytes: Uint8Array, start: number, end: number): CellFault | undefined {
    const { name, blank } = this.#column;
    if (start === end && blank === "bad") return blankCell(name);
    let seen = 0;
    for (let at = start, to = this.#used; at < end; at++, to++) {
      this.#bytes[to] = bytes[at]!;
      seen |= bytes[at]!;
    }
    this.#ends[row] = this.#used + end - start;
    if (seen < 128) return undefined;
    this.#ascii = false;
    return isUtf8(bytes.subarray(start, end)) ? undefined : badCell("not UTF-8 text", name, bytes, start, end);
  }

  /**
   * Takes the cells of `rows` plain rows from `row` on: cell i lies between places[c + i * stride] and the place after it.
   * @returns how many are good; the next one, if there is one, is not
   */
  putPlain(row: number, rows: number, bytes: Uint8Array, places: Int32Array, c: number, stride: number): number {
    const own = this.#bytes;
    const ends = this.#ends;
    const blankIsBad = this.#column.blank === "bad";
    let to = this.#used;
    for (let i = 0, k = c; i < rows; i++, k += stride) {
      let at = places[k]! + 1;
      const end = places[k + 1]!;
      if (at === end && blankIsBad) return i;
      const start = at;
      let seen = 0;
      while (at < end) {
        const byte = bytes[at++]!;
        own[to++] = byte;
        seen |= byte;
      }
      if (seen > 127) {
        this.#ascii = false;
        if (!isUtf8(bytes.subarray(start, end))) return i;
      }
      ends[row + i] = to;
    }
    return rows;
  }

  /** The first `rows` texts. Plain ASCII is decoded in one piece and cut, which is several times faster. */
  strings(rows: number): string[] {
    const texts = new Array<string>(rows);
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const ends = this.#ends;
    let start = 0;
    for (let row = 0; row < rows;) {
      let last = row;
      // Pieces keep the decoded text below what a JS string can hold.
      while (last < rows && ends[last]! - start < PIECE_BYTES) last++;
      if (last === row) last++;
      const to = ends[last - 1]!;
      const piece = decoder.decode(this.#bytes.subarray(start, to));
      for (let at = start; row < last; row++) {
        const end = ends[row]!;
        texts[row] = this.#ascii ? piece.substring(at - start, end - start) : decoder.decode(this.#bytes.subarray(at, end));
        at = end;
      }
      start = to;
    }
    return texts;
  }
}

const MAX_BYTES = 2 ** 31 - 1;
const PIECE_BYTES = 1 << 24;

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
