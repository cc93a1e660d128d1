/** The report of a run for a planner, in 80 columns: what was placed, who waits and why, how full the cluster was. */
import type { Report } from "@orrery/runner/report";
import { count, durationText, percent } from "./amounts.ts";
import { healthLines, sufferingLines } from "./health-text.ts";
import type { Ink } from "./ink.ts";
import { inputLines, timelineLines } from "./input-text.ts";
import { columns, PAGE_WIDTH, plural, shorten, wrap } from "./layout.ts";
import { oversellLines } from "./oversell-text.ts";
import { pendingLines } from "./pending-text.ts";
import { rolloutLines } from "./rollout-text.ts";
import { trend } from "./sparkline.ts";
import { useLines } from "./use-text.ts";
import { usedLines } from "./used-text.ts";

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
    ...healthSections(report, ink),
    useLines(report, ink, poolLimit),
    ...usedSections(report, ink),
    fragmentationLines(report, ink),
    workloadLines(report, ink, workloadLimit),
    ...changeSections(report, ink),
    timelineLines(report, ink),
    footLines(report, ink),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

const ENDS: Readonly<Record<Report["end"], string>> = {
  horizon: "to its horizon",
  complete: "until nothing was left to happen",
  "at-rest": "then only vain retries were left",
  interrupted: "then interrupted",
};

function titleLines(report: Report, ink: Ink): string[] {
  const { name, cluster, time, end, host, partial } = report;
  const rule = ink.dim("─".repeat(PAGE_WIDTH));
  const lines = [
    rule,
    `${ink.bold(shorten(name, 40))}  ${plural(cluster.nodes, "node")}, ${plural(report.pods.total, "pod")}`,
    ink.dim(
      `${time.simulatedUs === 0 ? "nothing took time" : `${durationText(time.simulatedUs)} simulated`}, ${ENDS[end]}; it took ${host.wallSeconds.toFixed(2)} s`,
    ),
    rule,
  ];
  if (partial)
    lines.push(
      ...wrap("PARTIAL REPORT: the run was interrupted. Everything below holds up to that time only.", PAGE_WIDTH, "").map(ink.bad),
    );
  return lines;
}

function podLines({ pods, waiting, preemption, attempts }: Report, ink: Ink): string[] {
  const { created, placed, pending, boundAtStart, arrivals, running, starting, succeeded, failed, deleted } = pods;
  const share = (n: number) => (created === 0 ? "" : percent(n / created));
  const rows: string[][] = [];
  if (boundAtStart > 0) rows.push(["on nodes from the start", count(boundAtStart), ""]);
  if (created > 0 || boundAtStart === 0)
    rows.push([arrivals === created ? "arrived" : `arrived, of ${count(arrivals)}`, count(created), ""]);
  if (created > 0) rows.push([ink.good("placed"), ink.good(count(placed)), share(placed)]);
  rows.push(pending > 0 ? [ink.warn("pending"), ink.warn(count(pending)), share(pending)] : ["pending", "0", ""]);
  const now = [
    ["running", running],
    ["starting", starting],
    ["succeeded", succeeded],
    ["failed", failed],
    ["deleted", deleted],
  ] as const;
  const states = now.filter(([, n]) => n > 0).map(([state, n]) => `${count(n)} ${state}`);
  const lines = [ink.bold("PODS"), ...columns(rows, ["left", "right", "right"])];
  if (states.length > 0) lines.push(`  at the end: ${states.join(", ")}`);
  if (waiting.pods > 0) {
    const { p50Us, p90Us, p99Us, maxUs, meanUs } = waiting;
    const figures = [
      ["p50", p50Us],
      ["p90", p90Us],
      ["p99", p99Us],
      ["max", maxUs],
      ["mean", meanUs],
    ] as const;
    const texts = figures.map(([label, us]) => `${label}\u00a0${durationText(us).replaceAll(" ", "\u00a0")}\u00a0`);
    lines.push(
      ...wrap(`waiting time: ${texts.join(" ")}`, PAGE_WIDTH, "  ", "                ").map((line) =>
        line.replaceAll("\u00a0", " ").trimEnd(),
      ),
    );
  }
  if (waiting.longestPendingUs > 0) lines.push(`  the oldest pending pod has waited ${ink.warn(durationText(waiting.longestPendingUs))}`);
  const tied = attempts.tied > 0 ? ` (${percent(attempts.tied / attempts.placed, 0)} among equals)` : "";
  lines.push(
    `  ${plural(attempts.total, "scheduling attempt")}: ${count(attempts.placed)} placed${tied}, ${count(attempts.unschedulable)} refused`,
  );
  if (attempts.errors > 0) lines.push(ink.bad(`  ${plural(attempts.errors, "attempt")} failed with an error`));
  if (preemption.nominations > 0)
    lines.push(
      `  ${plural(preemption.nominations, "preemption")} by pods of higher priority, ${plural(preemption.victims, "pod")} evicted`,
    );
  return lines;
}

/** These sections are of runs in which pods live: others have nothing to say there. What suffers comes first. */
function healthSections({ life }: Report, ink: Ink): string[][] {
  return life === null ? [] : [healthLines(life, ink), sufferingLines(life, ink)];
}

function usedSections({ life, time }: Report, ink: Ink): string[][] {
  return life === null ? [] : [usedLines(life, time.simulatedUs, ink)];
}

function changeSections({ life, rollouts }: Report, ink: Ink): string[][] {
  const oversell = life?.oversell ?? null;
  return [rolloutLines(rollouts, ink), ...(oversell === null ? [] : [oversellLines(oversell, ink)])];
}

function fragmentationLines({ fragmentation, series, time }: Report, ink: Ink): string[] {
  if (fragmentation.length === 0) return [];
  const rows = [["", "mean", "worst", "end", time.simulatedUs === 0 ? "" : "over time"].map(ink.dim)];
  for (const { resource, mean, max, end } of fragmentation) {
    if (resource === "ephemeral-storage" && (max ?? 0) < 0.005) continue;
    const values = series.fragmentation.find((each) => each.resource === resource)?.values ?? [];
    rows.push([
      shorten(resource, 26),
      percent(mean),
      percent(max),
      percent(end),
      ink.accent(time.simulatedUs === 0 || (max ?? 0) < 0.0005 ? "" : trend(values, 30)),
    ]);
  }
  return [
    ink.bold("FRAGMENTATION") + ink.dim("  free, but of no use to the usual pods where it lies"),
    ...columns(rows, ["left", "right", "right", "right", "left"]),
  ];
}

function workloadLines({ workloads }: Report, ink: Ink, limit: number): string[] {
  if (workloads.length < 2) return [];
  const rows = [["", "pods", "placed", "pending", "wait p50", "wait p99"].map(ink.dim)];
  // Those that wait are what a planner looks for.
  const order = [...workloads].sort((a, b) => Number(b.pending > 0) - Number(a.pending > 0));
  // A line that says "and one more" takes as much room as the one more.
  const shown = order.length <= limit + 2 ? order : order.slice(0, limit);
  for (const { name, pods, placed, waited, pending, waitP50Us, waitP99Us } of shown) {
    const waits = waited === 0 ? ["-", "-"] : [durationText(waitP50Us), durationText(waitP99Us)];
    rows.push([
      shorten(name === "" ? "(none)" : name, 30),
      count(pods),
      count(placed),
      pending > 0 ? ink.warn(count(pending)) : "0",
      ...waits,
    ]);
  }
  const lines = [ink.bold("WORKLOADS"), ...columns(rows, ["left", "right", "right", "right", "right", "right"])];
  if (order.length > shown.length)
    lines.push(ink.dim(`  and ${plural(order.length - shown.length, "workload")} more: --json has them all`));
  return lines;
}

function footLines({ digest, seed, tieBreak, time, host }: Report, ink: Ink): string[] {
  const rates = `${plural(time.events, "event")}, ${count(host.eventsPerSecond)} events/s, ${count(host.attemptsPerSecond)} attempts/s`;
  return [
    `${ink.dim("digest")} ${ink.bold(digest)}  ${ink.dim("seed")} ${shorten(seed, 20)}  ${ink.dim("ties")} ${tieBreak}`,
    ink.dim(rates),
    ink.dim(`Orrery ${host.orrery}, ${host.platform}`),
  ];
}
