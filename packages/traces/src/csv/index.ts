/** CSV as RFC 4180 has it, from bytes to typed columns. */
export { readCsv } from "./read-csv.ts";
export { parseRecord } from "./csv-record.ts";
export { csvField } from "./csv-field.ts";
export type {
  CsvColumn,
  CsvColumns,
  CsvPlan,
  CsvTable,
  Dictionary,
  DictionaryColumn,
  NumberColumn,
  RowComplaint,
  TextColumn,
} from "./csv-column.ts";
