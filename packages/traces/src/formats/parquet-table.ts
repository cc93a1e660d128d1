/** Parquet columns under the same plan, checks and report as CSV columns; a "line" is a row counted from 1. */
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { allBytes, emptyFile } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import type { CsvColumn, CsvColumns, CsvPlan, CsvTable, Dictionary, NumberColumn } from "../csv/index.ts";
import { RowProblems, TraceError, quoted } from "../report/index.ts";
import type { ReadOptions } from "../report/index.ts";

export interface ParquetOptions extends ReadOptions {
  /** Cells of timestamp columns count as milliseconds since 1970 (UTC). Default: they are refused, as no CSV column is like them. */
  readonly timestampsAsMs?: boolean;
}

/** Whole file in memory, since its index is at the end. Codecs: none and Snappy. Throws TraceError. */
export async function readParquetTable(
  source: ByteSource,
  plan: (header: readonly string[], problems: RowProblems) => CsvPlan,
  options: ParquetOptions = {},
): Promise<CsvTable> {
  const problems = new RowProblems(options);
  const file = (await allBytes(source)).buffer;
  if (file.byteLength === 0) throw emptyFile(problems.file);
  const broken = (cause: unknown): never => {
    if (cause instanceof TraceError) throw cause;
    const found = cause instanceof Error ? cause.message : String(cause);
    return problems.refuse({
      reason: "unreadable Parquet file",
      line: 0,
      column: 0,
      found,
      accepted: "a whole Parquet file, uncompressed or with Snappy",
    });
  };
  const metadata = await parquetMetadataAsync(file).catch(broken);
  const header = parquetSchema(metadata).children.map((child) => child.element.name);
  const planned = plan(header, problems);
  const columns = planned.columns;
  problems.ignoredColumns = header.filter((name) => !columns.some((column) => column.name === name));
  const rows = await parquetReadObjects({ file, metadata, columns: columns.map((column) => column.name) }).catch(broken);
  const stores = new Stores(columns, rows.length, options.timestampsAsMs ?? false);
  rows.forEach((cells, i) => {
    const complaint = stores.put(cells) ?? planned.check?.(stores.rows, stores);
    if (complaint === undefined) stores.rows++;
    else
      problems.add({
        reason: complaint.reason,
        line: i + 1,
        column: header.indexOf(complaint.column) + 1,
        found: complaint.found,
        accepted: complaint.accepted,
      });
  });
  return stores.table(header, problems);
}

interface Complaint {
  readonly column: string;
  readonly reason: string;
  readonly found: string;
  readonly accepted: string;
}

class Stores implements CsvColumns {
  rows = 0;
  readonly #columns: readonly CsvColumn[];
  readonly #timestampsAsMs: boolean;
  readonly #numbers = new Map<string, Float64Array>();
  readonly #texts = new Map<string, string[]>();
  readonly #dictionaries = new Map<string, { codes: Int32Array; values: string[]; byText: Map<string, number>; valid: boolean[] }>();

  constructor(columns: readonly CsvColumn[], rows: number, timestampsAsMs: boolean) {
    this.#columns = columns;
    this.#timestampsAsMs = timestampsAsMs;
    for (const column of columns) {
      if (column.kind === "number") this.#numbers.set(column.name, new Float64Array(rows));
      else if (column.kind === "text") this.#texts.set(column.name, []);
      else this.#dictionaries.set(column.name, { codes: new Int32Array(rows), values: [], byText: new Map(), valid: [] });
    }
  }

  number(name: string): Float64Array {
    return this.#numbers.get(name)!;
  }

  dictionary(name: string): Dictionary {
    return this.#dictionaries.get(name)!;
  }

  put(cells: Record<string, unknown>): Complaint | undefined {
    for (const column of this.#columns) {
      const cell = cells[column.name];
      const text = cellText(this.#timestampsAsMs && cell instanceof Date ? cell.getTime() : cell);
      const complain = (reason: string): Complaint => ({
        column: column.name,
        reason,
        found: `${column.name} = ${quoted(text ?? typeof cells[column.name])}`,
        accepted: column.accepted,
      });
      if (text === undefined) return complain("neither text nor number");
      const reason =
        column.kind === "number"
          ? this.#putNumber(column, text)
          : column.kind === "text"
            ? this.#putText(column, text)
            : this.#putCode(column, text);
      if (reason !== undefined) return complain(reason);
    }
    return undefined;
  }

  #putNumber(column: NumberColumn, text: string): string | undefined {
    const value = text === "" ? Number.NaN : Number(text);
    if (text === "" && column.blank === "bad") return "blank cell";
    if (text !== "" && !Number.isFinite(value)) return "not a number";
    if (column.min !== undefined && value < column.min) return column.min === 0 ? "negative value" : "value too small";
    if (column.max !== undefined && value > column.max) return "value too large";
    this.#numbers.get(column.name)![this.rows] = column.scale === undefined ? value : Math.round(value * column.scale);
    return undefined;
  }

  #putText(column: CsvColumn & { kind: "text" }, text: string): string | undefined {
    if (text === "" && column.blank === "bad") return "blank cell";
    this.#texts.get(column.name)![this.rows] = text;
    return undefined;
  }

  #putCode(column: CsvColumn & { kind: "dictionary" }, text: string): string | undefined {
    const store = this.#dictionaries.get(column.name)!;
    let code = store.byText.get(text);
    if (code === undefined) {
      code = store.values.length;
      store.byText.set(text, code);
      store.values.push(text);
      store.valid.push(column.accept?.(text) ?? true);
    }
    if (!store.valid[code]) return text === "" ? "blank cell" : `bad ${column.name}`;
    store.codes[this.rows] = code;
    return undefined;
  }

  table(header: readonly string[], problems: RowProblems): CsvTable {
    const rows = this.rows;
    return {
      rows,
      header,
      numbers: new Map([...this.#numbers].map(([name, values]) => [name, values.subarray(0, rows)])),
      dictionaries: new Map([...this.#dictionaries].map(([name, { codes, values }]) => [name, { codes: codes.subarray(0, rows), values }])),
      texts: new Map([...this.#texts].map(([name, texts]) => [name, { strings: () => texts.slice(0, rows) }])),
      report: problems.report(rows),
    };
  }
}

/** A cell as CSV would have it; undefined for lists, dates and bytes. */
function cellText(value: unknown): string | undefined {
  if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))) return "";
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
    ? String(value)
    : undefined;
}
