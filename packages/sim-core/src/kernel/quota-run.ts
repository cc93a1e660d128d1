/** Follows quotas through a stretch of time: who runs until when, who is throttled from when to the end of the period. */
import type { CpuLayout } from "./cpu-layout.ts";
import { type CpuRates, emptyRates, solveRates, stopRates } from "./cpu-rates.ts";
import type { CpuSegments, CpuWait } from "./cpu-segments.ts";

/** What the groups have used of their quotas, by id. */
export interface QuotaState {
  /** In the period that runs. */
  readonly usedUs: readonly number[];
  /** 1 for groups that have used up their quota. */
  readonly throttled: readonly number[];
}

/**
 * The segments from one instant to the end of the cycle, when no demand changes. All quotas are filled at multiples of their period.
 *
 * A group that has used its quota is throttled until its period ends. Of groups that run out together the inner ones are throttled, and
 * an outer one only if it has others left that run.
 *
 * Source: kernel/sched/fair.c, CFS bandwidth control.
 *
 * Not modelled: the slices of 5 ms in which CPUs draw from the quota, and quota periods that start with a group's first thread.
 */
export class QuotaRun {
  private readonly layout: CpuLayout;
  private readonly solution: CpuRates;
  private readonly usedUs: Float64Array;
  private readonly throttled: Uint8Array;
  private readonly throttledPlaces: number[] = [];
  /** Groups that could use up their quota in the periods that run, deepest first. */
  private readonly candidates: number[] = [];
  /** What stops below a group in one instant. */
  private readonly stopping: Float64Array;
  /** The stretch in which a group waits now. */
  private readonly waiting: (CpuWait | undefined)[];

  constructor(layout: CpuLayout) {
    this.layout = layout;
    this.solution = emptyRates(layout.size);
    this.usedUs = new Float64Array(layout.size);
    this.throttled = new Uint8Array(layout.size);
    this.stopping = new Float64Array(layout.size);
    this.waiting = Array.from({ length: layout.size }, () => undefined);
  }

  /** @param state undefined: all quotas are full */
  run(cpus: number, state: QuotaState | undefined, fromUs: number, into: CpuSegments): void {
    const { layout, solution } = this;
    const { cycleUs } = layout;
    into.reset(layout.size);
    this.start(state);
    let letGo = false;
    for (let atUs = fromUs; atUs < cycleUs;) {
      solveRates(layout, cpus, this.throttled, solution);
      if (cycleUs === Infinity) return into.push(fromUs, Infinity, solution.rates, false);
      const endUs = this.periodEnd(atUs);
      this.findCandidates(endUs - atUs);
      this.runPeriod(cpus, atUs, endUs, letGo, into);
      letGo = this.endPeriods(endUs, into);
      atUs = endUs;
    }
  }

  /** From an instant to the next at which a period ends. */
  private runPeriod(cpus: number, fromUs: number, toUs: number, letGo: boolean, into: CpuSegments): void {
    let changed = letGo;
    for (let atUs = fromUs; atUs < toUs;) {
      this.noteWaits(cpus, atUs, into);
      const endUs = this.firstExhaustion(atUs, toUs);
      if (endUs > atUs) {
        into.push(atUs, endUs, this.solution.rates, changed);
        changed = false;
      }
      this.use(endUs - atUs);
      if (endUs < toUs) {
        stopRates(this.layout, cpus, this.throttleExhausted(), this.solution);
        changed = true;
      }
      atUs = endUs;
    }
  }

  private start(state: QuotaState | undefined): void {
    this.usedUs.fill(0);
    this.throttled.fill(0);
    this.throttledPlaces.length = 0;
    this.waiting.fill(undefined);
    if (state === undefined) return;
    for (const place of this.layout.quotaPlaces) {
      const id = this.layout.ids[place]!;
      this.usedUs[place] = state.usedUs[id]!;
      if (state.throttled[id] === 1) this.throttle(place);
    }
  }

  private throttle(place: number): void {
    this.throttled[place] = 1;
    this.throttledPlaces.push(place);
  }

  /** While periods run, groups are throttled but not let go: nobody can get more than they want now. */
  private findCandidates(lengthUs: number): void {
    const { quotaPlaces, quotaUs, periodsUs } = this.layout;
    const { wanted } = this.solution;
    this.candidates.length = 0;
    for (const place of quotaPlaces) {
      // With several periods the use in this stretch counts in the next one too.
      if (periodsUs.length > 1 || this.usedUs[place]! + wanted[place]! * lengthUs >= quotaUs[place]! - ROUNDING_US)
        this.candidates.push(place);
    }
  }

  /** A stretch ends, and another one begins, when what waits in a throttled group changes. */
  private noteWaits(cpus: number, atUs: number, into: CpuSegments): void {
    for (const place of this.throttledPlaces) {
      const waitingCpus = Math.min(cpus, this.solution.wanted[place]!);
      const wait = this.waiting[place];
      if (wait !== undefined && wait.cpus === waitingCpus) continue;
      if (wait !== undefined) wait.toUs = atUs;
      into.waits.push((this.waiting[place] = { place, fromUs: atUs, toUs: Infinity, cpus: waitingCpus }));
    }
  }

  private periodEnd(atUs: number): number {
    let endUs = this.layout.cycleUs;
    for (const periodUs of this.layout.periodsUs) endUs = Math.min(endUs, (Math.floor(atUs / periodUs) + 1) * periodUs);
    return endUs;
  }

  private firstExhaustion(atUs: number, periodEndUs: number): number {
    const { quotaUs } = this.layout;
    const { rates } = this.solution;
    let firstUs = periodEndUs - atUs;
    for (const place of this.candidates) {
      const rate = rates[place]!;
      if (rate <= 0) continue;
      const leftUs = quotaUs[place]! - this.usedUs[place]!;
      if (leftUs < ROUNDING_US) firstUs = 0;
      else if (leftUs < firstUs * rate) firstUs = leftUs / rate;
    }
    return atUs + firstUs < periodEndUs - ROUNDING_US ? atUs + firstUs : periodEndUs;
  }

  private use(lengthUs: number): void {
    for (const place of this.candidates) this.usedUs[place]! += this.solution.rates[place]! * lengthUs;
  }

  /** Deepest first; who has lost its last running group needs no throttling of its own. */
  private throttleExhausted(): readonly number[] {
    const { stopping, solution } = this;
    const { quotaUs, parents } = this.layout;
    const before = this.throttledPlaces.length;
    stopping.fill(0);
    for (const place of this.candidates) {
      const rate = solution.rates[place]!;
      if (rate <= 0 || quotaUs[place]! - this.usedUs[place]! >= ROUNDING_US) continue;
      const running = rate - stopping[place]!;
      // What little is left of the rate after the subtraction is rounding too.
      if (running <= rate * 1e-9) continue;
      this.throttle(place);
      for (let outer = parents[place]!; outer >= 0; outer = parents[outer]!) stopping[outer]! += running;
    }
    return this.throttledPlaces.slice(before);
  }

  /** Whether anybody is let go. */
  private endPeriods(atUs: number, into: CpuSegments): boolean {
    const { quotaPlaces, periodUs } = this.layout;
    for (const place of quotaPlaces) if (atUs % periodUs[place]! === 0) this.usedUs[place] = 0;
    const before = this.throttledPlaces.length;
    let kept = 0;
    for (const place of this.throttledPlaces) {
      if (atUs % periodUs[place]! !== 0) {
        this.throttledPlaces[kept++] = place;
        continue;
      }
      into.periodEndsUs.push(atUs);
      into.periodEndPlaces.push(place);
      this.throttled[place] = 0;
      this.waiting[place]!.toUs = atUs;
      this.waiting[place] = undefined;
    }
    this.throttledPlaces.length = kept;
    return kept < before;
  }
}

/** Differences below this are rounding: a quota that is used up at the end of its period throttles nobody. */
const ROUNDING_US = 1e-6;
