/**
 * What every control group of a node will get if no demand changes: the rest of the running quota cycle, then one cycle again and again.
 */
import type { CpuLayout } from "./cpu-layout.ts";
import { CpuSegments, waitUs } from "./cpu-segments.ts";
import { QuotaRun, type QuotaState } from "./quota-run.ts";

/**
 * A prediction from one instant on, exact at any distance: whole cycles repeat, so no work is done for each. Solved again and again for
 * one node; until then it answers for the groups as they were. They are told by id; who came later gets nothing.
 */
export class CpuPlan {
  private layout: CpuLayout;
  private quotas: QuotaRun;
  private cpus = 0;
  private cycleStartUs = 0;
  private startState: QuotaState = { usedUs: [], throttled: [] };
  private readonly rest = new CpuSegments();
  private readonly repeated = new CpuSegments();
  /** The running cycle: `repeated` too where it begins like every other. */
  private first = this.rest;
  private cycleIsKnown = false;
  /** The place in the tables of the time that was asked for last. */
  private readonly found = { timeUs: -1, table: this.first, segment: 0, atUs: 0, originUs: 0 };

  constructor(layout: CpuLayout) {
    this.layout = layout;
    this.quotas = new QuotaRun(layout);
  }

  /** @param state of the quotas at `startUs`; must not change while the plan is in use, nor must the layout */
  solve(layout: CpuLayout, cpus: number, state: QuotaState, startUs: number): void {
    if (this.layout !== layout) this.quotas = new QuotaRun(layout);
    this.layout = layout;
    this.cpus = cpus;
    this.startState = state;
    const { cycleUs } = this.layout;
    this.cycleStartUs = cycleUs === Infinity ? startUs : Math.floor(startUs / cycleUs) * cycleUs;
    this.cycleIsKnown = false;
    this.found.timeUs = -1;
    this.first = startUs === this.cycleStartUs && areFull(layout, state) ? this.cycle() : this.rest;
    if (this.first === this.rest) this.quotas.run(cpus, state, startUs - this.cycleStartUs, this.rest);
  }

  /** CPUs that a group gets from `timeUs` on. */
  rate(group: number, timeUs: number): number {
    const place = this.place(group);
    if (place < 0) return 0;
    const { table, segment } = this.find(timeUs);
    return table.rate(segment, place);
  }

  /** CPUs that a group gets on average over a whole cycle, once the running one is over. */
  meanRate(group: number): number {
    const place = this.place(group);
    if (place < 0) return 0;
    return this.layout.cycleUs === Infinity ? this.first.rate(0, place) : this.cycle().totalUs(place) / this.layout.cycleUs;
  }

  /** CPU time that a group gets from the start until `timeUs`. */
  cpuUs(group: number, timeUs: number): number {
    const place = this.place(group);
    if (place < 0) return 0;
    const { table, segment, atUs, originUs } = this.find(timeUs);
    const since = table.cpuUs(segment, place, atUs);
    const cycles = this.cyclesBefore(originUs);
    return cycles === 0 ? since : this.first.totalUs(place) + (cycles - 1) * table.totalUs(place) + since;
  }

  /** Throttled time of a group from the start until `timeUs`, summed over CPUs. */
  throttledUs(group: number, timeUs: number): number {
    return this.counted(group, timeUs, (table, place, untilUs) => table.throttledUs(place, untilUs));
  }

  /** Periods that ended from the start until `timeUs` while the group was throttled. */
  throttledPeriods(group: number, timeUs: number): number {
    return this.counted(group, timeUs, (table, place, untilUs) => table.throttledPeriods(place, untilUs));
  }

  /** When a group will have got that much CPU time since the start; Infinity: never. */
  timeOfCpuUs(group: number, amountUs: number): number {
    const place = this.place(group);
    if (place < 0) return Infinity;
    const withinUs = this.first.reach(place, amountUs, ROUNDING_US);
    if (withinUs < Infinity) return this.cycleStartUs + withinUs;
    const { cycleUs } = this.layout;
    if (cycleUs === Infinity) return Infinity;
    const perCycleUs = this.cycle().totalUs(place);
    if (perCycleUs <= 0) return Infinity;
    const leftUs = amountUs - this.first.totalUs(place);
    const wholeCycles = Math.max(Math.ceil(leftUs / perCycleUs) - 1, 0);
    const atUs = this.cycle().reach(place, leftUs - wholeCycles * perCycleUs, ROUNDING_US);
    return this.cycleStartUs + (1 + wholeCycles) * cycleUs + Math.min(atUs, cycleUs);
  }

  /** The next instant after `timeUs` at which somebody is throttled or let go; Infinity: all rates stay as they are. */
  nextChangeUs(timeUs: number): number {
    const { cycleUs } = this.layout;
    if (cycleUs === Infinity) return Infinity;
    const { table, segment, originUs } = this.find(timeUs);
    for (let next = segment + 1; next < table.count; next++) if (table.changes[next]) return originUs + table.startsUs[next]!;
    // At the end of a cycle everybody is let go.
    if (table.waits.some(({ toUs }) => toUs === cycleUs)) return originUs + cycleUs;
    const cycle = this.cycle();
    for (let next = 1; next < cycle.count; next++) if (cycle.changes[next]) return originUs + cycleUs + cycle.startsUs[next]!;
    return Infinity;
  }

  /** Adds what all groups get from the start until `timeUs`. */
  addUntil(timeUs: number, totals: CpuTotals): void {
    const { table, segment, atUs, originUs } = this.find(timeUs);
    const cycles = this.cyclesBefore(originUs);
    const { ids, size } = this.layout;
    for (let place = 0; place < size; place++) {
      const since = table.cpuUs(segment, place, atUs);
      const before = cycles === 0 ? 0 : this.first.totalUs(place) + (cycles - 1) * table.totalUs(place);
      totals.cpuUs[ids[place]!]! += before + since;
    }
    if (cycles > 0) addThrottled(this.first, Infinity, 1, ids, totals);
    if (cycles > 1) addThrottled(table, Infinity, cycles - 1, ids, totals);
    addThrottled(table, atUs, 1, ids, totals);
  }

  /** Writes what the quotas are at `timeUs`, by id. */
  stateAt(timeUs: number, usedUs: number[], throttled: number[]): void {
    const { table, segment, atUs } = this.find(timeUs);
    const { quotaPlaces, periodUs, ids } = this.layout;
    const startUs = table.startsUs[0]!;
    for (const place of quotaPlaces) {
      const id = ids[place]!;
      const periodStartUs = Math.floor(atUs / periodUs[place]!) * periodUs[place]!;
      const nowUs = table.cpuUs(segment, place, atUs);
      // The table begins with what was used at its start; a period that begins later begins with nothing.
      if (periodStartUs > startUs) usedUs[id] = nowUs - table.cpuUs(table.at(periodStartUs), place, periodStartUs);
      else usedUs[id] = nowUs + (table === this.first ? this.startState.usedUs[id]! : 0);
      throttled[id] = 0;
    }
    for (const { place, fromUs, toUs } of table.waits) if (fromUs <= atUs && atUs < toUs) throttled[ids[place]!] = 1;
  }

  private place(group: number): number {
    return this.layout.places[group] ?? -1;
  }

  /** The table and the segment in force at a time, and the time within it. */
  private find(timeUs: number): CpuPlan["found"] {
    const { found } = this;
    if (found.timeUs === timeUs) return found;
    const sinceUs = timeUs - this.cycleStartUs;
    const { cycleUs } = this.layout;
    found.timeUs = timeUs;
    found.originUs = this.cycleStartUs + (sinceUs < cycleUs ? 0 : Math.floor(sinceUs / cycleUs) * cycleUs);
    found.table = sinceUs < cycleUs ? this.first : this.cycle();
    found.atUs = timeUs - found.originUs;
    found.segment = found.table.at(found.atUs);
    return found;
  }

  private cyclesBefore(originUs: number): number {
    return this.layout.cycleUs === Infinity ? 0 : Math.round((originUs - this.cycleStartUs) / this.layout.cycleUs);
  }

  private counted(group: number, timeUs: number, count: (table: CpuSegments, place: number, untilUs: number) => number): number {
    const place = this.place(group);
    if (place < 0 || this.layout.cycleUs === Infinity) return 0;
    const { table, atUs, originUs } = this.find(timeUs);
    const cycles = this.cyclesBefore(originUs);
    const since = count(table, place, atUs);
    if (cycles === 0) return since;
    return count(this.first, place, Infinity) + (cycles > 1 ? (cycles - 1) * count(table, place, Infinity) : 0) + since;
  }

  /** With full quotas at the start every cycle is like the other. */
  private cycle(): CpuSegments {
    if (!this.cycleIsKnown && this.layout.cycleUs < Infinity) this.quotas.run(this.cpus, undefined, 0, this.repeated);
    this.cycleIsKnown = true;
    return this.layout.cycleUs === Infinity ? this.rest : this.repeated;
  }
}

function areFull({ ids, quotaPlaces, cycleUs }: CpuLayout, { usedUs, throttled }: QuotaState): boolean {
  return cycleUs < Infinity && quotaPlaces.every((place) => usedUs[ids[place]!] === 0 && throttled[ids[place]!] === 0);
}

/** Sums by group id. */
export interface CpuTotals {
  readonly cpuUs: number[];
  readonly throttledUs: number[];
  readonly throttledPeriods: number[];
}

function addThrottled(table: CpuSegments, untilUs: number, times: number, ids: Int32Array, totals: CpuTotals): void {
  for (const wait of table.waits) totals.throttledUs[ids[wait.place]!]! += waitUs(wait, untilUs) * times;
  for (let i = 0; i < table.periodEndsUs.length && table.periodEndsUs[i]! <= untilUs; i++) {
    totals.throttledPeriods[ids[table.periodEndPlaces[i]!]!]! += times;
  }
}

/** Work that is short of the end of a segment by less than this is done there, not a throttled time later. */
const ROUNDING_US = 1e-6;
