/**
 * One episode of the SPANE experiment: VMs from a start row on, first in first out with head-of-line blocking, on servers empty at first.
 * Source: SPANE, arXiv 2504.14946, section V-C; the rules of its simulator.
 */
import type { SpanePolicy } from "./spane-published.ts";
import type { NumaServers } from "./spane-servers.ts";

/** One VM a row, by arrival. */
export interface SpaneTrace {
  /** Cores. */
  readonly cpu: ArrayLike<number>;
  readonly memoryGb: ArrayLike<number>;
  readonly arrivalS: ArrayLike<number>;
  readonly lifetimeS: ArrayLike<number>;
}

/** VMs that an episode goes on for when the cluster is full. */
const EXTRA_VMS = 40;

export class SpaneEpisode {
  private readonly trace: SpaneTrace;
  private readonly servers: NumaServers;
  private nowS = 0;
  /** Running VMs by end time. The arrays grow by doubling; only the first `running` entries count. */
  private running = 0;
  private endS = new Float64Array(256);
  private row = new Int32Array(256);
  private unit = new Int32Array(256);

  constructor(trace: SpaneTrace, servers: NumaServers) {
    this.trace = trace;
    this.servers = servers;
  }

  /**
   * The episode's length in VMs: First Fit places VMs until the next one does not fit into what is free right after its predecessor was
   * placed; those placed, and 40 more. As in the authors' simulator, VMs that end before the next one arrives are not released for that
   * question. An episode ends with the trace at the latest.
   */
  length(startRow: number): number {
    this.reset();
    const { trace, servers } = this;
    const rows = trace.cpu.length - startRow;
    let placed = 0;
    do this.place(startRow + placed++, "firstFit");
    while (placed < rows && servers.choose("firstFit", trace.cpu[startRow + placed]!, trace.memoryGb[startRow + placed]!) >= 0);
    return Math.min(placed + EXTRA_VMS, rows);
  }

  /** Sum over `vms` VMs from `startRow` on of start - arrival, in seconds. */
  totalWaitS(startRow: number, vms: number, policy: SpanePolicy): number {
    this.reset();
    let total = 0;
    for (let row = startRow; row < startRow + vms; row++) {
      this.place(row, policy);
      total += this.nowS - this.trace.arrivalS[row]!;
    }
    return total;
  }

  private reset(): void {
    this.servers.clear();
    this.running = 0;
    this.nowS = 0;
  }

  /** Places the VM as soon as possible, at `nowS`. */
  private place(row: number, policy: SpanePolicy): void {
    const { trace, servers } = this;
    const cpu = trace.cpu[row]!;
    const memoryGb = trace.memoryGb[row]!;
    this.releaseUntil(trace.arrivalS[row]!);
    let unit = servers.choose(policy, cpu, memoryGb);
    this.nowS = Math.max(this.nowS, trace.arrivalS[row]!);
    while (unit < 0) {
      if (this.running === 0) throw new RangeError(`row ${row}: a VM of ${cpu} cores and ${memoryGb} GB does not fit into an empty server`);
      this.nowS = Math.max(this.nowS, this.endS[0]!);
      this.releaseUntil(this.endS[0]!);
      unit = servers.choose(policy, cpu, memoryGb);
    }
    servers.take(unit, cpu, memoryGb);
    this.add(this.nowS + trace.lifetimeS[row]!, row, unit);
  }

  private releaseUntil(timeS: number): void {
    let gone = 0;
    while (gone < this.running && this.endS[gone]! <= timeS) {
      const row = this.row[gone]!;
      this.servers.release(this.unit[gone]!, this.trace.cpu[row]!, this.trace.memoryGb[row]!);
      gone += 1;
    }
    if (gone === 0) return;
    this.endS.copyWithin(0, gone, this.running);
    this.row.copyWithin(0, gone, this.running);
    this.unit.copyWithin(0, gone, this.running);
    this.running -= gone;
  }

  private add(endS: number, row: number, unit: number): void {
    if (this.running === this.endS.length) this.grow();
    const at = this.positionFor(endS);
    this.endS.copyWithin(at + 1, at, this.running);
    this.row.copyWithin(at + 1, at, this.running);
    this.unit.copyWithin(at + 1, at, this.running);
    this.endS[at] = endS;
    this.row[at] = row;
    this.unit[at] = unit;
    this.running += 1;
  }

  private positionFor(endS: number): number {
    let low = 0;
    let high = this.running;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.endS[middle]! <= endS) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(): void {
    const size = this.endS.length * 2;
    const { endS, row, unit } = this;
    this.endS = new Float64Array(size);
    this.row = new Int32Array(size);
    this.unit = new Int32Array(size);
    this.endS.set(endS);
    this.row.set(row);
    this.unit.set(unit);
  }
}
