/** A dictionary column while it is read: a code per row. */
import { ByteDictionary } from "./byte-dictionary.ts";
import { badCell, blankCell } from "./cell-fault.ts";
import type { CellFault } from "./cell-fault.ts";
import type { Dictionary, DictionaryColumn } from "./csv-column.ts";
import { grownInts } from "./grown.ts";

export class DictionaryStore implements Dictionary {
  codes = new Int32Array(0);
  readonly values: readonly string[];
  readonly #name: string;
  readonly #dictionary: ByteDictionary;
  #viewed: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#viewed.buffer);

  constructor(column: DictionaryColumn) {
    this.#name = column.name;
    this.#dictionary = new ByteDictionary(column.accept ?? (() => true));
    this.values = this.#dictionary.values;
  }

  grow(rows: number): void {
    this.codes = grownInts(this.codes, rows);
  }

  /** Takes the cell bytes[start, end), without quotes, for `row`; SPARE_BYTES follow it. */
  put(row: number, bytes: Uint8Array, start: number, end: number): CellFault | undefined {
    const code = this.#dictionary.code(this.#viewOf(bytes), start, end);
    if (this.#dictionary.valid[code] === 0)
      return start === end ? blankCell(this.#name) : badCell(`bad ${this.#name}`, this.#name, bytes, start, end);
    this.codes[row] = code;
    return undefined;
  }

  /**
   * Takes the cells of `rows` plain rows from `row` on: cell i lies between places[c + i * stride] and the place after it.
   * SPARE_BYTES follow the last one.
   * @returns how many are good; the next one, if there is one, is not
   */
  putPlain(row: number, rows: number, bytes: Uint8Array, places: Int32Array, c: number, stride: number): number {
    const codes = this.codes;
    const dictionary = this.#dictionary;
    const view = this.#viewOf(bytes);
    for (let i = 0, k = c; i < rows; i++, k += stride) {
      const code = dictionary.code(view, places[k]! + 1, places[k + 1]!);
      if (dictionary.valid[code] === 0) return i;
      codes[row + i] = code;
    }
    return rows;
  }

  #viewOf(bytes: Uint8Array): DataView {
    if (this.#viewed !== bytes) {
      this.#viewed = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.#view;
  }
}
