/** A table as the bytes of a Parquet file, compressed with Snappy. */
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Column, Table } from "./column.ts";

export function parquetBytes(table: Table): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({ columnData: table.columns.map(columnSource), kvMetadata: [{ key: "orrery.table", value: table.name }] }),
  );
}

function columnSource(column: Column): { name: string; type: Column["type"]; data: unknown[]; nullable: boolean } {
  const { name, type, data } = column;
  // Parquet's 64-bit integers are bigints to the writer.
  const values = type === "INT64" ? data.map((value) => (value === null ? null : BigInt(value))) : [...data];
  return { name, type, data: values, nullable: (data as readonly unknown[]).includes(null) };
}
