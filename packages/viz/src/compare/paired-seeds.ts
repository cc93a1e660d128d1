/**
 * Both runs over many seeds, each seed once with either, in workers on all cores: the mean difference of each figure, with its interval.
 */
import { SimClient } from "../worker/index.ts";
import type { OpenRequest } from "../worker/index.ts";
import { pairedFigures } from "./paired-figures.ts";
import type { Outcome, PairedFigure } from "./paired-figures.ts";

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
  const results = seeds.map((): (Outcome | undefined)[] => [undefined, undefined]);
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
  await Promise.all(Array.from({ length: Math.max(1, Math.min(navigator.hardwareConcurrency || 2, jobs.length)) }, work));
}

async function finish(request: OpenRequest, isStopped: () => boolean): Promise<Outcome | undefined> {
  const client = new SimClient(() => {}, request.policy);
  try {
    const { run } = await client.ask((api) => api.open(request), Infinity);
    if (run === undefined) return undefined;
    for (;;) {
      const { end } = await client.ask((api) => api.status());
      if (end !== undefined) {
        const [report, { ready }] = await client.ask((api) => Promise.all([api.result(), api.overview()]), 60_000);
        return { report, readyAtEnd: ready.at(-1) ?? 0 };
      }
      if (isStopped()) return undefined;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } catch {
    return undefined;
  } finally {
    client.close();
  }
}
