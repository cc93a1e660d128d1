/** Reads a CSV stream into typed columns: header first, then rows in buffers of about 1 MiB. */
import { emptyFile, refuseBinary } from "../bytes/index.ts";
import type { ByteSource } from "../bytes/index.ts";
import { RowProblems } from "../report/index.ts";
import type { ReadOptions } from "../report/index.ts";
import { ColumnStores } from "./column-stores.ts";
import type { CsvPlan, CsvTable, Dictionary } from "./csv-column.ts";
import { parseRecord } from "./csv-record.ts";
import { CsvScanner, SCAN_SPARE_BYTES } from "./csv-scanner.ts";

/** Rows longer than this are taken for a quote that was never closed. */
const MAX_ROW_BYTES = 1 << 24;
const BUFFER_BYTES = 1 << 20;
const HEADER_BYTES = 1 << 14;

/**
 * `plan` sees the header and says which columns to read; it may throw TraceError for columns it cannot use.
 * Throws TraceError for empty and binary files, and in strict mode at the first bad row.
 */
export async function readCsv(
  source: ByteSource,
  plan: (header: readonly string[], problems: RowProblems) => CsvPlan,
  options: ReadOptions = {},
): Promise<CsvTable> {
  const problems = new RowProblems(options);
  let buffer = new Uint8Array(BUFFER_BYTES + SCAN_SPARE_BYTES);
  let used = 0;
  let bytesSeen = 0;
  let header: readonly string[] = [];
  let stores: ColumnStores | undefined;
  let scanner: CsvScanner | undefined;
  let planned: CsvPlan = { columns: [] };

  const drain = (final: boolean): void => {
    let from = 0;
    if (scanner === undefined) {
      // Headers are text; after them the scanner looks for NUL bytes on its way.
      refuseBinary(buffer.subarray(0, Math.min(used, HEADER_BYTES)), problems.file, 1);
      const start = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
      const record = parseRecord(buffer.subarray(0, used), start, final);
      if (record === undefined) return;
      header = record.fields;
      refuseTwins(header, problems);
      planned = plan(header, problems);
      const { columns } = planned;
      problems.ignoredColumns = header.filter((name) => !columns.some((column) => column.name === name));
      stores = new ColumnStores(header, planned);
      scanner = new CsvScanner(header, planned, stores, problems, 1 + record.lines);
      from = record.next;
    }
    const rest = scanner.scan(buffer, from, used, final);
    buffer.copyWithin(0, rest, used);
    used -= rest;
  };

  for await (const chunk of source) {
    bytesSeen += chunk.length;
    for (let taken = 0; taken < chunk.length;) {
      const room = buffer.length - SCAN_SPARE_BYTES - used;
      const size = Math.min(room, chunk.length - taken);
      buffer.set(chunk.subarray(taken, taken + size), used);
      taken += size;
      used += size;
      if (used < buffer.length - SCAN_SPARE_BYTES) continue;
      drain(false);
      if (used < buffer.length - SCAN_SPARE_BYTES) continue;
      if (used >= MAX_ROW_BYTES) {
        problems.refuse({
          reason: "row without an end",
          line: scanner?.line ?? 1,
          column: 1,
          found: `${used} bytes`,
          accepted: "rows below 16 MiB; is a quote never closed?",
        });
      }
      const larger = new Uint8Array((buffer.length - SCAN_SPARE_BYTES) * 2 + SCAN_SPARE_BYTES);
      larger.set(buffer);
      buffer = larger;
    }
  }
  if (bytesSeen === 0) throw emptyFile(problems.file);
  drain(true);
  return table(stores!, header, planned, problems);
}

function table(stores: ColumnStores, header: readonly string[], plan: CsvPlan, problems: RowProblems): CsvTable {
  const rows = stores.rows;
  const numbers = new Map<string, Float64Array>();
  const dictionaries = new Map<string, Dictionary>();
  const texts = new Map<string, { strings(): string[] }>();
  for (const column of plan.columns) {
    if (!header.includes(column.name)) continue;
    if (column.kind === "number") numbers.set(column.name, stores.number(column.name).subarray(0, rows));
    else if (column.kind === "text") {
      const store = stores.text(column.name);
      texts.set(column.name, { strings: () => store.strings(rows) });
    } else {
      const { codes, values } = stores.dictionary(column.name);
      dictionaries.set(column.name, { codes: codes.subarray(0, rows), values });
    }
  }
  return { rows, header, numbers, dictionaries, texts, report: problems.report(rows) };
}

function refuseTwins(header: readonly string[], problems: RowProblems): void {
  const twin = header.find((name, i) => header.indexOf(name) !== i);
  if (twin === undefined) return;
  problems.refuse({ reason: "two columns of one name", line: 1, column: 0, found: twin, accepted: "each column once" });
}
