/**
 * What every control group of a node will get if no demand changes: the rest of the running quota cycle, then one cycle again and again.
 */
import type { CgroupTree } from "./cgroup-tree.ts";
import { type CpuSegment, fullQuotas, quotaRun, type QuotaState } from "./quota-run.ts";

/**
 * A prediction from one instant on, exact at any distance: whole cycles repeat, so no work is done for each. The tree must not change
 * while it is in use.
 */
export class CpuPlan {
  readonly startUs: number;
  private readonly tree: CgroupTree;
  private readonly cpus: number;
  private readonly cycleStartUs: number;
  private readonly first: readonly CpuSegment[];
  private repeated: readonly CpuSegment[] | undefined;

  /** @param state of the quotas at `startUs` */
  constructor(tree: CgroupTree, cpus: number, state: QuotaState, startUs: number) {
    this.tree = tree;
    this.cpus = cpus;
    this.startUs = startUs;
    this.cycleStartUs = tree.cycleUs === Infinity ? startUs : Math.floor(startUs / tree.cycleUs) * tree.cycleUs;
    this.first = quotaRun(tree, cpus, state, startUs - this.cycleStartUs);
  }

  /** CPUs that a group gets from `timeUs` on. */
  rate(group: number, timeUs: number): number {
    return this.segmentAt(timeUs).rates[group] ?? 0;
  }

  /** CPUs that a group gets on average over a whole cycle, once the running one is over. */
  meanRate(group: number): number {
    const cycle = this.cycle();
    if (this.tree.cycleUs === Infinity) return cycle[0]!.rates[group] ?? 0;
    return sumUntil(cycle, cpuUs, group, Infinity) / this.tree.cycleUs;
  }

  /** CPU time that a group gets from the start until `timeUs`. */
  cpuUs(group: number, timeUs: number): number {
    return this.total(cpuUs, group, timeUs);
  }

  /** Throttled time of a group from the start until `timeUs`, summed over CPUs. */
  throttledUs(group: number, timeUs: number): number {
    return this.total(throttledUs, group, timeUs);
  }

  /** Periods that ended from the start until `timeUs` while the group was throttled. */
  throttledPeriods(group: number, timeUs: number): number {
    return Math.round(this.total(throttledPeriods, group, timeUs));
  }

  /** When a group will have got that much CPU time since the start; Infinity: never. */
  timeOfCpuUs(group: number, amountUs: number): number {
    const within = reach(this.first, group, amountUs);
    if (within.atUs < Infinity) return this.cycleStartUs + within.atUs;
    const cycle = this.cycle();
    const perCycleUs = sumUntil(cycle, cpuUs, group, Infinity);
    if (perCycleUs <= 0 || this.tree.cycleUs === Infinity) return Infinity;
    const wholeCycles = Math.max(Math.ceil(within.leftUs / perCycleUs) - 1, 0);
    const { atUs } = reach(cycle, group, within.leftUs - wholeCycles * perCycleUs);
    return this.cycleStartUs + (1 + wholeCycles) * this.tree.cycleUs + Math.min(atUs, this.tree.cycleUs);
  }

  /** The next instant after `timeUs` at which somebody is throttled or let go; Infinity: all rates stay as they are. */
  nextChangeUs(timeUs: number): number {
    if (this.tree.cycleUs === Infinity) return Infinity;
    const { segments, atUs, originUs } = this.place(timeUs);
    const now = segments.findIndex(({ endUs }) => atUs < endUs);
    const cycle = this.cycle();
    const ahead = [...segments.slice(now), ...cycle.map((segment) => ({ ...segment, endUs: segment.endUs + this.tree.cycleUs }))];
    for (let i = 1; i < ahead.length; i++) if (differ(ahead[i - 1]!, ahead[i]!)) return originUs + ahead[i - 1]!.endUs;
    return Infinity;
  }

  /** Adds what all groups get from the start until `timeUs`. Lists are by group id. */
  addUntil(timeUs: number, totals: CpuTotals): void {
    const { segments, atUs, originUs } = this.place(timeUs);
    const cycles = this.tree.cycleUs === Infinity ? 0 : Math.round((originUs - this.cycleStartUs) / this.tree.cycleUs);
    if (cycles > 0) addSegments(this.first, Infinity, 1, totals);
    if (cycles > 1) addSegments(segments, Infinity, cycles - 1, totals);
    addSegments(segments, atUs, 1, totals);
  }

  /** What the quotas are at `timeUs`. */
  stateAt(timeUs: number): QuotaState {
    const { segments, atUs } = this.place(timeUs);
    const { startUs, rates, state } = segments.find(({ endUs }) => atUs < endUs)!;
    if (this.tree.quotaGroups.length === 0) return state;
    const usedUs = state.usedUs.slice();
    for (const group of this.tree.quotaGroups) usedUs[group] = usedUs[group]! + rates[group]! * (atUs - startUs);
    return { usedUs, throttled: state.throttled.slice() };
  }

  private segmentAt(timeUs: number): CpuSegment {
    const { segments, atUs } = this.place(timeUs);
    return segments.find(({ endUs }) => atUs < endUs)!;
  }

  /** The list of segments in force at a time, and the time within it. */
  private place(timeUs: number): { segments: readonly CpuSegment[]; atUs: number; originUs: number } {
    const sinceUs = timeUs - this.cycleStartUs;
    const { cycleUs } = this.tree;
    if (sinceUs < cycleUs) return { segments: this.first, atUs: sinceUs, originUs: this.cycleStartUs };
    const originUs = this.cycleStartUs + Math.floor(sinceUs / cycleUs) * cycleUs;
    return { segments: this.cycle(), atUs: timeUs - originUs, originUs };
  }

  private total(what: Measure, group: number, timeUs: number): number {
    const { segments, atUs, originUs } = this.place(timeUs);
    if (segments === this.first && originUs === this.cycleStartUs) return sumUntil(this.first, what, group, atUs);
    const cycles = Math.round((originUs - this.cycleStartUs) / this.tree.cycleUs) - 1;
    const whole = cycles > 0 ? cycles * sumUntil(segments, what, group, Infinity) : 0;
    return sumUntil(this.first, what, group, Infinity) + whole + sumUntil(segments, what, group, atUs);
  }

  /** With full quotas at the start every cycle is like the other. */
  private cycle(): readonly CpuSegment[] {
    return (this.repeated ??= this.tree.cycleUs === Infinity ? this.first : quotaRun(this.tree, this.cpus, fullQuotas(this.tree.size), 0));
  }
}

/** Sums by group id. */
export interface CpuTotals {
  readonly cpuUs: number[];
  readonly throttledUs: number[];
  readonly throttledPeriods: number[];
}

function addSegments(segments: readonly CpuSegment[], untilUs: number, times: number, totals: CpuTotals): void {
  for (const { startUs, endUs, rates, throttledCpus, throttledPeriodEnds } of segments) {
    if (startUs >= untilUs) break;
    const lengthUs = (Math.min(endUs, untilUs) - startUs) * times;
    for (let group = 0; group < rates.length; group++) {
      totals.cpuUs[group]! += rates[group]! * lengthUs;
    }
    if (throttledCpus !== undefined) {
      for (let group = 0; group < rates.length; group++) totals.throttledUs[group]! += throttledCpus[group]! * lengthUs;
    }
    if (endUs <= untilUs) for (const group of throttledPeriodEnds) totals.throttledPeriods[group]! += times;
  }
}

/** What a segment adds for a group within `lengthUs`. */
type Measure = (segment: CpuSegment, group: number, lengthUs: number) => number;

const cpuUs: Measure = ({ rates }, group, lengthUs) => (rates[group] ?? 0) * lengthUs;

const throttledUs: Measure = ({ throttledCpus }, group, lengthUs) => (throttledCpus?.[group] ?? 0) * lengthUs;

const throttledPeriods: Measure = ({ startUs, endUs, throttledPeriodEnds }, group, lengthUs) =>
  lengthUs >= endUs - startUs && throttledPeriodEnds.includes(group) ? 1 : 0;

function sumUntil(segments: readonly CpuSegment[], what: Measure, group: number, atUs: number): number {
  let sum = 0;
  for (const segment of segments) {
    if (segment.startUs >= atUs) break;
    sum += what(segment, group, Math.min(segment.endUs, atUs) - segment.startUs);
  }
  return sum;
}

/** Work that is short of the end of a segment by less than this is done there, not a throttled time later. */
const ROUNDING_US = 1e-6;

/** When within the segments a group has got `amountUs`; else what is left of it afterwards. */
function reach(segments: readonly CpuSegment[], group: number, amountUs: number): { atUs: number; leftUs: number } {
  let leftUs = amountUs;
  for (const { startUs, endUs, rates } of segments) {
    const rate = rates[group] ?? 0;
    if (rate <= 0) continue;
    const givenUs = rate * (endUs - startUs);
    if (leftUs <= givenUs + ROUNDING_US) return { atUs: Math.min(startUs + Math.max(leftUs, 0) / rate, endUs), leftUs: 0 };
    leftUs -= givenUs;
  }
  return { atUs: Infinity, leftUs };
}

function differ(a: CpuSegment, b: CpuSegment): boolean {
  return a.state.throttled.some((flag, group) => flag !== b.state.throttled[group]);
}
