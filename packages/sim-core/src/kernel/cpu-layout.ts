/** The control groups of a node side by side: by places instead of ids, level by level, so that siblings are neighbours. */
import { type CgroupTree, ROOT_GROUP } from "./cgroup-tree.ts";

/** A picture of a tree; groups and quotas that come and go make it outdated, other changes are taken over by {@link refresh}. */
export class CpuLayout {
  readonly size: number;
  /** Ids by place; the root comes first, parents before their children. */
  readonly ids: Int32Array;
  /** Places by id; -1: no such group. */
  readonly places: Int32Array;
  readonly parents: Int32Array;
  /** Children have the places from here ... */
  readonly childFrom: Int32Array;
  /** ... to before here. */
  readonly childTo: Int32Array;
  readonly weights: Float64Array;
  readonly threads: Float64Array;
  /** Infinity: none. */
  readonly quotaUs: Float64Array;
  readonly periodUs: Float64Array;
  /** Places of groups that have a quota, deepest first. */
  readonly quotaPlaces: readonly number[];
  /** As of the tree: the different periods, and when all of them end together. */
  periodsUs: readonly number[] = [];
  cycleUs = Infinity;
  private readonly sums: Float64Array;
  private readonly version: number;

  constructor(tree: CgroupTree) {
    this.version = tree.version;
    const order: number[] = [ROOT_GROUP];
    const parents: number[] = [-1];
    const childFrom: number[] = [];
    const childTo: number[] = [];
    for (let place = 0; place < order.length; place++) {
      childFrom.push(order.length);
      for (const child of tree.children[order[place]!]!) {
        order.push(child);
        parents.push(place);
      }
      childTo.push(order.length);
    }
    this.size = order.length;
    this.ids = Int32Array.from(order);
    this.places = new Int32Array(tree.size).fill(-1);
    order.forEach((id, place) => (this.places[id] = place));
    this.parents = Int32Array.from(parents);
    this.childFrom = Int32Array.from(childFrom);
    this.childTo = Int32Array.from(childTo);
    this.weights = new Float64Array(this.size);
    this.threads = new Float64Array(this.size);
    this.quotaUs = new Float64Array(this.size);
    this.periodUs = new Float64Array(this.size);
    this.sums = new Float64Array(this.size);
    this.quotaPlaces = Array.from(order.keys())
      .filter((place) => tree.quotas[order[place]!] !== undefined)
      .reverse();
    this.refresh(tree);
  }

  /** Whether it still shows the groups that there are. */
  isOf(tree: CgroupTree): boolean {
    return this.version === tree.version;
  }

  /** Takes over weights, threads and quotas. */
  refresh(tree: CgroupTree): void {
    for (let place = 0; place < this.size; place++) {
      const id = this.ids[place]!;
      const quota = tree.quotas[id];
      this.weights[place] = tree.weights[id]!;
      this.threads[place] = tree.threads[id]!;
      this.quotaUs[place] = quota === undefined ? Infinity : quota.quotaUs;
      this.periodUs[place] = quota === undefined ? Infinity : quota.periodUs;
    }
    this.periodsUs = tree.periodsUs;
    this.cycleUs = tree.cycleUs;
  }

  /** What each group wants with all below it, throttled or not; until the next call. */
  wanted(): Float64Array {
    const { sums, parents, threads } = this;
    sums.set(threads);
    for (let place = this.size - 1; place > 0; place--) sums[parents[place]!]! += sums[place]!;
    return sums;
  }
}
