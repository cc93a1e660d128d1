import { describe, expect, it } from "vitest";
import { fgdColumnsTable, fgdTable, spaneTable } from "./comparison-table.ts";
import type { FgdColumn, FgdResult } from "./fgd.ts";
import type { SpaneRow } from "./spane.ts";

const column = (arrivedPercent: number, publishedAllocated?: number): FgdColumn => ({
  arrivedPercent,
  allocated: { mean: arrivedPercent / 2, sd: 0.126 },
  publishedAllocated,
  fragmented: { mean: 7, sd: 0 },
  publishedFragmented: undefined,
});

const result: FgdResult = {
  workload: "default",
  policy: "BestFit",
  seeds: [42, 43],
  gpus: 6212,
  columns: [column(50, 24.9), column(55), column(60), column(130, 66)],
  allocated: { mean: 65, sd: 0.126 },
  published: { mean: 66, sd: 0.2 },
  agreement: { difference: -1, tolerance: 0.324, agrees: false },
  runs: [],
};

describe("comparison tables", () => {
  it("shows SPANE to the last digit", () => {
    const row: SpaneRow = {
      servers: 2,
      policy: "balanceFit",
      totalWaitS: 38610.82625,
      untrimmedMeanS: 1,
      published: 38610.82625,
      publishedUntrimmed: undefined,
      equal: true,
    };
    const { rows } = spaneTable({ rows: [row], episodes: 1000, equal: true });
    expect(rows).toEqual([["2", "Balance Fit", "38610.82625", "38610.82625", "yes", "1", ""]]);
  });

  it("shows the allocation at the end beside the published, with the verdict", () => {
    const cells = ["default", "BestFit", "2", "65.00 ± 0.13", "66.00 ± 0.20", "-1.00", "0.32", "no", "7.00 ± 0.00", ""];
    expect(fgdTable([result]).rows).toEqual([cells]);
  });

  it("shows the published columns, or every tenth where none is published", () => {
    const arrived = (r: FgdResult) => fgdColumnsTable(r).rows.map(([percent]) => percent);
    expect(arrived(result)).toEqual(["50", "130"]);
    expect(arrived({ ...result, columns: [column(50), column(55), column(60), column(130)] })).toEqual(["50", "60", "130"]);
  });

  it("has as many cells as heads", () => {
    for (const table of [fgdTable([result]), fgdColumnsTable(result)]) {
      for (const row of table.rows) expect(row).toHaveLength(table.head.length);
    }
  });
});
