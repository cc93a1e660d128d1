/** The report of `pnpm oracle`: a table by family, what is not covered yet, and the first mismatches, within 80 columns. */
import Table from "cli-table3";
import { functionFamilies } from "./function-families.ts";
import type { OracleResult } from "./run-recordings.ts";
import { sideBySide } from "./side-by-side.ts";
import type { FailedCase, FamilyTally } from "./tally.ts";

const COLUMNS = 80;

/** Mismatches shown of one case; the others are counted. */
const MISMATCHES_OF_A_CASE = 3;

/** The whole report as text for people; no colours. */
export function printReport(result: OracleResult, source: string): string {
  const lines = [`Recordings: ${source}`, "", printTable(result), ...printMissing(result), ...printNotCompared(result)];
  if (result.tally.failures.length > 0) {
    const { failed } = result.tally.total();
    lines.push("", `First mismatches (${result.tally.failures.length} of ${failed} failed cases):`);
    for (const failure of result.tally.failures) lines.push("", ...printFailure(failure));
  }
  const { cases, passed, failed, notCovered } = result.tally.total();
  lines.push("", `${cases} cases in ${seconds(result.wallMs)}: ${passed} passed, ${failed} failed, ${notCovered} not covered yet`);
  return lines.join("\n");
}

/** Version 1 of the report for programs, as documented in `oracle/PROVENANCE.md`. */
export function jsonReport(result: OracleResult, source: string): string {
  const family = (row: FamilyTally) => ({
    family: row.family,
    cases: row.cases,
    passed: row.passed,
    failed: row.failed,
    notCovered: row.notCovered,
    missing: Object.fromEntries(row.missing),
    notCompared: Object.fromEntries(row.notCompared),
    wallMs: Math.round(row.wallMs),
  });
  const { missing: _missing, notCompared: _notCompared, ...total } = family(result.tally.total());
  const report = {
    format: "orrery-oracle-report/1",
    source,
    wallMs: Math.round(result.wallMs),
    total,
    families: sortedRows(result).map(family),
    failures: result.tally.failures,
    malformed: result.malformed,
  };
  return JSON.stringify(report, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value), 2);
}

function printTable(result: OracleResult): string {
  const table = new Table({
    head: ["family", "cases", "passed", "failed", "not covered", "seconds"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true, "padding-left": 1, "padding-right": 1 },
    chars: PLAIN_BORDERS,
  });
  const cells = (row: FamilyTally) => [row.family, row.cases, row.passed, row.failed, row.notCovered, (row.wallMs / 1000).toFixed(2)];
  for (const row of sortedRows(result)) table.push(cells(row));
  table.push(cells(result.tally.total()));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const PLAIN_BORDERS = {
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
  middle: " ",
};

/** Scheduler families first, then the function tables in their own order, then the rest. */
function sortedRows(result: OracleResult): FamilyTally[] {
  const rank = (family: string) => {
    if (family === "kernel") return 1000;
    if (family === "controllers") return 1001;
    return functionFamilies.includes(family) ? 100 + functionFamilies.indexOf(family) : 0;
  };
  return [...result.tally.families.values()].toSorted((left, right) => {
    const byRank = rank(left.family) - rank(right.family);
    return byRank !== 0 ? byRank : left.family < right.family ? -1 : 1;
  });
}

function printMissing(result: OracleResult): string[] {
  const rows = sortedRows(result).filter((row) => row.missing.size > 0);
  if (rows.length === 0) return [];
  const whole = rows.filter((row) => row.notCovered === row.cases).map((row) => `${row.family} (${row.cases})`);
  const partly = rows.filter((row) => row.notCovered < row.cases);
  const lines = whole.length > 0 ? wrapWords(`  whole families: ${whole.join(", ")}`, COLUMNS, "    ") : [];
  for (const row of partly) {
    const parts = [...row.missing].map(([what, cases]) => `${what} (${cases})`);
    lines.push(...wrapWords(`  ${row.family}: ${parts.join(", ")}`, COLUMNS, "    "));
  }
  return ["", "Not covered yet:", ...lines];
}

function printNotCompared(result: OracleResult): string[] {
  const rows = sortedRows(result).filter((row) => row.notCompared.size > 0);
  if (rows.length === 0) return [];
  const lines = rows.flatMap((row) => {
    const parts = [...row.notCompared].map(([writer, facts]) => `${writer} (${facts})`);
    return wrapWords(`  ${row.family}: ${parts.join(", ")}`, COLUMNS, "    ");
  });
  return ["", "Facts of passed cases that are not compared, by who writes them:", ...lines];
}

function printFailure(failure: FailedCase): string[] {
  const lines = [`✖ ${failure.id}  (${failure.at})`];
  for (const mismatch of failure.mismatches.slice(0, MISMATCHES_OF_A_CASE)) {
    const diff = sideBySide(mismatch.expected, mismatch.actual, COLUMNS - 4);
    lines.push(`  ${mismatch.path}`, ...diff.map((line) => `    ${line}`));
  }
  const more = failure.mismatches.length - MISMATCHES_OF_A_CASE;
  if (more > 0) lines.push(`  ... ${more} more mismatches in this case`);
  return lines;
}

function wrapWords(text: string, columns: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=,) /)) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function seconds(wallMs: number): string {
  return `${(wallMs / 1000).toFixed(1)} s`;
}
