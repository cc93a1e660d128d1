/**
 * NodeResourcesBalancedAllocation: prefers nodes whose resources the pod brings nearer to being equally full.
 * Source: pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go, Kubernetes v1.36.2 (the formula changed in 1.36).
 */
import { SKIP } from "../framework/index.ts";
import type { Cycle, NodeInfo, Plugin, PluginFactory, PodInfo, PreScoreResult, ScoreColumn, Status } from "../framework/index.ts";
import { resourcesSignature } from "./resources-signature.ts";
import { resourceScorer } from "./resource-scorer.ts";
import type { ResourceScorer, ScoredRequest } from "./resource-scorer.ts";
import type { ResourceSpec } from "./scoring-strategy.ts";

export const NODE_RESOURCES_BALANCED_ALLOCATION = "NodeResourcesBalancedAllocation";

/** NodeResourcesBalancedAllocationArgs with defaults applied; weights are not used by the formula. */
export interface BalancedAllocationArgs {
  readonly resources?: readonly ResourceSpec[];
}

export const newBalancedAllocation: PluginFactory = (args) => new BalancedAllocation(args as BalancedAllocationArgs);

class BalancedAllocation implements Plugin<undefined, ScoredRequest> {
  readonly name = NODE_RESOURCES_BALANCED_ALLOCATION;
  readonly scoreReads = "node";
  private readonly scorer: ResourceScorer;

  constructor(args: BalancedAllocationArgs) {
    this.scorer = resourceScorer({
      type: "Balanced",
      resources: args.resources ?? [
        { name: "cpu", weight: 1 },
        { name: "memory", weight: 1 },
      ],
    });
  }

  preScore({ pod }: Cycle): PreScoreResult<ScoredRequest> {
    const state = this.scorer.request(pod);
    return state.isNothing ? { status: SKIP } : { state };
  }

  score(state: ScoredRequest, _pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    this.scorer.score(state, nodes, count, out);
    return undefined;
  }

  signPod(pod: PodInfo): unknown {
    return resourcesSignature(pod);
  }
}
