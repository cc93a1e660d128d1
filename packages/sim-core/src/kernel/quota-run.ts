/** Follows quotas through a stretch of time: who runs until when, who is throttled from when to the end of the period. */
import { type CgroupTree, ROOT_GROUP } from "./cgroup-tree.ts";
import { cpuRates, stopServed } from "./cpu-rates.ts";

/** Part of a stretch in which all rates are constant. Lists are by group id. */
export interface CpuSegment {
  /** Microseconds since the start of the quota cycle. */
  readonly startUs: number;
  readonly endUs: number;
  readonly rates: Float64Array;
  /** At the start. */
  readonly state: QuotaState;
  /**
   * On how many CPUs threads of the group wait because of its quota: what the kernel counts as throttled time, per second. Undefined:
   * nobody waits.
   */
  readonly throttledCpus: Float64Array | undefined;
  /** Groups that are throttled when a period of theirs ends with the segment. */
  readonly throttledPeriodEnds: readonly number[];
}

/** What the groups have used of their quotas. */
export interface QuotaState {
  /** In the period that runs, by group id. */
  readonly usedUs: Float64Array;
  /** 1 for groups that have used up their quota. */
  readonly throttled: Uint8Array;
}

export function fullQuotas(size: number): QuotaState {
  return { usedUs: new Float64Array(size), throttled: new Uint8Array(size) };
}

/**
 * The segments from `fromUs` to the end of the cycle, when no demand changes. All quotas are filled at multiples of their period.
 *
 * A group that has used its quota is throttled until its period ends. Of groups that run out together the inner ones are throttled, and
 * an outer one only if it has others left that run.
 *
 * Source: kernel/sched/fair.c, CFS bandwidth control.
 *
 * Not modelled: the slices of 5 ms in which CPUs draw from the quota, and quota periods that start with a group's first thread.
 */
export function quotaRun(tree: CgroupTree, cpus: number, start: QuotaState, fromUs: number): CpuSegment[] {
  const wanted = new Float64Array(tree.size);
  if (tree.cycleUs === Infinity) {
    const rates = cpuRates(tree, cpus, start.throttled, wanted);
    return [{ startUs: fromUs, endUs: Infinity, rates, state: start, throttledCpus: undefined, throttledPeriodEnds: NONE }];
  }
  const segments: CpuSegment[] = [];
  let atUs = fromUs;
  let state = start;
  let known: Known | undefined;
  do {
    const { rates, throttledCpus } = known ?? solve(tree, cpus, state.throttled, wanted);
    const periodEndUs = nextPeriodEnd(tree, atUs);
    const endUs = firstExhaustion(tree, rates, state.usedUs, atUs, periodEndUs);
    const next = { usedUs: state.usedUs.slice(), throttled: state.throttled.slice() };
    for (const group of tree.quotaGroups) next.usedUs[group] = next.usedUs[group]! + rates[group]! * (endUs - atUs);
    let throttledPeriodEnds = NONE;
    if (endUs === periodEndUs) {
      throttledPeriodEnds = endPeriods(tree, endUs, next);
      known = undefined;
    } else {
      const stopped = throttleExhausted(tree, rates, next);
      known = rates[ROOT_GROUP]! < cpus ? withoutThrottled(tree, cpus, rates, throttledCpus, stopped) : undefined;
    }
    if (endUs > atUs) segments.push({ startUs: atUs, endUs, rates, state, throttledCpus, throttledPeriodEnds });
    atUs = endUs;
    state = next;
  } while (atUs < tree.cycleUs);
  return segments;
}

type Known = Pick<CpuSegment, "rates" | "throttledCpus">;

/** Differences below this are rounding: a quota that is used up at the end of its period throttles nobody. */
const ROUNDING_US = 1e-6;

const NONE: readonly number[] = [];

function solve(tree: CgroupTree, cpus: number, throttled: Uint8Array, wanted: Float64Array): Known {
  const rates = cpuRates(tree, cpus, throttled, wanted);
  if (!tree.quotaGroups.some((group) => throttled[group] === 1)) return { rates, throttledCpus: undefined };
  const throttledCpus = new Float64Array(tree.size);
  for (const group of tree.quotaGroups) if (throttled[group] === 1) throttledCpus[group] = Math.min(cpus, wanted[group]!);
  return { rates, throttledCpus };
}

/** While a CPU is idle everybody gets what they want, and who stops leaves nothing that anybody waits for. */
function withoutThrottled(
  tree: CgroupTree,
  cpus: number,
  before: Float64Array,
  waiting: Float64Array | undefined,
  stopped: readonly number[],
): Known {
  const rates = before.slice();
  const throttledCpus = waiting?.slice() ?? new Float64Array(tree.size);
  for (const group of stopped) {
    throttledCpus[group] = Math.min(cpus, rates[group]!);
    stopServed(tree, group, rates);
  }
  return { rates, throttledCpus };
}

function nextPeriodEnd(tree: CgroupTree, atUs: number): number {
  let endUs = tree.cycleUs;
  for (const periodUs of tree.periodsUs) endUs = Math.min(endUs, (Math.floor(atUs / periodUs) + 1) * periodUs);
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
function throttleExhausted(tree: CgroupTree, rates: Float64Array, { usedUs, throttled }: QuotaState): number[] {
  const stopped: number[] = [];
  const stoppedBelow = new Map<number, number>();
  for (const group of tree.quotaGroups) {
    if (rates[group]! <= 0 || tree.quotas[group]!.quotaUs - usedUs[group]! >= ROUNDING_US) continue;
    const running = rates[group]! - (stoppedBelow.get(group) ?? 0);
    // What little is left of the rate after the subtraction is rounding too.
    if (running <= rates[group]! * 1e-9) continue;
    throttled[group] = 1;
    stopped.push(group);
    for (let outer = tree.parents[group]!; outer >= 0; outer = tree.parents[outer]!) {
      stoppedBelow.set(outer, (stoppedBelow.get(outer) ?? 0) + running);
    }
  }
  return stopped;
}

function endPeriods(tree: CgroupTree, atUs: number, { usedUs, throttled }: QuotaState): number[] {
  const ends: number[] = [];
  for (const group of tree.quotaGroups) {
    if (atUs % tree.quotas[group]!.periodUs !== 0) continue;
    if (throttled[group] === 1) ends.push(group);
    usedUs[group] = 0;
    throttled[group] = 0;
  }
  return ends;
}
