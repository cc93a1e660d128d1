/** Repeats the SPANE experiment on Huawei-East-1: total wait of VMs under First Fit and Balance Fit, to the last published digit. */
import { SpaneEpisode } from "./spane-episode.ts";
import type { SpaneTrace } from "./spane-episode.ts";
import { SPANE_POLICIES, spanePublished } from "./spane-published.ts";
import type { SpanePolicy } from "./spane-published.ts";
import { NumaServers } from "./spane-servers.ts";

export interface SpaneOptions {
  /** Rows in file order. */
  readonly trace: SpaneTrace;
  /** First row of each episode, 0-based. */
  readonly startRows: ArrayLike<number>;
  /** Numbers of servers to run with, each >= 1; the published ones are 2..9. */
  readonly servers: readonly number[];
  readonly onProgress?: (doneRows: number, ofRows: number) => void;
}

export interface SpaneRow {
  readonly servers: number;
  readonly policy: SpanePolicy;
  /** Mean over episodes of the total wait, without the lowest and the highest tenth. */
  readonly totalWaitS: number;
  readonly untrimmedMeanS: number;
  readonly published: number | undefined;
  readonly publishedUntrimmed: number | undefined;
  /** Whether every published figure of the row is met exactly; undefined where none is published. */
  readonly equal: boolean | undefined;
}

export interface SpaneResult {
  readonly rows: readonly SpaneRow[];
  readonly episodes: number;
  /** Whether every row with a published figure is equal to it. */
  readonly equal: boolean;
}

/** @throws RangeError for a start row outside the trace, a number of servers below 1, or a VM larger than a server. */
export function reproduceSpane(options: SpaneOptions): SpaneResult {
  const { trace, startRows, servers, onProgress } = options;
  checkStartRows(startRows, trace.cpu.length);
  const rows: SpaneRow[] = [];
  const total = servers.length * SPANE_POLICIES.length;
  for (const count of servers) {
    if (!Number.isInteger(count) || count < 1) throw new RangeError(`servers: found ${count}, accepted is an integer >= 1`);
    const episode = new SpaneEpisode(trace, new NumaServers(count));
    const lengths = Array.from(startRows, (startRow) => episode.length(startRow));
    for (const policy of SPANE_POLICIES) {
      const waits = Float64Array.from(lengths, (vms, i) => episode.totalWaitS(startRows[i]!, vms, policy));
      rows.push(spaneRow(count, policy, waits));
      onProgress?.(rows.length, total);
    }
  }
  return { rows, episodes: startRows.length, equal: rows.every((row) => row.equal !== false) };
}

/** Sorted, without the lowest and the highest tenth of the values (rounded down), averaged. */
export function trimmedMean(values: Float64Array): number {
  const sorted = values.slice().sort();
  const cut = Math.floor(sorted.length / 10);
  return mean(sorted.subarray(cut, sorted.length - cut));
}

function spaneRow(servers: number, policy: SpanePolicy, waits: Float64Array): SpaneRow {
  const totalWaitS = trimmedMean(waits);
  const untrimmedMeanS = mean(waits);
  const published = spanePublished(servers, policy);
  const equal = published && published.totalWaitS === totalWaitS && (published.untrimmedS ?? untrimmedMeanS) === untrimmedMeanS;
  return {
    servers,
    policy,
    totalWaitS,
    untrimmedMeanS,
    equal,
    published: published?.totalWaitS,
    publishedUntrimmed: published?.untrimmedS,
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function checkStartRows(startRows: ArrayLike<number>, rows: number): void {
  if (startRows.length === 0) throw new RangeError("start rows: found none, at least one is needed");
  for (let i = 0; i < startRows.length; i++) {
    const row = startRows[i]!;
    if (!Number.isInteger(row) || row < 0 || row >= rows) throw new RangeError(`start row ${i}: found ${row}, accepted is 0..${rows - 1}`);
  }
}
