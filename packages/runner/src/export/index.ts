/** The recording of a run, for other tools. */
export type { Column, Table } from "./column.ts";
export { csvText } from "./csv-text.ts";
export { parquetBytes } from "./parquet-bytes.ts";
export { perfettoTrace } from "./perfetto-trace.ts";
export { recordingTables } from "./recording-tables.ts";
export { containerName } from "./container-table.ts";
