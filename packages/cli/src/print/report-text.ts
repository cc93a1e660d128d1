/** The report of a run for a planner, in 80 columns: what was placed, who waits and why, how full the cluster was. */
import type { PoolUse, Report, ResourceUse } from "@orrery/runner/report";
import { amount, count, durationText, percent } from "./amounts.ts";
import type { Ink } from "./ink.ts";
import { inputLines, timelineLines } from "./input-text.ts";
import { columns, PAGE_WIDTH, plural, shorten, wrap } from "./layout.ts";
import { pendingLines } from "./pending-text.ts";
import { sparkline } from "./sparkline.ts";

export interface ReportTextOptions {
  readonly ink: Ink;
  /** Pools and workloads shown in full; the rest is counted. JSON has them all. */
  readonly poolLimit?: number;
  readonly workloadLimit?: number;
}

export function reportText(report: Report, { ink, poolLimit = 12, workloadLimit = 8 }: ReportTextOptions): string {
  const sections = [
    titleLines(report, ink),
    inputLines(report, ink),
    podLines(report, ink),
    pendingLines(report.pending, ink),
    useLines(report, ink, poolLimit),
    fragmentationLines(report, ink),
    workloadLines(report, ink, workloadLimit),
    timelineLines(report, ink),
    footLines(report, ink),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

const ENDS: Readonly<Record<Report["end"], string>> = {
  horizon: "to the horizon",
  complete: "until nothing was left to happen",
  "at-rest": "until only retries of pods that fit nowhere were left",
  interrupted: "when it was interrupted",
};

function titleLines(report: Report, ink: Ink): string[] {
  const { name, cluster, time, end, host, partial } = report;
  const rule = ink.dim("─".repeat(PAGE_WIDTH));
  const lines = [
    rule,
    `${ink.bold(shorten(name, 40))}  ${plural(cluster.nodes, "node")}, ${plural(report.pods.total, "pod")}`,
    ink.dim(shorten(`${durationText(time.simulatedUs)} simulated ${ENDS[end]}, in ${host.wallSeconds.toFixed(2)} s`, PAGE_WIDTH)),
    rule,
  ];
  if (partial) lines.push(...wrap("PARTIAL REPORT: the run was interrupted. Everything below holds up to that time only.", PAGE_WIDTH, "").map(ink.bad));
  return lines;
}

function podLines({ pods, waiting, preemption, attempts }: Report, ink: Ink): string[] {
  const { created, placed, pending, boundAtStart, arrivals, running, starting, succeeded, failed, deleted } = pods;
  const share = (n: number) => (created === 0 ? "" : percent(n / created));
  const rows: string[][] = [];
  if (boundAtStart > 0) rows.push(["on nodes from the start", count(boundAtStart), ""]);
  if (created > 0 || boundAtStart === 0) rows.push([arrivals === created ? "arrived" : `arrived, of ${count(arrivals)}`, count(created), ""]);
  if (created > 0) rows.push([ink.good("placed"), ink.good(count(placed)), share(placed)]);
  rows.push(pending > 0 ? [ink.warn("pending"), ink.warn(count(pending)), share(pending)] : ["pending", "0", ""]);
  const now = [["running", running], ["starting", starting], ["succeeded", succeeded], ["failed", failed], ["deleted", deleted]] as const;
  const states = now.filter(([, n]) => n > 0).map(([state, n]) => `${count(n)} ${state}`);
  const lines = [ink.bold("PODS"), ...columns(rows, ["left", "right", "right"])];
  if (states.length > 0) lines.push(`  at the end: ${states.join(", ")}`);
  if (waiting.pods > 0) {
    const { p50Us, p90Us, p99Us, maxUs, meanUs } = waiting;
    const figures = [["p50", p50Us], ["p90", p90Us], ["p99", p99Us], ["max", maxUs], ["mean", meanUs]] as const;
    lines.push(`  waiting time  ${figures.map(([label, us]) => `${ink.dim(label)} ${durationText(us)}`).join("   ")}`);
  }
  if (waiting.longestPendingUs > 0) lines.push(`  the oldest pending pod has waited ${ink.warn(durationText(waiting.longestPendingUs))}`);
  const tied = attempts.placed > 0 && attempts.tied > 0 ? `, ${percent(attempts.tied / attempts.placed, 0)} of the placed chosen among equals` : "";
  lines.push(`  ${plural(attempts.total, "scheduling attempt")}: ${count(attempts.placed)} placed, ${count(attempts.unschedulable)} refused${tied}`);
  if (attempts.errors > 0) lines.push(ink.bad(`  ${plural(attempts.errors, "attempt")} failed with an error`));
  if (preemption.nominations > 0) lines.push(`  ${plural(preemption.nominations, "preemption")} by pods of higher priority, ${plural(preemption.victims, "pod")} evicted`);
  return lines;
}

const MAIN_RESOURCES = new Set(["cpu", "memory"]);

function useLines(report: Report, ink: Ink, limit: number): string[] {
  const { cluster, pools, series } = report;
  const oversold = isOversold(cluster) || pools.some(isOversold);
  const head = ["", "requested", "of", "mean", "peak", "end", ...(oversold ? ["over hardware"] : ["over time"])].map(ink.dim);
  const trend = (resource: string) => sparkline(series.use.find((each) => each.resource === resource)?.values ?? [], 18, 1);
  const rows: string[][] = [head];
  const named = pools.length > 1 || (pools[0]?.name ?? "") !== "";
  const shown = named ? pools.slice(0, limit) : [];
  rows.push(...poolRows(cluster, named ? "all nodes" : "", oversold ? undefined : trend, ink));
  for (const pool of shown) rows.push(...poolRows(pool, pool.name === "" ? "(no pool)" : pool.name, undefined, ink));
  const lines = [ink.bold("USE") + ink.dim("  requests over allocatable, means over simulated time"), ...columns(rows, ["left", "right", "right", "right", "right", "right", oversold ? "right" : "left"])];
  if (shown.length < pools.length && named) lines.push(ink.dim(`  and ${plural(pools.length - shown.length, "pool")} more: --json has them all`));
  return lines;
}

function poolRows(pool: PoolUse, title: string, trend: ((resource: string) => string) | undefined, ink: Ink): string[][] {
  const rows: string[][] = [];
  if (title !== "") rows.push([`${ink.accent(shorten(title, 22))}`, ink.dim(plural(pool.nodes, "node")), ink.dim(plural(pool.boundPods, "pod")), "", "", "", ""]);
  for (const use of pool.resources.filter((each) => isShown(each))) {
    const { resource, unit, requested, allocatable, overAllocatable: over, overHardware } = use;
    const last = trend === undefined ? hardwareText(use, overHardware.peak, ink) : ink.accent(trend(resource));
    rows.push([
      `${title === "" ? "" : "  "}${shorten(resource, 20)}`, amount(requested, unit), amount(allocatable, unit),
      percent(over.mean), peakText(over.peak, ink), percent(over.end), last,
    ]);
  }
  return rows;
}

function isShown({ resource, allocatable, overAllocatable }: ResourceUse): boolean {
  if (MAIN_RESOURCES.has(resource)) return true;
  // The number of pods and the disk are seldom what is short: shown when they come close.
  if (resource === "pods" || resource === "ephemeral-storage") return (overAllocatable.peak ?? 0) >= 0.8;
  return allocatable > 0 || (overAllocatable.peak ?? 0) > 0;
}

function isOversold(pool: PoolUse): boolean {
  return pool.resources.some(({ resource, allocatable, hardware }) => MAIN_RESOURCES.has(resource) && allocatable > hardware * 1.0001);
}

function hardwareText({ hardware }: ResourceUse, peak: number | null, ink: Ink): string {
  if (hardware === 0) return "";
  const text = `peak ${percent(peak)}`;
  return peak !== null && peak > 1 ? ink.warn(text) : text;
}

function peakText(peak: number | null, ink: Ink): string {
  const text = percent(peak);
  return peak !== null && peak >= 0.95 ? ink.warn(text) : text;
}

function fragmentationLines({ fragmentation, series }: Report, ink: Ink): string[] {
  if (fragmentation.length === 0) return [];
  const rows = [["", "mean", "worst", "end", "over time"].map(ink.dim)];
  for (const { resource, mean, max, end } of fragmentation) {
    const values = series.fragmentation.find((each) => each.resource === resource)?.values ?? [];
    rows.push([shorten(resource, 26), percent(mean), percent(max), percent(end), ink.accent(sparkline(values, 30, 1))]);
  }
  return [ink.bold("FRAGMENTATION") + ink.dim("  free, but of no use to the usual pods where it lies"), ...columns(rows, ["left", "right", "right", "right", "left"])];
}

function workloadLines({ workloads }: Report, ink: Ink, limit: number): string[] {
  if (workloads.length < 2) return [];
  const rows = [["", "pods", "placed", "pending", "wait p50", "wait p99"].map(ink.dim)];
  // Those that wait are what a planner looks for.
  const order = [...workloads].sort((a, b) => Number(b.pending > 0) - Number(a.pending > 0));
  for (const { name, pods, placed, pending, waitP50Us, waitP99Us } of order.slice(0, limit)) {
    const waits = placed === 0 ? ["-", "-"] : [durationText(waitP50Us), durationText(waitP99Us)];
    rows.push([shorten(name === "" ? "(none)" : name, 30), count(pods), count(placed), pending > 0 ? ink.warn(count(pending)) : "0", ...waits]);
  }
  const lines = [ink.bold("WORKLOADS"), ...columns(rows, ["left", "right", "right", "right", "right", "right"])];
  if (order.length > limit) lines.push(ink.dim(`  and ${plural(order.length - limit, "workload")} more: --json has them all`));
  return lines;
}

function footLines({ digest, seed, tieBreak, time, host }: Report, ink: Ink): string[] {
  const rates = `${plural(time.events, "event")}, ${count(host.eventsPerSecond)} events/s, ${count(host.attemptsPerSecond)} attempts/s`;
  return [
    `${ink.dim("digest")} ${ink.bold(digest)}  ${ink.dim("seed")} ${shorten(seed, 20)}  ${ink.dim("ties")} ${tieBreak}`,
    ink.dim(`${rates}; Orrery ${host.orrery}, ${host.platform}`).slice(0, 200),
  ];
}
