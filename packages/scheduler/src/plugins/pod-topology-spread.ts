/**
 * PodTopologySpread: keeps matching pods even over the values of a topology key, as a rule (DoNotSchedule) or a wish (ScheduleAnyway).
 * Source: pkg/scheduler/framework/plugins/podtopologyspread/{filtering,scoring,plugin}.go, Kubernetes v1.36.2.
 */
import type { TopologySpreadConstraint } from "@orrery/sim-core/model";
import { errorStatus, SKIP, unresolvable, unschedulable } from "../framework/index.ts";
import type {
  Cycle,
  Handle,
  NodeInfo,
  Plugin,
  PluginFactory,
  PodInfo,
  PreFilterResult,
  PreScoreResult,
  ScoreColumn,
  Snapshot,
  Status,
} from "../framework/index.ts";
import { podTopologySpreadEvents } from "./pod-topology-spread-hints.ts";
import { InclusionPolicies, SpreadConstraints } from "./spread-constraints.ts";
import { SpreadCounts } from "./spread-counts.ts";
import { SpreadScores } from "./spread-scores.ts";

export const POD_TOPOLOGY_SPREAD = "PodTopologySpread";

/** PodTopologySpreadArgs with defaults applied. */
export interface PodTopologySpreadArgs {
  readonly defaultConstraints?: readonly TopologySpreadConstraint[];
  readonly defaultingType?: "System" | "List";
}

const SYSTEM_DEFAULTS: readonly TopologySpreadConstraint[] = [
  { topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway", maxSkew: 3 },
  { topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway", maxSkew: 5 },
];

const LABEL_MISSING = unresolvable(POD_TOPOLOGY_SPREAD, "node(s) didn't match pod topology spread constraints (missing required label)");
const TOO_SKEWED = unschedulable(POD_TOPOLOGY_SPREAD, "node(s) didn't match pod topology spread constraints");

export const newPodTopologySpread: PluginFactory = (args, handle) => new PodTopologySpread(args as PodTopologySpreadArgs, handle);

class PodTopologySpread implements Plugin<SpreadCounts[], SpreadScores> {
  readonly name = POD_TOPOLOGY_SPREAD;
  readonly filterReads = "cluster";
  readonly scoreReads = "cluster";
  private readonly constraints: SpreadConstraints;
  private readonly systemDefaulted: boolean;
  private readonly hasDefaults: boolean;
  private readonly snapshot: Snapshot;

  constructor(args: PodTopologySpreadArgs, handle: Handle) {
    this.systemDefaulted = (args.defaultingType ?? "System") === "System";
    const defaults = this.systemDefaulted ? SYSTEM_DEFAULTS : (args.defaultConstraints ?? []);
    this.hasDefaults = defaults.length > 0;
    this.constraints = new SpreadConstraints(handle.listers, defaults);
    this.snapshot = handle.snapshot;
  }

  eventsToRegister() {
    return podTopologySpreadEvents((pod) => this.constraints.constraints(pod, "DoNotSchedule"));
  }

  preFilter({ pod, snapshot }: Cycle): PreFilterResult<SpreadCounts[]> {
    let hard;
    try {
      hard = this.constraints.constraints(pod, "DoNotSchedule");
    } catch (error) {
      return {
        status: errorStatus(POD_TOPOLOGY_SPREAD, `get constraints from pod: ${error instanceof Error ? error.message : String(error)}`),
      };
    }
    if (hard.length === 0) return { status: SKIP };
    const policies = new InclusionPolicies(pod);
    return { state: hard.map((_, i) => SpreadCounts.count(snapshot, pod, hard, i, policies)) };
  }

  filter(state: SpreadCounts[], _pod: PodInfo, node: NodeInfo): Status | undefined {
    for (let i = 0; i < state.length; i++) {
      const skew = state[i]!.skewOn(node.slot);
      if (skew === undefined) return LABEL_MISSING;
      if (skew > state[i]!.maxSkew) return TOO_SKEWED;
    }
    return undefined;
  }

  addPod(state: SpreadCounts[], pod: PodInfo, added: PodInfo, node: NodeInfo): Status | undefined {
    this.update(state, pod, added, node, 1);
    return undefined;
  }

  removePod(state: SpreadCounts[], pod: PodInfo, removed: PodInfo, node: NodeInfo): Status | undefined {
    this.update(state, pod, removed, node, -1);
    return undefined;
  }

  cloneState(state: SpreadCounts[]): SpreadCounts[] {
    return state.map((counts) => counts.clone());
  }

  preScore({ pod, snapshot }: Cycle, nodes: readonly NodeInfo[], count: number): PreScoreResult<SpreadScores> {
    let soft;
    const own = (pod.template.spec.topologySpreadConstraints ?? []).length > 0;
    try {
      soft = this.constraints.constraints(pod, "ScheduleAnyway");
    } catch (error) {
      const text = own ? "obtaining pod's soft topology spread constraints" : "setting default soft topology spread constraints";
      return {
        status: errorStatus(
          POD_TOPOLOGY_SPREAD,
          `calculating preScoreState: ${text}: ${error instanceof Error ? error.message : String(error)}`,
        ),
      };
    }
    if (soft.length === 0) return { status: SKIP };
    return { state: new SpreadScores(snapshot, pod, soft, nodes, count, own || !this.systemDefaulted) };
  }

  score(state: SpreadScores, _pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    state.score(nodes, count, out);
    return undefined;
  }

  normalizeScore(state: SpreadScores, _pod: PodInfo, _nodes: readonly NodeInfo[], count: number, scores: ScoreColumn): Status | undefined {
    state.normalize(count, scores);
    return undefined;
  }

  signPod(pod: PodInfo): unknown {
    return this.hasDefaults || (pod.template.spec.topologySpreadConstraints ?? []).length > 0 ? undefined : [];
  }

  private update(state: SpreadCounts[], pod: PodInfo, other: PodInfo, node: NodeInfo, delta: 1 | -1): void {
    if (other.namespace !== pod.namespace) return;
    for (const counts of state) {
      if (this.snapshot.topology(counts.constraint.topologyKey).valueOf[node.slot]! < 0) return;
    }
    const policies = new InclusionPolicies(pod);
    for (const counts of state) {
      if (counts.constraint.selector.matches(other.template.labels) && policies.include(counts.constraint, node))
        counts.add(node.slot, delta);
    }
  }
}
