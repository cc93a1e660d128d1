/**
 * NodeResourcesFit: does the pod fit into what is left, and how full will the node be.
 * Source: pkg/scheduler/framework/plugins/noderesources/fit.go, Kubernetes v1.36.2.
 *
 * Not modelled: extended resources backed by dynamic resource allocation (DeviceClass).
 */
import { isExtendedResourceName } from "@orrery/sim-core/model";
import type {
  Cycle,
  NodeInfo,
  Plugin,
  PluginFactory,
  PodInfo,
  PreFilterResult,
  PreScoreResult,
  ScoreColumn,
  Status,
} from "../framework/index.ts";
import { exactFit } from "./node-resources-exact.ts";
import type { Shortage } from "./node-resources-exact.ts";
import { fitEvents } from "./node-resources-fit-hints.ts";
import { resourcesSignature } from "./resources-signature.ts";
import { ResourceScorer, resourceScorer } from "./resource-scorer.ts";
import type { ScoredRequest } from "./resource-scorer.ts";
import type { ResourceSpec, ScoringStrategy } from "./scoring-strategy.ts";

export const NODE_RESOURCES_FIT = "NodeResourcesFit";

/** NodeResourcesFitArgs with defaults applied. */
export interface NodeResourcesFitArgs {
  readonly ignoredResources?: readonly string[];
  readonly ignoredResourceGroups?: readonly string[];
  readonly scoringStrategy?: ScoringStrategy;
}

const DEFAULT_RESOURCES: readonly ResourceSpec[] = [
  { name: "cpu", weight: 1 },
  { name: "memory", weight: 1 },
];

export const newNodeResourcesFit: PluginFactory = (args) => new NodeResourcesFit(args as NodeResourcesFitArgs);

export interface FitState {
  /** Scalar resources that are checked, side by side with their amounts. */
  readonly scalarNames: readonly string[];
  readonly scalarAmounts: readonly number[];
  readonly requestsNothing: boolean;
}

class NodeResourcesFit implements Plugin<FitState, ScoredRequest> {
  readonly name = NODE_RESOURCES_FIT;
  readonly filterReads = "node";
  readonly scoreReads = "node";
  private readonly ignored: ReadonlySet<string>;
  private readonly ignoredGroups: ReadonlySet<string>;
  private readonly scorer: ResourceScorer;
  private readonly states = new WeakMap<object, FitState>();
  private readonly refusals = new Map<string, Status>();

  constructor(args: NodeResourcesFitArgs) {
    this.ignored = new Set(args.ignoredResources ?? []);
    this.ignoredGroups = new Set(args.ignoredResourceGroups ?? []);
    this.scorer = resourceScorer(args.scoringStrategy ?? { type: "LeastAllocated", resources: DEFAULT_RESOURCES });
  }

  eventsToRegister() {
    return fitEvents();
  }

  preFilter({ pod }: Cycle): PreFilterResult<FitState> {
    let state = this.states.get(pod.template);
    if (state === undefined) {
      state = this.stateOf(pod);
      this.states.set(pod.template, state);
    }
    return { state };
  }

  filter(state: FitState, pod: PodInfo, node: NodeInfo): Status | undefined {
    const request = pod.template.request;
    if (request.huge || node.huge) return this.refuse(exactFit(pod, node, state.scalarNames));
    const tooManyPods = node.pods.length + 1 > node.allocatablePods;
    if (state.requestsNothing) return tooManyPods ? this.refuse({ reasons: ["Too many pods"], unresolvable: false }) : undefined;
    if (
      !tooManyPods &&
      fits(request.milliCpu, node.allocatableMilliCpu, node.requestedMilliCpu) &&
      fits(request.memory, node.allocatableMemory, node.requestedMemory) &&
      fits(request.ephemeralStorage, node.allocatableEphemeralStorage, node.requestedEphemeralStorage) &&
      (state.scalarNames.length === 0 || scalarsFit(state, node))
    ) {
      return undefined;
    }
    return this.refuse(shortages(state, pod, node));
  }

  preScore({ pod }: Cycle): PreScoreResult<ScoredRequest> {
    return { state: this.scorer.request(pod) };
  }

  score(state: ScoredRequest, _pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    this.scorer.score(state, nodes, count, out);
    return undefined;
  }

  signPod(pod: PodInfo): unknown {
    return resourcesSignature(pod);
  }

  private stateOf(pod: PodInfo): FitState {
    const { milliCpu, memory, ephemeralStorage, scalar } = pod.template.request;
    const checked = [...scalar].filter(([name, amount]) => amount !== 0 && !this.isIgnored(name));
    return {
      scalarNames: checked.map(([name]) => name),
      scalarAmounts: checked.map(([, amount]) => amount),
      requestsNothing: milliCpu === 0 && memory === 0 && ephemeralStorage === 0 && scalar.size === 0,
    };
  }

  private isIgnored(name: string): boolean {
    return isExtendedResourceName(name) && (this.ignored.has(name) || this.ignoredGroups.has(name.split("/")[0]!));
  }

  /** One shared Status per combination of reasons. */
  private refuse(shortage: Shortage | undefined): Status | undefined {
    if (shortage === undefined) return undefined;
    const key = `${shortage.unresolvable}|${shortage.reasons.join("|")}`;
    let status = this.refusals.get(key);
    if (status === undefined) {
      status = {
        code: shortage.unresolvable ? "UnschedulableAndUnresolvable" : "Unschedulable",
        plugin: NODE_RESOURCES_FIT,
        reasons: shortage.reasons,
      };
      this.refusals.set(key, status);
    }
    return status;
  }
}

function fits(request: number, allocatable: number, requested: number): boolean {
  return request <= 0 || request <= allocatable - requested;
}

function scalarsFit(state: FitState, node: NodeInfo): boolean {
  for (let i = 0; i < state.scalarNames.length; i++) {
    const name = state.scalarNames[i]!;
    if (state.scalarAmounts[i]! > (node.allocatableScalar.get(name) ?? 0) - (node.requestedScalar.get(name) ?? 0)) return false;
  }
  return true;
}

function shortages(state: FitState, pod: PodInfo, node: NodeInfo): Shortage | undefined {
  const reasons: string[] = [];
  let unresolvable = false;
  const check = (name: string, request: number, allocatable: number, requested: number) => {
    if (fits(request, allocatable, requested)) return;
    reasons.push(`Insufficient ${name}`);
    if (request > allocatable) unresolvable = true;
  };
  if (node.pods.length + 1 > node.allocatablePods) reasons.push("Too many pods");
  const request = pod.template.request;
  check("cpu", request.milliCpu, node.allocatableMilliCpu, node.requestedMilliCpu);
  check("memory", request.memory, node.allocatableMemory, node.requestedMemory);
  check("ephemeral-storage", request.ephemeralStorage, node.allocatableEphemeralStorage, node.requestedEphemeralStorage);
  for (let i = 0; i < state.scalarNames.length; i++) {
    const name = state.scalarNames[i]!;
    const request = state.scalarAmounts[i]!;
    const allocatable = node.allocatableScalar.get(name) ?? 0;
    // Unlike the others, a negative scalar request is compared too; allocatable - requested may be negative.
    if (request > allocatable - (node.requestedScalar.get(name) ?? 0)) {
      reasons.push(`Insufficient ${name}`);
      if (request > allocatable) unresolvable = true;
    }
  }
  return reasons.length > 0 ? { reasons, unresolvable } : undefined;
}
