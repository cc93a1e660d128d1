/** What pods really used, against what they asked for, may use, and what the machines have: for the report. */
import type { Life, LifeFigures, PoolLife } from "@orrery/runner/report";
import { amount, percent } from "./amounts.ts";
import { fittingTable } from "./fit-columns.ts";
import type { TextColumn } from "./fit-columns.ts";
import type { Ink } from "./ink.ts";
import { plural, shorten } from "./layout.ts";

const NAME_WIDTH = 18;

/** @param limit rows of pools, and of workloads, shown; the rest is counted */
export function usedLines({ cluster, pools, workloads }: Life, simulatedUs: number, ink: Ink, limit = 8): string[] {
  const named = pools.length > 1 ? pools : [];
  const shownPools = named.slice(0, limit);
  const using = workloads.filter(isUsing);
  const shownWorkloads = using.slice(0, limit);
  if (!isUsing(cluster)) return [];
  const rows: Row[] = [["all nodes", cluster], ...shownPools.map((pool): Row => [`  ${pool.name || "(no pool)"}`, pool])];
  if (shownWorkloads.length > 0) rows.push(["workloads", undefined]);
  rows.push(...shownWorkloads.map((workload): Row => [`  ${workload.name || "(none)"}`, workload]));
  const lines = [
    ink.bold("USED") + ink.dim("  cores on the mean, memory where it came closest to its bound"),
    ...fittingTable(usedColumns(rows, simulatedUs, ink), ink),
  ];
  const hidden = [
    [named.length - shownPools.length, "pool"],
    [using.length - shownWorkloads.length, "workload"],
  ] as const;
  for (const [more, what] of hidden) if (more > 0) lines.push(ink.dim(`  and ${plural(more, what)} more: --json has them all`));
  return lines;
}

type Row = readonly [name: string, figures: (LifeFigures & Partial<PoolLife>) | undefined];

function isUsing({ cpu, memory }: LifeFigures): boolean {
  return cpu.usedUs > 0 || memory !== null;
}

function usedColumns(rows: readonly Row[], simulatedUs: number, ink: Ink): TextColumn[] {
  const column = (head: string, rank: number, cell: (figures: LifeFigures & Partial<PoolLife>) => string): TextColumn => ({
    head,
    align: "right",
    rank,
    cells: rows.map(([, figures]) => (figures === undefined ? "" : cell(figures))),
  });
  const cores = (us: number) => (simulatedUs > 0 ? amount(us / simulatedUs, "cores") : "-");
  const over = (part: number, whole: number | null | undefined) => share(whole === null || !whole ? null : part / whole, ink);
  return [
    {
      head: "",
      align: "left",
      rank: 0,
      cells: rows.map(([name]) => (name.startsWith("  ") ? shorten(name, NAME_WIDTH) : ink.accent(name))),
    },
    column("cores", 1, ({ cpu }) => cores(cpu.usedUs)),
    column("wanted", 2, ({ cpu }) => cores(cpu.wantedUs)),
    column("cpu/req", 3, ({ cpu }) => over(cpu.usedUs, cpu.requestedUs)),
    // Use of pods without a limit would count against the limits of others.
    column("cpu/lim", 4, ({ cpu }) => (cpu.podsWithoutLimit > 0 ? "-" : over(cpu.usedUs, cpu.limitUs))),
    column("cpu/hw", 2, ({ cpu, hardwareCpuUs }) => over(cpu.usedUs, hardwareCpuUs)),
    column("memory", 1, ({ memory }) => (memory === null ? "-" : amount(memory.peakBytes, "bytes"))),
    column("mem/req", 5, ({ memory }) => over(memory?.peakBytes ?? 0, memory?.requestBytes)),
    column("mem/lim", 3, ({ memory }) => over(memory?.peakBytes ?? 0, memory?.limitBytes)),
    column("mem/hw", 3, ({ memory }) => over(memory?.peakBytes ?? 0, memory?.hardwareBytes)),
  ];
}

function share(value: number | null, ink: Ink): string {
  return value !== null && value >= 0.95 ? ink.warn(percent(value, 0)) : percent(value, 0);
}
