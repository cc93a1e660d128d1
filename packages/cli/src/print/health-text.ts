/** How pods and nodes fared, for the report: all in all, then who suffers, worst first. */
import type { Life, LifeFigures, NodeLife, PoolLife, ReasonCount } from "@orrery/runner/report";
import { bySuffering } from "@orrery/runner/report";
import { count, durationText, factor, percent } from "./amounts.ts";
import { fittingTable } from "./fit-columns.ts";
import type { TextColumn } from "./fit-columns.ts";
import type { Ink } from "./ink.ts";
import { columns, PAGE_WIDTH, plural, shorten, wrap } from "./layout.ts";

/** Rows shown of each kind; the rest is counted. */
const WORKLOADS = 8;
const POOLS = 8;
const NODES = 5;
const NAME_WIDTH = 22;
/** Less than this is no news. */
const SLOW = 1.05;
const THROTTLED = 0.05;

export function healthLines(life: Life, ink: Ink): string[] {
  const rows = totals(life, ink);
  if (rows.length === 0) rows.push([ink.good("nothing was killed, evicted, lost or slowed"), "", ""]);
  return [ink.bold("HEALTH"), ...columns(rows, ["left", "right", "left"]), ...readyLines(life.cluster)];
}

export function sufferingLines(life: Life, ink: Ink): string[] {
  const blocks: Block[] = [
    block("workloads", life.workloads, WORKLOADS),
    ...(life.pools.length > 1 ? [block("pools", [...life.pools].sort(bySuffering), POOLS)] : []),
    block("nodes", life.nodes, NODES),
  ].filter(({ shown }) => shown.length > 0);
  if (blocks.length === 0) return [];
  const rows = blocks.flatMap(({ title, shown }) => [title, ...shown]);
  return [
    ink.bold("WHAT SUFFERS") + ink.dim("  worst first"),
    ...fittingTable(sufferingColumns(rows, ink), ink),
    ...blocks.flatMap(({ title, shown, more }) => [
      ...(title === "nodes" ? nodeRemarks(shown as readonly NodeLife[], ink) : []),
      ...(more > 0 ? [ink.dim(`  and ${plural(more, title.slice(0, -1))} more: --json has them all`)] : []),
    ]),
  ];
}

function totals({ cluster }: Life, ink: Ink): string[][] {
  const { restarts, oomKills, evictions, podsLost, outages, ready, cpu } = cluster;
  const rows: string[][] = [];
  const add = (n: number, label: string, about: string) => {
    if (n > 0) rows.push([label, ink.warn(count(n)), about]);
  };
  add(restarts.total, "restarts", `${reasons(restarts.byReason)}, of ${plural(restarts.pods, "pod")}`);
  add(oomKills, "OOM kills", "");
  add(evictions.total, "evicted", reasons(evictions.byReason));
  add(outages.count, "node outages", outageText(outages));
  add(podsLost, "lost with nodes", "");
  add(ready.never, "never ready", "");
  if ((cpu.slowdown ?? 1) >= SLOW) rows.push(["slowdown", slow(cpu.slowdown, ink), "work wanted over work done"]);
  if ((cpu.throttledShare ?? 0) >= THROTTLED)
    rows.push(["throttled", ink.warn(percent(cpu.throttledShare)), `${durationText(cpu.throttledUs)} of CPU time held back by limits`]);
  return rows;
}

function outageText({ machine, count: all, downUs, notReadyUs }: PoolLife["outages"]): string {
  const whole = machine === all ? "" : `${count(machine)} of the whole machine, `;
  return `${whole}${durationText(downUs)} in all${notReadyUs > 0 ? `, NotReady ${durationText(notReadyUs)}` : ""}`;
}

function readyLines({ ready }: LifeFigures): string[] {
  const { fromCreation, fromBinding } = ready;
  if (fromCreation === null || fromBinding === null) return [];
  const line = ({ p50Us, p90Us, p99Us, maxUs }: typeof fromCreation) => [p50Us, p90Us, p99Us, maxUs].map(durationText);
  return columns(
    [
      ["time to ready", "p50", "p90", "p99", "max"],
      ["  from creation", ...line(fromCreation)],
      ["  from binding", ...line(fromBinding)],
    ],
    ["left", "right", "right", "right", "right"],
  );
}

interface Block {
  readonly title: string;
  readonly shown: readonly (LifeFigures & Partial<PoolLife>)[];
  readonly more: number;
}

function block(title: string, all: readonly (LifeFigures & Partial<PoolLife>)[], limit: number): Block {
  const suffering = all.filter(suffers);
  // A line that says "and one more" takes as much room as the one more.
  const shown = suffering.length <= limit + 1 ? suffering : suffering.slice(0, limit);
  return { title, shown, more: suffering.length - shown.length };
}

function suffers({ restarts, oomKills, evictions, podsLost, ready, outages, cpu }: LifeFigures & Partial<PoolLife>): boolean {
  const harmed = restarts.total + oomKills + evictions.total + podsLost + ready.never + (outages?.count ?? 0) > 0;
  return harmed || (cpu.slowdown ?? 1) >= SLOW || (cpu.throttledShare ?? 0) >= THROTTLED;
}

type Row = string | (LifeFigures & Partial<PoolLife>);

function sufferingColumns(rows: readonly Row[], ink: Ink): TextColumn[] {
  const column = (head: string, rank: number, cell: (row: Exclude<Row, string>) => string): TextColumn => ({
    head,
    align: "right",
    rank,
    cells: rows.map((row) => (typeof row === "string" ? "" : cell(row))),
  });
  const names = rows.map((row) => (typeof row === "string" ? ink.accent(row) : `  ${shorten(row.name || "(none)", NAME_WIDTH)}`));
  return [
    { head: "", align: "left", rank: 0, cells: names },
    column("pods", 8, ({ pods }) => count(pods)),
    column("restarts", 1, ({ restarts }) => number(restarts.total, ink)),
    column("OOM", 4, ({ oomKills }) => number(oomKills, ink)),
    column("evicted", 3, ({ evictions }) => number(evictions.total, ink)),
    column("lost", 3, ({ podsLost }) => number(podsLost, ink)),
    column("unready", 4, ({ ready }) => number(ready.never, ink)),
    column("ready p50", 7, ({ ready }) => time(ready.fromCreation?.p50Us)),
    column("ready p99", 5, ({ ready }) => time(ready.fromCreation?.p99Us)),
    column("throttled", 6, ({ cpu }) => percent(cpu.throttledShare)),
    column("slow", 2, ({ cpu }) => slow(cpu.slowdown, ink)),
    column("down", 2, ({ outages }) => ((outages?.downUs ?? 0) > 0 ? ink.bad(durationText(outages!.downUs)) : "")),
  ];
}

/** Bad conditions and faults of the nodes that are shown. */
function nodeRemarks(nodes: readonly NodeLife[], ink: Ink): string[] {
  return nodes.flatMap(({ name, slowUs, slowFromUs, conditions, faults }) => {
    const remarks = [
      ...(slowFromUs === null ? [] : [`slow for ${durationText(slowUs)}, first after ${durationText(slowFromUs)}`]),
      ...conditions.map(({ type, times, forUs }) => `${type} ${times === 1 ? "" : `${count(times)} times `}for ${durationText(forUs)}`),
      ...(faults.length === 0 ? [] : [reasons(faults)]),
    ];
    return remarks.length === 0 ? [] : wrap(`${name}: ${remarks.join("; ")}`, PAGE_WIDTH, "    ", "      ").map(ink.dim);
  });
}

function reasons(list: readonly ReasonCount[]): string {
  return list.map(({ reason, count: n }) => `${reason} ${count(n)}`).join(", ");
}

function number(n: number, ink: Ink): string {
  return n > 0 ? ink.warn(count(n)) : "0";
}

function time(us: number | undefined): string {
  return us === undefined ? "-" : durationText(us);
}

function slow(slowdown: number | null, ink: Ink): string {
  return (slowdown ?? 1) >= SLOW ? ink.warn(factor(slowdown)) : factor(slowdown);
}
