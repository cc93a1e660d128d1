/** The control groups of one node: who is in whom, with which weight, which quota and how many threads that want to run. */

/** CPU time that a group may use in each period. */
export interface CpuQuota {
  /** Microseconds of CPU time, over all CPUs. */
  readonly quotaUs: number;
  /** Microseconds, whole, 1000 to 1000000. */
  readonly periodUs: number;
}

/** The group that holds all others. */
export const ROOT_GROUP = 0;

/**
 * Groups by dense ids, which are used again after a removal. Only groups without children have threads.
 *
 * Not modelled: a quota with burst (cpu.cfs_burst_us), idle groups (cpu.idle), sets of CPUs.
 */
export class CgroupTree {
  readonly parents: number[] = [-1];
  readonly children: number[][] = [[]];
  readonly weights: number[] = [1];
  readonly quotas: (CpuQuota | undefined)[] = [undefined];
  /** Threads that want to run; a fraction of one where a thread wants to run part of the time. */
  readonly threads: number[] = [0];
  /** Rises when a group or a quota comes or goes. */
  version = 0;
  /** After this time all quotas are full at once: the least common multiple of their periods; Infinity without quotas. */
  cycleUs = Infinity;
  /** The different periods of all quotas. */
  periodsUs: readonly number[] = [];
  /** How many groups have a quota of that period. */
  private readonly periodCounts = new Map<number, number>();
  private readonly removed: number[] = [];

  /** Ids are below this. */
  get size(): number {
    return this.parents.length;
  }

  /** @throws RangeError for a parent that is not there or has threads, or numbers out of range. */
  add(parent: number, weight: number, quota: CpuQuota | undefined): number {
    this.check(parent);
    if (this.threads[parent]! > 0) throw new RangeError(`group ${parent} has threads; accepted: a parent without threads of its own`);
    checkWeight(weight);
    const group = this.removed.pop() ?? this.parents.length;
    this.parents[group] = parent;
    this.children[group] = [];
    this.weights[group] = weight;
    this.quotas[group] = undefined;
    this.threads[group] = 0;
    this.children[parent]!.push(group);
    this.version++;
    if (quota !== undefined) this.setQuota(group, quota);
    return group;
  }

  /** @throws RangeError for the root, an unknown group, or one that has children. */
  remove(group: number): void {
    this.check(group);
    if (group === ROOT_GROUP || this.children[group]!.length > 0) {
      throw new RangeError(`group ${group} cannot be removed; accepted: a group without children that is not the root`);
    }
    if (this.quotas[group] !== undefined) this.setQuota(group, undefined);
    const siblings = this.children[this.parents[group]!]!;
    siblings.splice(siblings.indexOf(group), 1);
    this.parents[group] = REMOVED;
    this.threads[group] = 0;
    this.removed.push(group);
    this.version++;
  }

  setWeight(group: number, weight: number): void {
    this.check(group);
    checkWeight(weight);
    this.weights[group] = weight;
  }

  setQuota(group: number, quota: CpuQuota | undefined): void {
    this.check(group);
    if (quota !== undefined) checkQuota(quota);
    const before = this.quotas[group];
    this.quotas[group] = quota;
    if ((before === undefined) !== (quota === undefined)) this.version++;
    if (before?.periodUs === quota?.periodUs) return;
    if (before !== undefined) this.countPeriod(before.periodUs, -1);
    if (quota !== undefined) this.countPeriod(quota.periodUs, 1);
  }

  setThreads(group: number, threads: number): void {
    this.check(group);
    if (!(threads >= 0 && threads < Infinity)) throw new RangeError(`found ${threads} threads; accepted: 0 and more`);
    if (this.children[group]!.length > 0)
      throw new RangeError(`group ${group} has children; accepted: threads of a group without children`);
    this.threads[group] = threads;
  }

  /** @throws RangeError when there is no such group. */
  check(group: number): void {
    if (this.parents[group] === undefined || this.parents[group] === REMOVED) throw new RangeError(`there is no group ${group}`);
  }

  private countPeriod(periodUs: number, more: number): void {
    const before = this.periodCounts.get(periodUs) ?? 0;
    if (before + more > 0) this.periodCounts.set(periodUs, before + more);
    else this.periodCounts.delete(periodUs);
    if (before > 0 && before + more > 0) return;
    this.periodsUs = [...this.periodCounts.keys()];
    this.cycleUs = this.periodsUs.length === 0 ? Infinity : this.periodsUs.reduce(leastCommonMultiple);
  }
}

const REMOVED = -2;

function checkWeight(weight: number): void {
  if (!(weight > 0 && weight < Infinity)) throw new RangeError(`found the weight ${weight}; accepted: above 0`);
}

function checkQuota({ quotaUs, periodUs }: CpuQuota): void {
  if (!(quotaUs > 0 && quotaUs < Infinity)) throw new RangeError(`found a quota of ${quotaUs} us; accepted: above 0`);
  if (!(Number.isInteger(periodUs) && periodUs >= 1000 && periodUs <= 1_000_000)) {
    throw new RangeError(`found a quota period of ${periodUs} us; accepted: a whole number from 1000 to 1000000`);
  }
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
