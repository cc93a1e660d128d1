/**
 * A CSV file as steps of a curve: a header, a column of times (durations, or plain seconds) and one of amounts.
 *
 * Not modelled: commas and line breaks inside quotes; a file that needs them is refused at its line.
 */
import { QuantityError } from "@orrery/sim-core/model";
import { DURATION_ACCEPTED, durationUs } from "./duration.ts";
import { nearestName } from "./nearest-name.ts";
import type { ScenarioProblem } from "./problem.ts";

/** Ascending times and the values from there on. */
export interface Series {
  readonly timesUs: Float64Array;
  readonly values: Float64Array;
}

export interface SeriesColumns {
  readonly time: string;
  readonly value: string;
}

/**
 * The series, or the first mistake with its line and column.
 *
 * @param amountOf of a cell; it throws QuantityError for what is no amount
 */
export function readSeries(
  text: string,
  file: string,
  columns: SeriesColumns,
  amountOf: (cell: string) => number,
): Series | ScenarioProblem {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const header = cellsOf(lines[0] ?? "").map(unquoted);
  const at = (name: string): number => header.indexOf(name);
  const problem = (line: number, column: number, message: string, found: string, accepted: string): ScenarioProblem => ({
    severity: "error",
    file,
    line,
    column,
    path: "",
    message,
    found,
    accepted,
  });
  for (const name of [columns.time, columns.value]) {
    if (at(name) >= 0) continue;
    const near = nearestName(name, header);
    const accepted = near === undefined ? `one of ${header.join(", ")}` : `${near} (did you mean this?), of ${header.join(", ")}`;
    return problem(1, 1, `there is no column ${JSON.stringify(name)}`, JSON.stringify(lines[0]), accepted);
  }
  const times: number[] = [];
  const values: number[] = [];
  for (let i = 1; i < lines.length; i++) {
    if (lines[i]!.trim() === "") continue;
    const cells = cellsOf(lines[i]!);
    const place = (name: string): number => cells.slice(0, at(name)).reduce((sum, cell) => sum + cell.length + 1, 1);
    const say = (name: string, message: string, accepted: string): ScenarioProblem =>
      problem(i + 1, place(name), message, JSON.stringify(unquoted(cells[at(name)] ?? "")), accepted);
    if (cells.length !== header.length)
      return problem(i + 1, 1, "cells are missing, or too many", `${cells.length} cells`, `${header.length} cells`);
    const us = timeOf(unquoted(cells[at(columns.time)]!));
    if (us === undefined) return say(columns.time, "no time", `${DURATION_ACCEPTED}, or plain seconds`);
    if (us <= (times.at(-1) ?? -1)) return say(columns.time, "the times do not ascend", "a time after the one before it");
    const value = valueOf(unquoted(cells[at(columns.value)]!), amountOf);
    if (value === undefined) return say(columns.value, "no amount", "a number of at least 0, or an amount such as 500m, 1.5Gi");
    times.push(us);
    values.push(value);
  }
  if (times.length === 0) return problem(1, 1, "the file has a header and no rows", "", "at least one row");
  return { timesUs: Float64Array.from(times), values: Float64Array.from(values) };
}

function cellsOf(line: string): string[] {
  return line.split(",");
}

function unquoted(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/, "$1");
}

function timeOf(cell: string): number | undefined {
  if (!NUMBER.test(cell)) return durationUs(cell);
  const us = Math.round(Number(cell) * 1e6);
  return us >= 0 && us < LONGEST_US ? us : undefined;
}

/** A plain number as it is, so that a measured 0.0123 cores is not rounded up to a thousandth. */
function valueOf(cell: string, amountOf: (cell: string) => number): number | undefined {
  if (NUMBER.test(cell)) return Number.isFinite(Number(cell)) && Number(cell) >= 0 ? Number(cell) : undefined;
  try {
    const amount = amountOf(cell);
    return amount >= 0 ? amount : undefined;
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    return undefined;
  }
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
/** The end of simulated time: 35 years. */
const LONGEST_US = 2 ** 50;
