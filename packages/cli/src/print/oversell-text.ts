/** How far the CPU can be oversold, for the report: a row a pool, and the verdict with what it was judged by. */
import type { Oversell } from "@orrery/runner/report";
import { ratioText } from "@orrery/runner/report";
import { count, durationText, factor, percent } from "./amounts.ts";
import { fittingTable } from "./fit-columns.ts";
import type { TextColumn } from "./fit-columns.ts";
import type { Ink } from "./ink.ts";
import { PAGE_WIDTH, plural, shorten, wrap } from "./layout.ts";

export function oversellLines({ pools, criteria, verdict, breaksAt }: Oversell, ink: Ink): string[] {
  const column = (head: string, rank: number, cell: (pool: Oversell["pools"][number]) => string): TextColumn => ({
    head,
    align: "right",
    rank,
    cells: pools.map(cell),
  });
  const marked = (isBad: boolean, text: string) => (isBad ? ink.bad(text) : text);
  const names = pools.map(({ name, broken }) => marked(broken.length > 0, shorten(name || "(no pool)", 18)));
  const table = [
    { head: "", align: "left", rank: 0, cells: names } as const,
    column("ratio", 0, ({ ratio }) => ratioText(ratio)),
    column("ready p50", 3, ({ readyP50Us }) => (readyP50Us === null ? "-" : durationText(readyP50Us))),
    column("ready p99", 2, ({ readyP99Us }) => (readyP99Us === null ? "-" : durationText(readyP99Us))),
    column("unready", 5, ({ neverReady }) => count(neverReady)),
    column("restarts", 0, ({ probeRestarts }) => marked(probeRestarts > criteria.probeRestartsMax, count(probeRestarts))),
    column("throttled", 4, ({ throttledShare }) => percent(throttledShare)),
    column("slow", 0, ({ slowest }) => marked((slowest?.slowdown ?? 1) > criteria.slowdownMax, factor(slowest?.slowdown ?? null))),
    column("cpu/hw", 1, ({ wantedOverHardware }) => percent(wantedOverHardware, 0)),
    column("peak", 3, ({ wantedOverHardwarePeak }) => percent(wantedOverHardwarePeak, 0)),
  ];
  return [
    ink.bold("HOW FAR CAN WE OVERSELL") + ink.dim("  restarts by probes; slow: the slowest workload"),
    ...fittingTable(table, ink),
    ...wrap(verdict, PAGE_WIDTH, "  ", "    ").map(breaksAt === null ? ink.good : ink.warn),
    ...wrap(`held: ${criteriaText(criteria)}`, PAGE_WIDTH, "  ", "    ").map(ink.dim),
  ];
}

function criteriaText({ probeRestartsMax, slowdownMax, availabilityBreachesMax }: Oversell["criteria"]): string {
  const atMost = (n: number, what: string) => (n === 0 ? `no ${what}` : `at most ${plural(n, what)}`);
  const breaches = atMost(availabilityBreachesMax, "Deployment below what it promises to keep available");
  return `${atMost(probeRestartsMax, "restart by liveness or startup probes")}, no workload more than ${slowdownMax} times as long, ${breaches}`;
}
