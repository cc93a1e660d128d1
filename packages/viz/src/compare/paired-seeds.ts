/**
 * Both runs over many seeds, each seed once with either, in workers on all cores: the mean difference of each figure, with its interval.
 */
import type { Report } from "@orrery/runner/report";
import { SimClient } from "../worker/index.ts";
import type { OpenRequest } from "../worker/index.ts";

export interface PairedFigure {
  readonly name: string;
  readonly first: number;
  readonly second: number;
  /** Mean of the differences, and half the width of their 95 % interval; NaN of fewer than two seeds. */
  readonly difference: number;
  readonly half: number;
}

const POLL_MS = 120;

/** @param onProgress hears how many of all runs are over, and the figures so far */
export async function pairedSeeds(
  first: OpenRequest,
  second: OpenRequest,
  seeds: readonly string[],
  onProgress: (done: number, of: number, figures: readonly PairedFigure[]) => void,
  isStopped: () => boolean,
): Promise<void> {
  const jobs = seeds.flatMap((seed, index) => [
    { index, side: 0, request: { ...first, seed } },
    { index, side: 1, request: { ...second, seed } },
  ]);
  const results = seeds.map((): (Report | undefined)[] => [undefined, undefined]);
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < jobs.length && !isStopped()) {
      const { index, side, request } = jobs[next++]!;
      results[index]![side] = await finish(request, isStopped);
      done += 1;
      onProgress(done, jobs.length, pairedFigures(results));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(navigator.hardwareConcurrency || 2, 8, jobs.length)) }, work));
}

async function finish(request: OpenRequest, isStopped: () => boolean): Promise<Report | undefined> {
  const client = new SimClient(() => {}, request.policy);
  try {
    const { run } = await client.ask((api) => api.open(request), Infinity);
    if (run === undefined) return undefined;
    for (;;) {
      const { end } = await client.ask((api) => api.status());
      if (end !== undefined) return await client.ask((api) => api.result(), 60_000);
      if (isStopped()) return undefined;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } catch {
    return undefined;
  } finally {
    client.close();
  }
}

const FIGURES: readonly (readonly [string, (report: Report) => number])[] = [
  ["wait for a node, mean, s", ({ waiting }) => waiting.meanUs / 1e6],
  ["wait for a node, p99, s", ({ waiting }) => waiting.p99Us / 1e6],
  ["pods placed", ({ pods }) => pods.placed],
  ["pods pending at the end", ({ pods }) => pods.pending],
  ["pods pre-empted", ({ preemption }) => preemption.victims],
  [
    "CPU requested over allocatable, mean, %",
    ({ cluster }) => (cluster.resources.find(({ resource }) => resource === "cpu")?.overAllocatable.mean ?? 0) * 100,
  ],
];

export function pairedFigures(results: readonly (readonly (Report | undefined)[])[]): PairedFigure[] {
  const pairs = results.flatMap(([a, b]) => (a === undefined || b === undefined ? [] : [[a, b] as const]));
  return FIGURES.map(([name, of]) => {
    const firsts = pairs.map(([a]) => of(a));
    const seconds = pairs.map(([, b]) => of(b));
    const { mean: difference, half } = interval(seconds.map((value, i) => value - firsts[i]!));
    return { name, first: interval(firsts).mean, second: interval(seconds).mean, difference, half };
  });
}

/** Student's 95 % interval of a mean. */
export function interval(values: readonly number[]): { readonly mean: number; readonly half: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, half: NaN };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, half: quantile(n - 1) * Math.sqrt(variance / n) };
}

/** 0.975 quantiles of Student's distribution by degrees of freedom; beyond the table that of the normal distribution, a little widened. */
const QUANTILES: readonly number[] = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086,
  2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

function quantile(freedom: number): number {
  return QUANTILES[freedom - 1] ?? 1.96 + 2.4 / freedom;
}
