/**
 * Servers of two NUMA nodes with 40 cores and 90 GB each, and the two placement rules of the SPANE baselines.
 * Not modelled: oversubscription, and VMs on the NUMA nodes of different servers (the experiment has neither).
 * Source: SPANE, arXiv 2504.14946, sections III and V-C.
 */
import type { SpanePolicy } from "./spane-published.ts";

export const NUMA_CPU = 40;
export const NUMA_MEMORY_GB = 90;
/** Larger VMs take half of their cpu and half of their memory on both NUMA nodes of one server. */
export const SPLIT_ABOVE_MEMORY_GB = 10;

export class NumaServers {
  readonly count: number;
  /** Free cores and GB by placement unit: server * 2 + NUMA node. */
  private readonly freeCpu: Float64Array;
  private readonly freeMemory: Float64Array;

  constructor(count: number) {
    this.count = count;
    this.freeCpu = new Float64Array(count * 2);
    this.freeMemory = new Float64Array(count * 2);
    this.clear();
  }

  clear(): void {
    this.freeCpu.fill(NUMA_CPU);
    this.freeMemory.fill(NUMA_MEMORY_GB);
  }

  /** @returns the placement unit (for a split VM the first of its server's two), or -1 when it fits nowhere now. */
  choose(policy: SpanePolicy, cpu: number, memoryGb: number): number {
    if (memoryGb > SPLIT_ABOVE_MEMORY_GB) return this.firstServer(cpu / 2, memoryGb / 2);
    return policy === "firstFit" ? this.firstUnit(cpu, memoryGb) : this.mostUneven(cpu, memoryGb);
  }

  take(unit: number, cpu: number, memoryGb: number): void {
    this.change(unit, cpu, memoryGb, -1);
  }

  release(unit: number, cpu: number, memoryGb: number): void {
    this.change(unit, cpu, memoryGb, 1);
  }

  private change(unit: number, cpu: number, memoryGb: number, sign: 1 | -1): void {
    if (memoryGb > SPLIT_ABOVE_MEMORY_GB) {
      this.add(unit, (sign * cpu) / 2, (sign * memoryGb) / 2);
      this.add(unit + 1, (sign * cpu) / 2, (sign * memoryGb) / 2);
    } else {
      this.add(unit, sign * cpu, sign * memoryGb);
    }
  }

  private add(unit: number, cpu: number, memoryGb: number): void {
    this.freeCpu[unit]! += cpu;
    this.freeMemory[unit]! += memoryGb;
  }

  private fits(unit: number, cpu: number, memoryGb: number): boolean {
    return this.freeCpu[unit]! >= cpu && this.freeMemory[unit]! >= memoryGb;
  }

  private firstServer(halfCpu: number, halfMemoryGb: number): number {
    for (let unit = 0; unit < this.freeCpu.length; unit += 2) {
      if (this.fits(unit, halfCpu, halfMemoryGb) && this.fits(unit + 1, halfCpu, halfMemoryGb)) return unit;
    }
    return -1;
  }

  private firstUnit(cpu: number, memoryGb: number): number {
    for (let unit = 0; unit < this.freeCpu.length; unit++) {
      if (this.fits(unit, cpu, memoryGb)) return unit;
    }
    return -1;
  }

  /** Balance Fit: the server whose NUMA nodes differ most, there the freer NUMA node; First Fit when all are level. */
  private mostUneven(cpu: number, memoryGb: number): number {
    let best = -1;
    let bestDifference = 0;
    for (let unit = 0; unit < this.freeCpu.length; unit += 2) {
      if (!this.fits(unit, cpu, memoryGb) && !this.fits(unit + 1, cpu, memoryGb)) continue;
      const difference = Math.abs(this.freeShare(unit) - this.freeShare(unit + 1));
      if (difference > bestDifference) {
        bestDifference = difference;
        best = unit;
      }
    }
    if (best < 0) return this.firstUnit(cpu, memoryGb);
    const freer = this.freeShare(best) > this.freeShare(best + 1) ? best : best + 1;
    return this.fits(freer, cpu, memoryGb) ? freer : freer ^ 1;
  }

  private freeShare(unit: number): number {
    return Math.min(this.freeCpu[unit]! / NUMA_CPU, this.freeMemory[unit]! / NUMA_MEMORY_GB);
  }
}
