/** What a reader wants of a CSV file: columns by name with their kind, and what it gets: typed columns. */
import type { ReadReport } from "../report/index.ts";

/** A decimal number per row; a blank cell is NaN where blanks are allowed. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly blank: "nan" | "bad";
  /** Smallest and largest accepted, before scaling. */
  readonly min?: number;
  readonly max?: number;
  /** Multiplied in and rounded to a whole number: 1e6 turns seconds into microseconds. */
  readonly scale?: number;
  readonly accepted: string;
}

/** Text with few distinct values: a code per row, each distinct value checked once. */
export interface DictionaryColumn {
  readonly kind: "dictionary";
  readonly name: string;
  readonly accept?: (text: string) => boolean;
  readonly accepted: string;
}

/** Text that differs in most rows. */
export interface TextColumn {
  readonly kind: "text";
  readonly name: string;
  readonly blank: "ok" | "bad";
  readonly accepted: string;
}

export type CsvColumn = NumberColumn | DictionaryColumn | TextColumn;

/** Codes per row into `values`. */
export interface Dictionary {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/** A complaint about a whole row ("ends before it starts"), at the cell of `column`. */
export interface RowComplaint {
  readonly column: string;
  readonly reason: string;
  readonly found: string;
  readonly accepted: string;
}

/** The columns of the rows read so far; a row check may look at row `row` of them. */
export interface CsvColumns {
  number(name: string): Float64Array;
  dictionary(name: string): Dictionary;
}

/** Which columns to read of a file with this header. May throw TraceError; `check` judges each complete row. */
export interface CsvPlan {
  readonly columns: readonly CsvColumn[];
  readonly check?: (row: number, columns: CsvColumns) => RowComplaint | undefined;
}

/** Everything read: one entry per planned column. */
export interface CsvTable {
  readonly rows: number;
  readonly header: readonly string[];
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly dictionaries: ReadonlyMap<string, Dictionary>;
  /** Text columns decode on demand: most comparisons need no strings. */
  readonly texts: ReadonlyMap<string, { strings(): string[] }>;
  readonly report: ReadReport;
}
