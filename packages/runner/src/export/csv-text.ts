/** A table as comma-separated values with a header (RFC 4180): for spreadsheets. Nothing stands for null. */
import type { Table } from "./column.ts";

export function csvText({ columns, rows }: Table): string {
  const lines = [columns.map(({ name }) => field(name)).join(",")];
  for (let row = 0; row < rows; row++) lines.push(columns.map(({ data }) => field(data[row] ?? null)).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function field(value: string | number | boolean | null): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
