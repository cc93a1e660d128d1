/**
 * Matching pods per topology value for one hard constraint, with the two smallest counts tracked as Go tracks them.
 * Source: pkg/scheduler/framework/plugins/podtopologyspread/filtering.go (preFilterState, criticalPaths).
 */
import type { PodInfo, Snapshot, TopologyColumn } from "../framework/index.ts";
import type { InclusionPolicies, SpreadConstraint } from "./spread-constraints.ts";

const MAX_INT32 = 2147483647;
/** Stands for the empty topology value, which Go's unused slots carry. */
const EMPTY_VALUE = -1;

export class SpreadCounts {
  readonly constraint: SpreadConstraint;
  readonly maxSkew: number;
  private readonly column: TopologyColumn;
  private readonly counts: Int32Array;
  /** Values that some included node has. */
  private readonly registered: Uint8Array;
  private domains: number;
  private readonly self: number;
  /** The smallest count is exact at first; after removals elsewhere it may be too high, as in Go. */
  private readonly value = [EMPTY_VALUE, EMPTY_VALUE];
  private readonly least = [MAX_INT32, MAX_INT32];

  private constructor(
    constraint: SpreadConstraint,
    column: TopologyColumn,
    counts: Int32Array,
    registered: Uint8Array,
    domains: number,
    self: number,
  ) {
    this.constraint = constraint;
    this.maxSkew = constraint.maxSkew;
    this.column = column;
    this.counts = counts;
    this.registered = registered;
    this.domains = domains;
    this.self = self;
  }

  /** Counts over all nodes that have every constraint's key and that the policies of constraint `at` include. */
  static count(
    snapshot: Snapshot,
    pod: PodInfo,
    constraints: readonly SpreadConstraint[],
    at: number,
    policies: InclusionPolicies,
  ): SpreadCounts {
    const constraint = constraints[at]!;
    const column = snapshot.topology(constraint.topologyKey);
    const others = constraints.filter((_, i) => i !== at).map((c) => snapshot.topology(c.topologyKey).valueOf);
    const { valueOf } = column;
    const podsOn = snapshot.podCounts(pod.namespace, constraint.selector);
    const counts = new Int32Array(column.values.length);
    const registered = new Uint8Array(column.values.length);
    const { nodes } = snapshot;
    const all = policies.includesAll(constraint);
    let domains = 0;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      const slot = node.slot;
      const value = valueOf[slot]!;
      if (value < 0 || (others.length > 0 && !hasAll(others, slot)) || (!all && !policies.include(constraint, node))) continue;
      counts[value] = counts[value]! + podsOn[slot]!;
      if (registered[value] === 0) {
        registered[value] = 1;
        domains += 1;
      }
    }
    const self = constraint.selector.matches(pod.template.labels) ? 1 : 0;
    const result = new SpreadCounts(constraint, column, counts, registered, domains, self);
    for (let value = 0; value < counts.length; value++) {
      if (registered[value] === 1) result.track(value, counts[value]!);
    }
    return result;
  }

  /** How far apart the values would be with the pod on the node; undefined where the node lacks the key. */
  skewOn(slot: number): number | undefined {
    const value = this.column.valueOf[slot]!;
    if (value < 0) return undefined;
    const least = this.domains < this.constraint.minDomains ? 0 : this.least[0]!;
    return this.counts[value]! + this.self - least;
  }

  /** A matching pod came to or left the node. */
  add(slot: number, delta: 1 | -1): void {
    const value = this.column.valueOf[slot]!;
    this.counts[value] = this.counts[value]! + delta;
    if (this.registered[value] === 0) {
      this.registered[value] = 1;
      this.domains += 1;
    }
    this.track(value, this.counts[value]!);
  }

  clone(): SpreadCounts {
    const copy = new SpreadCounts(this.constraint, this.column, this.counts.slice(), this.registered.slice(), this.domains, this.self);
    for (let i = 0; i < 2; i++) {
      copy.value[i] = this.value[i]!;
      copy.least[i] = this.least[i]!;
    }
    return copy;
  }

  private track(number: number, count: number): void {
    const { value, least } = this;
    const name = this.column.values[number] === "" ? EMPTY_VALUE : number;
    const at = name === value[0] ? 0 : name === value[1] ? 1 : -1;
    if (at >= 0) {
      least[at] = count;
      if (least[0]! > least[1]!) {
        [value[0], value[1]] = [value[1]!, value[0]!];
        [least[0], least[1]] = [least[1]!, least[0]!];
      }
    } else if (count < least[0]!) {
      value[1] = value[0]!;
      least[1] = least[0]!;
      value[0] = name;
      least[0] = count;
    } else if (count < least[1]!) {
      value[1] = name;
      least[1] = count;
    }
  }
}

function hasAll(columns: readonly Int32Array[], slot: number): boolean {
  for (const valueOf of columns) {
    if (valueOf[slot]! < 0) return false;
  }
  return true;
}
