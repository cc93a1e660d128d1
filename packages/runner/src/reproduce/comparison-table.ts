/** The results of the repeated experiments as rows of text, ours beside the published, for whoever prints them. */
import type { BitbrainsResult } from "./bitbrains.ts";
import type { FgdResult } from "./fgd.ts";
import type { Spread } from "./fgd-published.ts";
import type { SpaneResult } from "./spane.ts";

export interface ComparisonTable {
  readonly head: readonly string[];
  /** As many cells as the head; "" where nothing is published. */
  readonly rows: readonly (readonly string[])[];
}

/** Every digit of the figures is shown: they are exact. */
export function spaneTable(result: SpaneResult): ComparisonTable {
  return {
    head: ["servers", "policy", "total wait (s)", "published", "equal", "untrimmed mean (s)", "published"],
    rows: result.rows.map((row) => [
      String(row.servers),
      row.policy === "firstFit" ? "First Fit" : "Balance Fit",
      String(row.totalWaitS),
      text(row.published),
      verdict(row.equal),
      String(row.untrimmedMeanS),
      text(row.publishedUntrimmed),
    ]),
  };
}

/** Differences and tolerances are relative; numbers with a fraction show two digits of it. */
export function bitbrainsTable(result: BitbrainsResult): ComparisonTable {
  return {
    head: ["measure", "ours", "published", "difference", "tolerance", "agrees"],
    rows: result.comparison.map(({ measure, ours, published, tolerance, agrees }) => [
      measure,
      hundredths(ours),
      published === undefined ? "" : hundredths(published),
      published === undefined ? "" : ours === published ? "0" : ((ours - published) / published).toExponential(1),
      published === undefined ? "" : tolerance === 0 ? "exact" : tolerance.toExponential(),
      verdict(agrees),
    ]),
  };
}

/** One row a result, at the end of the arrivals. */
export function fgdTable(results: readonly FgdResult[]): ComparisonTable {
  return {
    head: [
      "workload",
      "policy",
      "seeds",
      "GPUs allocated (%)",
      "published",
      "difference",
      "tolerance",
      "agrees",
      "fragmented (%)",
      "published",
    ],
    rows: results.map((result) => {
      const last = result.columns.at(-1)!;
      return [
        result.workload,
        result.policy,
        String(result.seeds.length),
        plusMinus(result.allocated),
        plusMinus(result.published),
        percent(result.agreement?.difference),
        percent(result.agreement?.tolerance),
        verdict(result.agreement?.agrees),
        plusMinus(last.fragmented),
        percent(last.publishedFragmented),
      ];
    }),
  };
}

/** One row for every arrived percent of which something is published; every tenth where nothing is. */
export function fgdColumnsTable(result: FgdResult): ComparisonTable {
  const isPublished = result.columns.some((column) => column.arrivedPercent < 130 && column.publishedAllocated !== undefined);
  const shown = result.columns.filter((column) =>
    isPublished ? column.publishedAllocated !== undefined || column.publishedFragmented !== undefined : column.arrivedPercent % 10 === 0,
  );
  return {
    head: ["arrived (%)", "GPUs allocated (%)", "published", "fragmented (%)", "published"],
    rows: shown.map((column) => [
      String(column.arrivedPercent),
      plusMinus(column.allocated),
      percent(column.publishedAllocated),
      plusMinus(column.fragmented),
      percent(column.publishedFragmented),
    ]),
  };
}

function hundredths(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

function text(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}

function percent(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(2);
}

function plusMinus(value: Spread | undefined): string {
  return value === undefined ? "" : `${value.mean.toFixed(2)} ± ${value.sd.toFixed(2)}`;
}

function verdict(value: boolean | undefined): string {
  return value === undefined ? "" : value ? "yes" : "no";
}
