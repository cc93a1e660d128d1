/** A typed column of a table; INT64 columns are given as doubles, which hold simulated microseconds exactly. */
export type Column =
  | { readonly name: string; readonly type: "STRING"; readonly data: readonly (string | null)[] }
  | { readonly name: string; readonly type: "DOUBLE"; readonly data: readonly (number | null)[] }
  | { readonly name: string; readonly type: "INT64" | "INT32"; readonly data: readonly (number | null)[] }
  | { readonly name: string; readonly type: "BOOLEAN"; readonly data: readonly boolean[] };

export interface Table {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Column[];
}
