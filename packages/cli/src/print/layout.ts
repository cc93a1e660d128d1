/** Headings, tables without lines, and text that is broken to the width of the page. */
import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";

export { plural } from "@orrery/runner/report";

/** Reports are made for 80 columns, on wider terminals too: lines that long are read easily. */
export const PAGE_WIDTH = 80;
const NO_LINES = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};

export type Align = "left" | "right";

/** Rows under one another, two blanks between columns, indented by `indent`. */
export function columns(rows: readonly (readonly string[])[], align: readonly Align[], indent = 2): string[] {
  if (rows.length === 0) return [];
  const table = new Table({
    chars: NO_LINES,
    style: { "padding-left": 0, "padding-right": 2, head: [], border: [], compact: true },
    colAligns: [...align],
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map((line) => `${" ".repeat(indent)}${line}`.replace(/\s+$/, ""));
}

/** Blanks that no digit goes before, or no unit of time follows. */
const BREAKS = /(?<!\d) | (?!(?:d|h|m|s|ms|µs)\b)/;

/** Breaks at blanks, but not between a number and its unit of time; colours not counted; words longer than the line stay whole. */
export function wrap(text: string, width: number, indent: string, hanging = indent): string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(BREAKS)) {
    if (!empty && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = hanging;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines;
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}
