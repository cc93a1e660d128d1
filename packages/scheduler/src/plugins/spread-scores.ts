/** Scores for soft topology spread constraints. Source: pkg/scheduler/framework/plugins/podtopologyspread/scoring.go. */
import { log } from "@orrery/sim-core/engine";
import type { NodeInfo, PodInfo, ScoreColumn, Snapshot } from "../framework/index.ts";
import { InclusionPolicies } from "./spread-constraints.ts";
import type { SpreadConstraint } from "./spread-constraints.ts";

const HOSTNAME = "kubernetes.io/hostname";

interface ConstraintScore {
  /** Topology value number per node slot. */
  readonly valueOf: Int32Array;
  /** Matching pods by node slot, for the hostname; by topology value otherwise. */
  readonly counts: Int32Array;
  readonly isHostname: boolean;
  readonly weight: number;
  readonly maxSkew: number;
}

export class SpreadScores {
  private readonly constraints: readonly ConstraintScore[];
  /** By position among the feasible nodes: the node lacks a key that every node must have. */
  private readonly ignored: Uint8Array;

  constructor(
    snapshot: Snapshot,
    pod: PodInfo,
    soft: readonly SpreadConstraint[],
    feasible: readonly NodeInfo[],
    count: number,
    requireAll: boolean,
  ) {
    const columns = soft.map((c) => snapshot.topology(c.topologyKey).valueOf);
    this.ignored = new Uint8Array(count);
    let ignoredCount = 0;
    if (requireAll) {
      for (let i = 0; i < count; i++) {
        if (hasAll(columns, feasible[i]!.slot)) continue;
        this.ignored[i] = 1;
        ignoredCount += 1;
      }
    }
    const policies = new InclusionPolicies(pod);
    this.constraints = soft.map((constraint, at) => {
      const podsOn = snapshot.podCounts(pod.namespace, constraint.selector);
      const valueOf = columns[at]!;
      const maxSkew = constraint.maxSkew;
      if (constraint.topologyKey === HOSTNAME) {
        return { valueOf, counts: podsOn, isHostname: true, weight: log(count - ignoredCount + 2), maxSkew };
      }
      const { values: texts } = snapshot.topology(constraint.topologyKey);
      const values = texts.length;
      // With system defaults a node without the label counts under the empty value, which may have a number or not.
      const missing = texts.includes("") ? texts.indexOf("") : values;
      const candidate = new Uint8Array(values + 1);
      let size = 0;
      for (let i = 0; i < count; i++) {
        if (this.ignored[i] === 1) continue;
        const value = number(valueOf[feasible[i]!.slot]!, missing);
        if (candidate[value] === 0) {
          candidate[value] = 1;
          size += 1;
        }
      }
      const counts = new Int32Array(values + 1);
      const all = policies.includesAll(constraint);
      const { nodes } = snapshot;
      for (let i = 0; i < nodes.length; i++) {
        const node = nodes[i]!;
        const slot = node.slot;
        const value = number(valueOf[slot]!, missing);
        if (candidate[value] === 0 || podsOn[slot] === 0) continue;
        if ((requireAll && !hasAll(columns, slot)) || (!all && !policies.include(constraint, node))) continue;
        counts[value] = counts[value]! + podsOn[slot]!;
      }
      return { valueOf, counts, isHostname: false, weight: log(size + 2), maxSkew };
    });
  }

  score(nodes: readonly NodeInfo[], count: number, out: ScoreColumn): void {
    const { constraints, ignored } = this;
    for (let i = 0; i < count; i++) {
      let sum = 0;
      if (ignored[i] === 0) {
        const slot = nodes[i]!.slot;
        for (let c = 0; c < constraints.length; c++) {
          const { valueOf, counts, isHostname, weight, maxSkew } = constraints[c]!;
          const value = valueOf[slot]!;
          if (value >= 0) sum += counts[isHostname ? slot : value]! * weight + (maxSkew - 1);
        }
      }
      const whole = Math.floor(sum);
      out[i] = sum - whole >= 0.5 ? whole + 1 : whole;
    }
  }

  normalize(count: number, scores: ScoreColumn): void {
    let min = Number.MAX_SAFE_INTEGER;
    let max = 0;
    for (let i = 0; i < count; i++) {
      if (this.ignored[i] === 1) continue;
      if (scores[i]! < min) min = scores[i]!;
      if (scores[i]! > max) max = scores[i]!;
    }
    for (let i = 0; i < count; i++) {
      if (this.ignored[i] === 1) scores[i] = 0;
      else scores[i] = max === 0 ? 100 : Math.trunc((100 * (max + min - scores[i]!)) / max);
    }
  }
}

function number(value: number, missing: number): number {
  return value < 0 ? missing : value;
}

function hasAll(columns: readonly Int32Array[], slot: number): boolean {
  for (const valueOf of columns) {
    if (valueOf[slot]! < 0) return false;
  }
  return true;
}
