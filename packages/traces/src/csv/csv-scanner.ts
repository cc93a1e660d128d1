/**
 * RFC 4180 rows into typed columns: plain rows many at once and column by column, every other row by itself.
 * Rows that are cut or bad also go to the row reader, which says what is wrong with them.
 */
import type { RowProblems } from "../report/index.ts";
import { SPARE_BYTES } from "./byte-dictionary.ts";
import type { ColumnStores } from "./column-stores.ts";
import type { CsvPlan } from "./csv-column.ts";
import { PlainRows } from "./plain-rows.ts";
import { RowReader } from "./row-reader.ts";

/** How many bytes a buffer must have behind those to be scanned. */
export const SCAN_SPARE_BYTES = 1 + SPARE_BYTES;

/** Feed it buffers with `scan`; columns grow as rows come. */
export class CsvScanner {
  readonly #stores: ColumnStores;
  readonly #plain: PlainRows;
  readonly #reader: RowReader;
  /** How many plain rows to ask for: few after a bad row, because those after it in the same batch were read in vain. */
  #wanted: number;

  constructor(header: readonly string[], plan: CsvPlan, stores: ColumnStores, problems: RowProblems, firstLine: number) {
    this.#stores = stores;
    this.#plain = new PlainRows(header.length);
    this.#reader = new RowReader(header, plan, stores, problems, firstLine);
    this.#wanted = this.#plain.most;
  }

  /** The line of the next row to read. */
  get line(): number {
    return this.#reader.line;
  }

  /**
   * Reads whole rows of buffer[from, end) and returns where the first incomplete one starts.
   * SCAN_SPARE_BYTES must exist from buffer[end] on; the first is overwritten with a line feed, so that the inner loops need no bounds
   * check.
   */
  scan(buffer: Uint8Array, from: number, end: number, final: boolean): number {
    buffer[end] = 10;
    this.#stores.reserve(end - from + 1);
    let at = from;
    while (at < end) {
      const found = this.#plain.find(buffer, at, end, this.#wanted);
      const kept = found === 0 ? 0 : this.#stores.putPlain(buffer, this.#plain, found);
      this.#reader.line += kept;
      at = this.#plain.start(kept);
      if (kept === this.#wanted || at >= end) {
        this.#wanted = Math.min(this.#wanted * 2, this.#plain.most);
        continue;
      }
      if (kept < found) this.#wanted = AFTER_BAD_ROW;
      const next = this.#reader.read(buffer, at, end, final);
      if (next < 0) return at;
      at = next;
    }
    return end;
  }
}

const AFTER_BAD_ROW = 8;
