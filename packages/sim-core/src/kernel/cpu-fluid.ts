/**
 * The CPUs of one node as a fluid: demand in, rates out; work done and time throttled are integrated exactly, without a step per quota
 * period.
 */
import { CgroupTree, type CpuQuota, ROOT_GROUP } from "./cgroup-tree.ts";
import { CpuPlan } from "./cpu-plan.ts";
import { fullQuotas, type QuotaState } from "./quota-run.ts";

/** Settings of a control group. */
export interface CpuGroupOptions {
  /** cpu.weight (or cpu.shares) against its siblings, above 0. */
  readonly weight: number;
  readonly quota?: CpuQuota;
}

/**
 * Control groups that share the CPUs of a node. Time goes forward only by {@link advance}; between calls nothing happens, at any distance.
 *
 * While nobody has to wait (no contention, no quota in sight) everybody gets what they want and a change costs only its path to the root;
 * otherwise the node is solved anew, once for all changes of an instant.
 *
 * Units: CPUs for rates, microseconds for time and for CPU time.
 */
export class CpuFluid {
  private readonly tree = new CgroupTree();
  private cpus: number;
  private timeUs: number;
  /** By group id; rates only while nobody waits. */
  private readonly freeRates: number[] = [0];
  private readonly settledUs: number[];
  private readonly cpuTimeUs: number[] = [0];
  private readonly throttledTimeUs: number[] = [0];
  private readonly throttledPeriodCounts: number[] = [0];
  private readonly usedUs: number[] = [0];
  /** How the rates are known: everybody gets what they want; by the plan; not yet, because something changed at this instant. */
  private mode: "free" | "planned" | "open" = "free";
  private plan: CpuPlan | undefined;
  private state: QuotaState = fullQuotas(1);

  /** @param cpus of the node, above 0 */
  constructor(cpus: number, startUs = 0) {
    checkCpus(cpus);
    this.cpus = cpus;
    this.timeUs = startUs;
    this.settledUs = [startUs];
  }

  get nowUs(): number {
    return this.timeUs;
  }

  /** A new group below `parent` ({@link ROOT_GROUP} for the top); its id. @throws RangeError for options out of range. */
  addGroup(parent: number, options: CpuGroupOptions): number {
    this.open();
    const group = this.tree.add(parent, options.weight, options.quota);
    for (const list of [this.freeRates, this.cpuTimeUs, this.throttledTimeUs, this.throttledPeriodCounts, this.usedUs]) list[group] = 0;
    this.settledUs[group] = this.timeUs;
    if (group < this.state.usedUs.length) this.state.usedUs[group] = this.state.throttled[group] = 0;
    return group;
  }

  /** Its counters are lost and its id is used again. @throws RangeError for the root or a group that has children. */
  removeGroup(group: number): void {
    this.open();
    this.tree.remove(group);
    this.freeRates[group] = 0;
  }

  setWeight(group: number, weight: number): void {
    this.open();
    this.tree.setWeight(group, weight);
  }

  /** A group that had another quota keeps what it has used in the running period; undefined takes the quota away. */
  setQuota(group: number, quota: CpuQuota | undefined): void {
    this.open();
    this.tree.setQuota(group, quota);
  }

  setCpus(cpus: number): void {
    checkCpus(cpus);
    this.open();
    this.cpus = cpus;
  }

  /** How many threads of a group without children want to run from now on: 0 and more; a fraction wants a CPU part of the time. */
  setDemand(group: number, threads: number): void {
    if (this.tree.threads[group] === threads) return;
    if (this.mode !== "free") {
      this.open();
      this.tree.setThreads(group, threads);
      return;
    }
    for (let each = group; each >= 0; each = this.tree.parents[each]!) this.settle(each);
    this.tree.setThreads(group, threads);
    let everybodyServed = true;
    for (let each = group; each >= 0; each = this.tree.parents[each]!) {
      this.freeRates[each] = this.wanted(each);
      everybodyServed = everybodyServed && this.isUnbound(each);
    }
    if (!everybodyServed) this.open();
  }

  /** Moves time forward. @throws RangeError for a time that is over. */
  advance(toUs: number): void {
    if (!(toUs >= this.timeUs && toUs < Infinity)) throw new RangeError(`found the time ${toUs} us; accepted: from ${this.timeUs} us on`);
    this.resolve();
    this.timeUs = toUs;
  }

  /** CPUs that a group and all below it get now. */
  rate(group: number): number {
    this.resolve();
    return this.plan === undefined ? this.freeRates[group]! : this.plan.rate(group, this.timeUs);
  }

  /** CPUs that a group gets on average if nothing changes: with a quota it runs and waits in turn. */
  meanRate(group: number): number {
    this.resolve();
    return this.plan === undefined ? this.freeRates[group]! : this.plan.meanRate(group);
  }

  /** CPU time that a group and all below it have got. */
  cpuUs(group: number): number {
    this.resolve();
    return this.cpuTimeUs[group]! + this.sinceSettled(group);
  }

  /** Time that a group waited for its quota, summed over CPUs: `container_cpu_cfs_throttled_seconds_total`. */
  throttledUs(group: number): number {
    this.resolve();
    return this.throttledTimeUs[group]! + (this.plan?.throttledUs(group, this.timeUs) ?? 0);
  }

  /** Quota periods at whose end a group was throttled: `container_cpu_cfs_throttled_periods_total`. */
  throttledPeriods(group: number): number {
    this.resolve();
    return this.throttledPeriodCounts[group]! + (this.plan?.throttledPeriods(group, this.timeUs) ?? 0);
  }

  /** When a group will have got `amountUs` more CPU time if nothing changes; Infinity: never. */
  timeOfCpuUs(group: number, amountUs: number): number {
    this.resolve();
    if (amountUs <= 0) return this.timeUs;
    if (this.plan !== undefined) return this.plan.timeOfCpuUs(group, this.plan.cpuUs(group, this.timeUs) + amountUs);
    return this.freeRates[group]! > 0 ? this.timeUs + amountUs / this.freeRates[group]! : Infinity;
  }

  /** The next instant at which rates change by themselves, because a quota is used up or filled again; Infinity: none. */
  nextChangeUs(): number {
    this.resolve();
    return this.plan === undefined ? Infinity : this.plan.nextChangeUs(this.timeUs);
  }

  /** Brings all counters up to now; the rates are unknown until somebody asks. */
  private open(): void {
    if (this.mode === "open") return;
    this.mode = "open";
    if (this.plan === undefined) {
      for (let group = 0; group < this.tree.size; group++) this.settle(group);
      this.state = { usedUs: Float64Array.from(this.usedUs), throttled: new Uint8Array(this.tree.size) };
      return;
    }
    this.plan.addUntil(this.timeUs, {
      cpuUs: this.cpuTimeUs,
      throttledUs: this.throttledTimeUs,
      throttledPeriods: this.throttledPeriodCounts,
    });
    this.state = this.plan.stateAt(this.timeUs);
    this.plan = undefined;
    this.settledUs.fill(this.timeUs);
  }

  /** Finds the rates after changes. */
  private resolve(): void {
    if (this.mode !== "open") return;
    const state = this.currentState();
    this.collectWanted(ROOT_GROUP);
    if (this.isUnbound(ROOT_GROUP) && this.tree.quotaGroups.every((group) => state.throttled[group] === 0 && this.isUnbound(group))) {
      this.mode = "free";
      return;
    }
    this.mode = "planned";
    this.plan = new CpuPlan(this.tree, this.cpus, state, this.timeUs);
  }

  private collectWanted(group: number): number {
    let threads = this.tree.threads[group]!;
    for (const child of this.tree.children[group]!) threads += this.collectWanted(child);
    this.freeRates[group] = threads;
    return threads;
  }

  /** The state of the quotas with the groups and quotas that there are by now: new ones are full, and a raised one lets its group go. */
  private currentState(): QuotaState {
    const current = fullQuotas(this.tree.size);
    for (const group of this.tree.quotaGroups) {
      const usedUs = this.state.usedUs[group] ?? 0;
      this.usedUs[group] = current.usedUs[group] = usedUs;
      current.throttled[group] = this.state.throttled[group] === 1 && usedUs >= this.tree.quotas[group]!.quotaUs - ROUNDING_US ? 1 : 0;
    }
    return current;
  }

  /** Whether a group can have all it wants, now and in every period to come. */
  private isUnbound(group: number): boolean {
    const threads = this.freeRates[group]!;
    if (group === ROOT_GROUP) return threads <= this.cpus;
    const quota = this.tree.quotas[group];
    if (quota === undefined) return true;
    const leftUs = quota.periodUs - (this.timeUs % quota.periodUs);
    return threads * quota.periodUs <= quota.quotaUs && this.usedUs[group]! + threads * leftUs <= quota.quotaUs;
  }

  private wanted(group: number): number {
    const children = this.tree.children[group]!;
    if (children.length === 0) return this.tree.threads[group]!;
    let threads = 0;
    for (const child of children) threads += this.freeRates[child]!;
    return threads;
  }

  /** Brings the counters of a group up to now, while nobody waits. */
  private settle(group: number): void {
    this.settleUsed(group);
    this.cpuTimeUs[group]! += this.freeRates[group]! * (this.timeUs - this.settledUs[group]!);
    this.settledUs[group] = this.timeUs;
  }

  /** What is used of the quota in the running period. */
  private settleUsed(group: number): void {
    const quota = this.tree.quotas[group];
    if (quota === undefined) return;
    const periodStartUs = this.timeUs - (this.timeUs % quota.periodUs);
    const carriedUs = this.settledUs[group]! >= periodStartUs ? this.usedUs[group]! : 0;
    this.usedUs[group] = carriedUs + this.freeRates[group]! * (this.timeUs - Math.max(this.settledUs[group]!, periodStartUs));
  }

  private sinceSettled(group: number): number {
    if (this.plan !== undefined) return this.plan.cpuUs(group, this.timeUs);
    return this.freeRates[group]! * (this.timeUs - this.settledUs[group]!);
  }
}

const ROUNDING_US = 1e-6;

function checkCpus(cpus: number): void {
  if (!(cpus > 0 && cpus < Infinity)) throw new RangeError(`found ${cpus} CPUs; accepted: above 0`);
}
