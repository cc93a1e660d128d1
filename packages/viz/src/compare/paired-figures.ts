/** What is told of two runs repeated over seeds: means of each, and of their differences with intervals, over pairs of one seed. */
import type { Life, Report } from "@orrery/runner/report";
import { interval } from "./interval.ts";

/** How one repetition ended. */
export interface Outcome {
  readonly report: Report;
  /** Pods that run and are Ready at the end. */
  readonly readyAtEnd: number;
}

export interface PairedFigure {
  readonly name: string;
  /** Pairs that have the figure. */
  readonly pairs: number;
  readonly first: number;
  readonly second: number;
  /** Mean of the differences, and half the width of their 95 % interval; NaN of fewer than two pairs. */
  readonly difference: number;
  readonly half: number;
}

/** undefined: this run has no such figure. */
type Of = (outcome: Outcome) => number | null | undefined;

const living =
  (of: (life: Life) => number | null): Of =>
  ({ report: { life } }) =>
    life === null ? undefined : of(life);
const percent = (share: number | null | undefined) => (share == null ? undefined : share * 100);

const FIGURES: readonly (readonly [string, Of])[] = [
  // Who waits for ever is in no mean of those that were placed: beneath it stands how many did.
  ["wait for a node, of pods placed, mean, s", ({ report: { waiting } }) => ofSome(waiting.pods, waiting.meanUs / 1e6)],
  ["wait for a node, of pods placed, p99, s", ({ report: { waiting } }) => ofSome(waiting.pods, waiting.p99Us / 1e6)],
  ["pods that never got a node, pending at the end", ({ report }) => report.pods.pending],
  ["pods placed", ({ report }) => report.pods.placed],
  ["pods ready at the end", ({ readyAtEnd }) => readyAtEnd],
  ["pods pre-empted", ({ report }) => report.preemption.victims],
  [
    "CPU requested over allocatable, mean, %",
    ({ report: { cluster } }) => percent(cluster.resources.find(({ resource }) => resource === "cpu")?.overAllocatable.mean),
  ],
  ["CPU used over hardware, mean, %", living(({ cluster: { cpu, hardwareCpuUs } }) => share(cpu.usedUs, hardwareCpuUs))],
  ["CPU waited for because of limits, % of worked and waited", living(({ cluster }) => percent(cluster.cpu.throttledShare) ?? null)],
  ["work wanted over work done", living(({ cluster }) => cluster.cpu.slowdown)],
  ["from creation to ready, p99, s", living(({ cluster }) => seconds(cluster.ready.fromCreation?.p99Us))],
  ["pods that never got ready", living(({ cluster }) => cluster.ready.never)],
  ["container restarts", living(({ cluster }) => cluster.restarts.total)],
  ["OOM kills", living(({ cluster }) => cluster.oomKills)],
  ["evictions", living(({ cluster }) => cluster.evictions.total)],
  ["pods lost with their node", living(({ cluster }) => cluster.podsLost)],
  ["probes that gave up, startup or liveness", living(({ cluster: { probeFailures } }) => probeFailures.startup + probeFailures.liveness)],
  ["node outages", living(({ cluster }) => cluster.outages.count)],
  ["nodes down, hours of all", living(({ cluster }) => cluster.outages.downUs / 3600e6)],
];

/**
 * @param results by seed: of the first run, of the second; undefined: not over, or it failed
 * @returns the figures that some pair has
 */
export function pairedFigures(results: readonly (readonly (Outcome | undefined)[])[]): PairedFigure[] {
  const over = results.flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [[a, b] as const]));
  return FIGURES.flatMap(([name, of]) => {
    const pairs = over.flatMap(([a, b]) => {
      const [first, second] = [of(a), of(b)];
      return first == null || second == null ? [] : [{ first, second }];
    });
    if (pairs.length === 0) return [];
    const { mean: difference, half } = interval(pairs.map(({ first, second }) => second - first));
    const mean = (values: readonly number[]) => interval(values).mean;
    return [
      {
        name,
        pairs: pairs.length,
        first: mean(pairs.map(({ first }) => first)),
        second: mean(pairs.map(({ second }) => second)),
        difference,
        half,
      },
    ];
  });
}

/** How sure a difference is, in words; "": one pair says nothing about that. */
export function certainty({ difference, half }: PairedFigure): string {
  if (!Number.isFinite(half)) return "";
  if (difference === 0 && half === 0) return "the same in all";
  return Math.abs(difference) > half ? "clear" : "may be chance";
}

/** Neither run ever had any of it. */
export function isNowhere({ first, second, half }: PairedFigure): boolean {
  return first === 0 && second === 0 && !(half > 0);
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? (part / whole) * 100 : null;
}

/** Nobody's wait is none, and not a wait of 0. */
function ofSome(pods: number, value: number): number | undefined {
  return pods > 0 ? value : undefined;
}

function seconds(us: number | undefined): number | null {
  return us === undefined ? null : us / 1e6;
}
