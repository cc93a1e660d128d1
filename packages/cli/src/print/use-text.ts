/** How full the cluster was, for the report: a row for each pool and resource. */
import type { PoolUse, Report, ResourceUse, Use } from "@orrery/runner/report";
import { amount, percent } from "./amounts.ts";
import type { Ink } from "./ink.ts";
import { type Align, columns, plural, shorten } from "./layout.ts";
import { trend } from "./sparkline.ts";

/** @param limit pools shown; the rest is counted */
export function useLines({ cluster, pools, series, time }: Report, ink: Ink, limit: number): string[] {
  const named = pools.length > 1;
  const shown = named ? pools.slice(0, limit) : [];
  const page: Page = { hardware: [cluster, ...pools].some(differsFromHardware), still: time.simulatedUs === 0, ink };
  const head = [
    "",
    "allocatable",
    ...(page.still ? ["requested", "share"] : ["mean", "peak", "end"]),
    ...(page.hardware ? hardwareHead(page) : []),
    page.still ? "" : page.hardware ? "trend" : "over time",
  ];
  const rows = [head.map(ink.dim), ...poolRows(cluster, named ? "all nodes" : (pools[0]?.name ?? ""), series.use, page)];
  for (const pool of shown)
    rows.push(
      ...poolRows(pool, pool.name === "" ? "(no pool)" : pool.name, series.pools.find(({ name }) => name === pool.name)?.use ?? [], page),
    );
  const align: Align[] = ["left", ...head.slice(1, -1).map(() => "right" as const), "left"];
  const lines = [
    ink.bold("USE") + ink.dim(page.hardware ? "  requests over allocatable, and over hardware (hw)" : "  requests over allocatable"),
    ...columns(rows, align),
  ];
  if (shown.length < pools.length && named)
    lines.push(ink.dim(`  and ${plural(pools.length - shown.length, "pool")} more: --json has them all`));
  return lines;
}

interface Page {
  /** Allocatable and hardware differ somewhere: overselling, reserves. */
  readonly hardware: boolean;
  /** Nothing took time: means and peaks would repeat what holds at the end. */
  readonly still: boolean;
  readonly ink: Ink;
}

type Trends = Report["series"]["use"];

const MAIN_RESOURCES: ReadonlySet<string> = new Set(["cpu", "memory"]);

function hardwareHead({ still }: Page): string[] {
  return still ? ["hw share"] : ["hw mean", "hw peak"];
}

function poolRows(pool: PoolUse, title: string, trends: Trends, page: Page): string[][] {
  const { ink, still, hardware } = page;
  const rows: string[][] = [];
  if (title !== "") rows.push([ink.accent(shorten(title, 18)), ink.dim(plural(pool.nodes, "node"))]);
  for (const use of pool.resources.filter(isShown)) {
    const { resource, unit, requested, allocatable, overAllocatable: over, overHardware } = use;
    const label = resource === "cpu" ? "cpu cores" : resource;
    const values = trends.find((each) => each.resource === resource)?.values ?? [];
    const shares = still ? [amount(requested, unit), share(over.end, ink)] : figures(over, ink);
    const hw = !hardware
      ? []
      : use.hardware === 0
        ? still
          ? ["-"]
          : ["-", "-"]
        : still
          ? [oversold(overHardware.end, ink)]
          : [oversold(overHardware.mean, ink), oversold(overHardware.peak, ink)];
    rows.push([
      `${title === "" ? "" : "  "}${shorten(label, 16)}`,
      amount(allocatable, unit),
      ...shares,
      ...hw,
      ink.accent(still ? "" : trend(values, hardware ? 8 : 24)),
    ]);
  }
  const width = rows.at(-1)?.length ?? 0;
  return rows.map((row) => [...row, ...Array.from({ length: Math.max(0, width - row.length) }, () => "")]);
}

function figures({ mean, peak, end }: Use, ink: Ink): string[] {
  return [percent(mean), share(peak, ink), percent(end)];
}

/** Nearly all of it: nothing more will fit. */
function share(value: number | null, ink: Ink): string {
  return value !== null && value >= 0.95 ? ink.warn(percent(value)) : percent(value);
}

/** More was promised than the machines have. */
function oversold(value: number | null, ink: Ink): string {
  return value !== null && value > 1 ? ink.warn(percent(value)) : percent(value);
}

function isShown({ resource, allocatable, overAllocatable }: ResourceUse): boolean {
  if (MAIN_RESOURCES.has(resource)) return true;
  // The number of pods and the disk are seldom what is short: shown when they come close.
  if (resource === "pods" || resource === "ephemeral-storage") return (overAllocatable.peak ?? 0) >= 0.8;
  return allocatable > 0 || (overAllocatable.peak ?? 0) > 0;
}

function differsFromHardware({ resources }: PoolUse): boolean {
  return resources.some(
    ({ resource, allocatable, hardware }) => MAIN_RESOURCES.has(resource) && Math.abs(allocatable - hardware) > 0.005 * hardware,
  );
}
