/** Follows quotas through a stretch of time: who runs until when, who is throttled from when to the end of the period. */
import type { CgroupTree } from "./cgroup-tree.ts";
import { cpuRates } from "./cpu-rates.ts";

/** Part of a stretch in which all rates are constant. Lists are by group id. */
export interface CpuSegment {
  /** Microseconds since the start of the quota cycle. */
  readonly startUs: number;
  readonly endUs: number;
  readonly rates: Float64Array;
  /** 1 for groups that have used up their quota. */
  readonly throttled: Uint8Array;
  /** On how many CPUs threads of the group wait because of its quota: what the kernel counts as throttled time, per second. */
  readonly throttledCpus: Float64Array;
  /** Groups that are throttled when a period of theirs ends with the segment. */
  readonly throttledPeriodEnds: readonly number[];
}

/** What the groups have used of their quotas. */
export interface QuotaState {
  /** In the period that runs, by group id. */
  readonly usedUs: Float64Array;
  readonly throttled: Uint8Array;
}

export function fullQuotas(size: number): QuotaState {
  return { usedUs: new Float64Array(size), throttled: new Uint8Array(size) };
}

/**
 * The segments from `fromUs` to the end of the cycle, when no demand changes. All quotas are filled at multiples of their period.
 *
 * A group that has used its quota is throttled until its period ends. Of groups that run out together the inner ones are throttled, and
 * an outer one
 * only if it has others left that run.
 *
 * Source: kernel/sched/fair.c, CFS bandwidth control.
 *
 * Not modelled: the slices of 5 ms in which CPUs draw from the quota, and quota periods that start with a group's first thread.
 */
export function quotaRun(tree: CgroupTree, cpus: number, state: QuotaState, fromUs: number): CpuSegment[] {
  const usedUs = Float64Array.from(state.usedUs);
  const throttled = Uint8Array.from(state.throttled);
  const segments: CpuSegment[] = [];
  let atUs = fromUs;
  do {
    const { rates, wanted } = cpuRates(tree, cpus, throttled);
    const periodEndUs = nextPeriodEnd(tree, atUs);
    const endUs = firstExhaustion(tree, rates, usedUs, atUs, periodEndUs);
    for (const group of tree.quotaGroups) usedUs[group] = usedUs[group]! + rates[group]! * (endUs - atUs);
    const segment = {
      startUs: atUs,
      endUs,
      rates,
      throttled: Uint8Array.from(throttled),
      throttledCpus: waitingCpus(tree, cpus, throttled, wanted),
    };
    const ends = endUs === periodEndUs ? endPeriods(tree, endUs, usedUs, throttled) : [];
    if (endUs < periodEndUs) throttleExhausted(tree, rates, usedUs, throttled);
    if (endUs > atUs) segments.push({ ...segment, throttledPeriodEnds: ends });
    atUs = endUs;
  } while (atUs < tree.cycleUs);
  return segments;
}

/** Differences below this are rounding: a quota that is used up at the end of its period throttles nobody. */
const ROUNDING_US = 1e-6;

function nextPeriodEnd(tree: CgroupTree, atUs: number): number {
  let endUs = tree.cycleUs;
  for (const group of tree.quotaGroups) {
    const { periodUs } = tree.quotas[group]!;
    endUs = Math.min(endUs, (Math.floor(atUs / periodUs) + 1) * periodUs);
  }
  return endUs;
}

function firstExhaustion(tree: CgroupTree, rates: Float64Array, usedUs: Float64Array, atUs: number, periodEndUs: number): number {
  let firstUs = Infinity;
  for (const group of tree.quotaGroups) {
    if (rates[group]! <= 0) continue;
    const leftUs = Math.max(tree.quotas[group]!.quotaUs - usedUs[group]!, 0);
    firstUs = Math.min(firstUs, leftUs < ROUNDING_US ? atUs : atUs + leftUs / rates[group]!);
  }
  return firstUs < periodEndUs - ROUNDING_US ? firstUs : periodEndUs;
}

/** Deepest first; who has lost its last running group needs no throttling of its own. */
function throttleExhausted(tree: CgroupTree, rates: Float64Array, usedUs: Float64Array, throttled: Uint8Array): void {
  const stopped = new Map<number, number>();
  for (const group of tree.quotaGroups) {
    const running = rates[group]! - (stopped.get(group) ?? 0);
    // What little is left of the rate after the subtraction is rounding too.
    if (running <= rates[group]! * 1e-9 || tree.quotas[group]!.quotaUs - usedUs[group]! >= ROUNDING_US) continue;
    throttled[group] = 1;
    for (let outer = tree.parents[group]!; outer >= 0; outer = tree.parents[outer]!)
      stopped.set(outer, (stopped.get(outer) ?? 0) + running);
  }
}

function endPeriods(tree: CgroupTree, atUs: number, usedUs: Float64Array, throttled: Uint8Array): number[] {
  const ends: number[] = [];
  for (const group of tree.quotaGroups) {
    if (atUs % tree.quotas[group]!.periodUs !== 0) continue;
    if (throttled[group] === 1) ends.push(group);
    usedUs[group] = 0;
    throttled[group] = 0;
  }
  return ends;
}

function waitingCpus(tree: CgroupTree, cpus: number, throttled: Uint8Array, wanted: Float64Array): Float64Array {
  const waiting = new Float64Array(tree.size);
  for (const group of tree.quotaGroups) if (throttled[group] === 1) waiting[group] = Math.min(cpus, wanted[group]!);
  return waiting;
}
