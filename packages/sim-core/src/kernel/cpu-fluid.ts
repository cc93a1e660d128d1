/**
 * The CPUs of one node as a fluid: demand in, rates out; work done and time throttled are integrated exactly, without a step per quota
 * period.
 */
import { CgroupTree, type CpuQuota, ROOT_GROUP } from "./cgroup-tree.ts";
import { CpuLayout } from "./cpu-layout.ts";
import { CpuPlan } from "./cpu-plan.ts";

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
  /** What is used of the quota in the running period, and whether that was all: as of the last change of the group or the plan. */
  private readonly usedUs: number[] = [0];
  private readonly throttled: number[] = [0];
  /** How the rates are known: everybody gets what they want; by the plan; not yet, because something changed at this instant. */
  private mode: "free" | "planned" | "open" = "free";
  private layout: CpuLayout;
  private readonly plan: CpuPlan;

  /** @param cpus of the node, above 0 */
  constructor(cpus: number, startUs = 0) {
    checkCpus(cpus);
    this.cpus = cpus;
    this.timeUs = startUs;
    this.settledUs = [startUs];
    this.layout = new CpuLayout(this.tree);
    this.plan = new CpuPlan(this.layout);
  }

  get nowUs(): number {
    return this.timeUs;
  }

  /** A new group below `parent` ({@link ROOT_GROUP} for the top); its id. @throws RangeError for options out of range. */
  addGroup(parent: number, options: CpuGroupOptions): number {
    // Without threads it takes nothing from anybody: no rate changes, and a plan need not know of it.
    const group = this.tree.add(parent, options.weight, options.quota);
    for (const list of [this.freeRates, this.cpuTimeUs, this.throttledTimeUs, this.throttledPeriodCounts, this.usedUs, this.throttled]) {
      list[group] = 0;
    }
    this.settledUs[group] = this.timeUs;
    return group;
  }

  /** Its counters are lost and its id is used again. @throws RangeError for the root or a group that has children. */
  removeGroup(group: number): void {
    if (this.mode === "planned") this.open();
    this.setDemand(group, 0);
    this.tree.remove(group);
    this.freeRates[group] = 0;
  }

  setWeight(group: number, weight: number): void {
    if (this.tree.weights[group] === weight) this.tree.check(group);
    else if (this.mode === "planned") this.open();
    this.tree.setWeight(group, weight);
  }

  /** A group that had another quota keeps what it has used in the running period; undefined takes the quota away. */
  setQuota(group: number, quota: CpuQuota | undefined): void {
    this.tree.check(group);
    if (this.mode === "planned") this.open();
    if (this.mode === "free") this.settle(group);
    if (this.tree.quotas[group] === undefined || quota === undefined) this.usedUs[group] = this.throttled[group] = 0;
    this.tree.setQuota(group, quota);
    if (this.mode === "free" && !this.isUnbound(group)) this.open();
  }

  setCpus(cpus: number): void {
    checkCpus(cpus);
    if (cpus === this.cpus) return;
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
    if (toUs === this.timeUs) return;
    this.resolve();
    this.timeUs = toUs;
  }

  /** CPUs that a group and all below it get now. */
  rate(group: number): number {
    this.resolve();
    return this.mode === "free" ? this.freeRates[group]! : this.plan.rate(group, this.timeUs);
  }

  /** CPUs that a group gets on average if nothing changes: with a quota it runs and waits in turn. */
  meanRate(group: number): number {
    this.resolve();
    return this.mode === "free" ? this.freeRates[group]! : this.plan.meanRate(group);
  }

  /** Many changes are about to come at this instant: rates are found once, when somebody asks for one. */
  expectChanges(): void {
    this.open();
  }

  /** CPU time that a group and all below it have got. */
  cpuUs(group: number): number {
    // Between changes of one instant the counters are up to date, whatever the rates will be.
    if (this.mode === "open") return this.cpuTimeUs[group]!;
    return this.cpuTimeUs[group]! + this.sinceSettled(group);
  }

  /** Time that a group waited for its quota, summed over CPUs: `container_cpu_cfs_throttled_seconds_total`. */
  throttledUs(group: number): number {
    return this.throttledTimeUs[group]! + (this.mode === "planned" ? this.plan.throttledUs(group, this.timeUs) : 0);
  }

  /** Quota periods at whose end a group was throttled: `container_cpu_cfs_throttled_periods_total`. */
  throttledPeriods(group: number): number {
    return this.throttledPeriodCounts[group]! + (this.mode === "planned" ? this.plan.throttledPeriods(group, this.timeUs) : 0);
  }

  /** When a group will have got `amountUs` more CPU time if nothing changes; Infinity: never. */
  timeOfCpuUs(group: number, amountUs: number): number {
    this.resolve();
    if (amountUs <= 0) return this.timeUs;
    if (this.mode !== "free") return this.plan.timeOfCpuUs(group, this.plan.cpuUs(group, this.timeUs) + amountUs);
    return this.freeRates[group]! > 0 ? this.timeUs + amountUs / this.freeRates[group]! : Infinity;
  }

  /** The next instant at which rates change by themselves, because a quota is used up or filled again; Infinity: none. */
  nextChangeUs(): number {
    this.resolve();
    return this.mode === "free" ? Infinity : this.plan.nextChangeUs(this.timeUs);
  }

  /** Brings all counters up to now; the rates are unknown until somebody asks. */
  private open(): void {
    if (this.mode === "free") {
      for (let group = 0; group < this.tree.size; group++) this.settle(group);
    } else if (this.mode === "planned") {
      this.plan.addUntil(this.timeUs, {
        cpuUs: this.cpuTimeUs,
        throttledUs: this.throttledTimeUs,
        throttledPeriods: this.throttledPeriodCounts,
      });
      this.plan.stateAt(this.timeUs, this.usedUs, this.throttled);
      this.settledUs.fill(this.timeUs);
    }
    this.mode = "open";
  }

  /** Finds the rates after changes. */
  private resolve(): void {
    if (this.mode !== "open") return;
    if (this.layout.isOf(this.tree)) this.layout.refresh(this.tree);
    else this.layout = new CpuLayout(this.tree);
    const { ids, quotaPlaces, quotaUs } = this.layout;
    const wanted = this.layout.wanted();
    for (let place = 0; place < wanted.length; place++) this.freeRates[ids[place]!] = wanted[place]!;
    let everybodyServed = this.isUnbound(ROOT_GROUP);
    for (const place of quotaPlaces) {
      const group = ids[place]!;
      // A raised quota lets its group go.
      if (this.usedUs[group]! < quotaUs[place]! - ROUNDING_US) this.throttled[group] = 0;
      everybodyServed = everybodyServed && this.throttled[group] === 0 && this.isUnbound(group);
    }
    this.mode = everybodyServed ? "free" : "planned";
    if (!everybodyServed) this.plan.solve(this.layout, this.cpus, { usedUs: this.usedUs, throttled: this.throttled }, this.timeUs);
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
    if (this.mode !== "free") return this.plan.cpuUs(group, this.timeUs);
    return this.freeRates[group]! * (this.timeUs - this.settledUs[group]!);
  }
}

const ROUNDING_US = 1e-6;

function checkCpus(cpus: number): void {
  if (!(cpus > 0 && cpus < Infinity)) throw new RangeError(`found ${cpus} CPUs; accepted: above 0`);
}
