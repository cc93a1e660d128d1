/**
 * What each node has used, as of any moment: the last sample at or before it, and as rates the means since the sample before. Reads the
 * samples where they lie; only where each begins is kept.
 */
import type { UsageLog } from "@orrery/sim-core/kubelet";
import { countUntil } from "./count-until.ts";
import type { NodeColumns } from "./frame.ts";
import { FRESH } from "./frame-room.ts";
import type { Room } from "./frame-room.ts";

/** The columns of a frame that samples give; -1 in a row of which no sample is known. */
export type UsageColumns = Pick<
  NodeColumns,
  "usedMilliCpu" | "wantedMilliCpu" | "throttledMilliCpu" | "usedMemoryBytes" | "usedDiskBytes" | "sampleUs" | "sampleSpanUs"
>;

/** All nodes of a sample together. */
export interface UsageTotal {
  readonly timeUs: number;
  readonly ids: Int32Array;
  readonly milliCpu: number;
  readonly wantedMilliCpu: number;
  readonly throttledMilliCpu: number;
  readonly memoryBytes: number;
}

export class NodeUsage {
  private readonly log: UsageLog;
  /** By sample: its first row, and its time. */
  private readonly firstRow: number[] = [];
  private readonly timesUs: number[] = [];
  private rows = 0;

  constructor(log: UsageLog) {
    this.log = log;
  }

  /**
   * @param ids numbers of the nodes, by row of the frame
   * @param room where the columns are put
   */
  columns(ids: Int32Array, timeUs: number, room: Room = FRESH): UsageColumns {
    this.follow();
    const { length } = ids;
    const made = () => room.float64(length).fill(-1);
    const columns = {
      usedMilliCpu: made(),
      wantedMilliCpu: made(),
      throttledMilliCpu: made(),
      usedMemoryBytes: made(),
      usedDiskBytes: made(),
    };
    const sample = this.sampleAt(timeUs);
    if (sample < 0) return { ...columns, sampleUs: -1, sampleSpanUs: 0 };
    const { log } = this;
    const sampleUs = this.timesUs[sample]!;
    const sampleSpanUs = sampleUs - (this.timesUs[sample - 1] ?? 0);
    const now = this.rowsOf(sample);
    const before = sample > 0 ? this.rowsOf(sample - 1) : new Map<number, number>();
    for (let row = 0; row < length; row++) {
      const at = now.get(ids[row]!);
      if (at === undefined) continue;
      const last = before.get(ids[row]!);
      // Microseconds of CPU a microsecond are cores.
      const rate = (column: readonly number[]) => ((column[at]! - (last === undefined ? 0 : column[last]!)) / sampleSpanUs) * 1000;
      columns.usedMilliCpu[row] = rate(log.cpuUs);
      columns.wantedMilliCpu[row] = rate(log.wantedCpuUs);
      columns.throttledMilliCpu[row] = rate(log.throttledUs);
      columns.usedMemoryBytes[row] = log.memoryBytes[at]!;
      columns.usedDiskBytes[row] = log.diskBytes[at]!;
    }
    return { ...columns, sampleUs, sampleSpanUs };
  }

  /** The sample into whose span a moment falls; -1: it has not been taken yet. */
  sampleFrom(timeUs: number): number {
    this.follow();
    const at = this.sampleAt(timeUs);
    if (at >= 0 && this.timesUs[at] === timeUs) return at;
    return at + 1 < this.timesUs.length ? at + 1 : -1;
  }

  /** All that one sample tells, with the numbers of its nodes. */
  sample(sample: number): UsageColumns & { readonly ids: Int32Array } {
    const ids = Int32Array.from(this.rowsOf(sample).keys());
    return { ids, ...this.columns(ids, this.timesUs[sample]!) };
  }

  /** What all nodes together have used between two samples, for curves over the whole run; samples number `from` and up. */
  *totals(from: number): IterableIterator<UsageTotal> {
    this.follow();
    for (let sample = from; sample < this.timesUs.length; sample++) {
      const { ids, usedMilliCpu, wantedMilliCpu, throttledMilliCpu, usedMemoryBytes, sampleUs } = this.sample(sample);
      yield {
        timeUs: sampleUs,
        ids,
        milliCpu: sum(usedMilliCpu),
        wantedMilliCpu: sum(wantedMilliCpu),
        throttledMilliCpu: sum(throttledMilliCpu),
        memoryBytes: sum(usedMemoryBytes),
      };
    }
  }

  private follow(): void {
    const { log } = this;
    for (; this.rows < log.length; this.rows++) {
      if (log.timeUs[this.rows] === this.timesUs.at(-1)) continue;
      this.timesUs.push(log.timeUs[this.rows]!);
      this.firstRow.push(this.rows);
    }
  }

  private rowsOf(sample: number): Map<number, number> {
    const rows = new Map<number, number>();
    const end = this.firstRow[sample + 1] ?? this.rows;
    for (let row = this.firstRow[sample]!; row < end; row++) rows.set(this.log.node[row]!, row);
    return rows;
  }

  /** @returns -1: there is none yet */
  private sampleAt(timeUs: number): number {
    return countUntil({ timeUs: this.timesUs, length: this.timesUs.length }, timeUs) - 1;
  }
}

/**
 * Whether the processes of a node get in each other's way: its cores are all in use, and more is wanted. Who is held back by a limit of his
 * own on a machine with idle cores does not count. The bounds are a judgement: a twentieth idle, a tenth longer.
 */
export function isSlow(wantedMilliCpu: number, usedMilliCpu: number, hardwareMilliCpu: number): boolean {
  return usedMilliCpu > 0.95 * hardwareMilliCpu && wantedMilliCpu > 1.1 * usedMilliCpu && hardwareMilliCpu > 0;
}

/** Whether the containers of a node wait for their own limits for a tenth or more of the time that they work or wait: a judgement too. */
export function isThrottled(usedMilliCpu: number, throttledMilliCpu: number): boolean {
  return throttledMilliCpu > 0 && throttledMilliCpu >= 0.1 * (usedMilliCpu + throttledMilliCpu);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
