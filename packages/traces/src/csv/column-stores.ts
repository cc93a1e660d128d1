/** The typed columns of a plan while they are filled, row by row or many plain rows at once. */
import type { CellFault } from "./cell-fault.ts";
import type { CsvColumn, CsvColumns, CsvPlan, Dictionary } from "./csv-column.ts";
import { DictionaryStore } from "./dictionary-store.ts";
import { NumberStore } from "./number-store.ts";
import type { PlainRows } from "./plain-rows.ts";
import { TextStore } from "./text-store.ts";

type Store = NumberStore | DictionaryStore | TextStore;
type At<S> = readonly { readonly c: number; readonly store: S }[];

export class ColumnStores implements CsvColumns {
  rows = 0;
  readonly #check: CsvPlan["check"];
  /** By column of the file; undefined where the plan does not want it. */
  readonly #stores: readonly (Store | undefined)[];
  readonly #numbers: At<NumberStore>;
  readonly #dictionaries: At<DictionaryStore>;
  readonly #texts: At<TextStore>;
  readonly #byName: ReadonlyMap<string, Store>;
  #capacity = 0;

  constructor(header: readonly string[], plan: CsvPlan) {
    this.#check = plan.check;
    const columns = header.map((name) => plan.columns.find((column) => column.name === name));
    this.#stores = columns.map((column) => column && storeOf(column));
    const placed = this.#stores.flatMap((store, c) => (store === undefined ? [] : [{ c, store }]));
    this.#numbers = placed.flatMap(({ c, store }) => (store instanceof NumberStore ? [{ c, store }] : []));
    this.#dictionaries = placed.flatMap(({ c, store }) => (store instanceof DictionaryStore ? [{ c, store }] : []));
    this.#texts = placed.flatMap(({ c, store }) => (store instanceof TextStore ? [{ c, store }] : []));
    this.#byName = new Map(placed.map(({ c, store }) => [header[c]!, store]));
  }

  number(name: string): Float64Array {
    return (this.#byName.get(name) as NumberStore).values;
  }

  dictionary(name: string): Dictionary {
    return this.#byName.get(name) as DictionaryStore;
  }

  text(name: string): TextStore {
    return this.#byName.get(name) as TextStore;
  }

  wants(c: number): boolean {
    return this.#stores[c] !== undefined;
  }

  /** Makes room for rows that come from `moreBytes` of the file. */
  reserve(moreBytes: number): void {
    for (const { store } of this.#texts) store.reserve(moreBytes);
  }

  /** Makes room for `more` rows. */
  makeRoom(more: number): void {
    if (this.rows + more <= this.#capacity) return;
    // Fourfold: memory that is not written to costs nothing, copying does.
    this.#capacity = Math.max(this.#capacity * 4, this.rows + more, 1024);
    for (const store of this.#stores) store?.grow(this.#capacity);
  }

  /** Puts a cell of the row after the last one kept. */
  put(c: number, bytes: Uint8Array, start: number, end: number): CellFault | undefined {
    return this.#stores[c]?.put(this.rows, bytes, start, end);
  }

  /** Keeps `more` rows that were put. */
  keep(more: number): void {
    this.rows += more;
    for (const { store } of this.#texts) store.keep(this.rows);
  }

  /** Puts and keeps the first `count` rows of `plain` up to the first bad one. @returns how many were kept */
  putPlain(buffer: Uint8Array, plain: PlainRows, count: number): number {
    this.makeRoom(count);
    const { places, stride } = plain;
    const row = this.rows;
    let good = count;
    for (const { c, store } of this.#numbers) good = store.putPlain(row, good, buffer, places, c, stride);
    for (const { c, store } of this.#texts) good = store.putPlain(row, good, buffer, places, c, stride);
    // Last, so that rows with a bad number leave no values in dictionaries.
    for (const { c, store } of this.#dictionaries) good = store.putPlain(row, good, buffer, places, c, stride);
    if (this.#check !== undefined) {
      let checked = 0;
      while (checked < good && this.#check(row + checked, this) === undefined) checked++;
      good = checked;
    }
    this.keep(good);
    return good;
  }
}

function storeOf(column: CsvColumn): Store {
  if (column.kind === "number") return new NumberStore(column);
  return column.kind === "dictionary" ? new DictionaryStore(column) : new TextStore(column);
}
