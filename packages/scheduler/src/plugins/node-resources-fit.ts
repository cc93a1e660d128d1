/**
 * NodeResourcesFit: does the pod fit into what is left, and how full will the node be.
 * Source: pkg/scheduler/framework/plugins/noderesources/fit.go, Kubernetes v1.36.2.
 *
 * Not modelled: extended resources backed by dynamic resource allocation (DeviceClass).
 */
import { isExtendedResourceName } from "@orrery/sim-core/model";
import { unresolvable, unschedulable } from "../framework/index.ts";
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
import { fitEvents } from "./node-resources-fit-hints.ts";
import { resourcesSignature } from "./resources-signature.ts";
import { resourceScorer } from "./resource-scorer.ts";
import type { ScoredRequest, ResourceScorer } from "./resource-scorer.ts";
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
  /** One shared Status per combination of what lacks. */
  readonly refusals: Map<number, Status>;
}

class NodeResourcesFit implements Plugin<FitState, ScoredRequest> {
  readonly name = NODE_RESOURCES_FIT;
  readonly filterReads = "node";
  readonly scoreReads = "node";
  private readonly ignored: ReadonlySet<string>;
  private readonly ignoredGroups: ReadonlySet<string>;
  private readonly scorer: ResourceScorer;
  private readonly states = new WeakMap<object, FitState>();

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
    if (request.huge || node.huge) return exactRefusal(pod, node, state);
    const tooManyPods = node.pods.length + 1 > node.allocatablePods;
    if (state.requestsNothing) return tooManyPods ? NO_MORE_PODS : undefined;
    if (
      !tooManyPods &&
      fits(request.milliCpu, node.allocatableMilliCpu, node.requestedMilliCpu) &&
      fits(request.memory, node.allocatableMemory, node.requestedMemory) &&
      fits(request.ephemeralStorage, node.allocatableEphemeralStorage, node.requestedEphemeralStorage) &&
      (state.scalarNames.length === 0 || scalarsFit(state, node))
    ) {
      return undefined;
    }
    const bits = shortageBits(state, pod, node);
    let status = state.refusals.get(bits);
    if (status === undefined) {
      status = statusOfBits(bits, state);
      state.refusals.set(bits, status);
    }
    return status;
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
      refusals: new Map(),
    };
  }

  private isIgnored(name: string): boolean {
    return isExtendedResourceName(name) && (this.ignored.has(name) || this.ignoredGroups.has(name.split("/")[0]!));
  }
}

const NO_MORE_PODS = unschedulable(NODE_RESOURCES_FIT, "Too many pods");

function exactRefusal(pod: PodInfo, node: NodeInfo, state: FitState): Status | undefined {
  const shortage = exactFit(pod, node, state.scalarNames);
  if (shortage === undefined) return undefined;
  return (shortage.unresolvable ? unresolvable : unschedulable)(NODE_RESOURCES_FIT, ...shortage.reasons);
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

/** Bits of a shortage: what lacks, the scalar resources from `FIRST_SCALAR` on, and whether even the empty node would not do. */
const TOO_MANY_PODS = 1;
const CPU = 2;
const MEMORY = 4;
const EPHEMERAL_STORAGE = 8;
const UNRESOLVABLE = 16;
const FIRST_SCALAR = 32;

/** What the node lacks as bits, so that a refusal costs no allocation; 0 when the pod fits. */
function shortageBits(state: FitState, pod: PodInfo, node: NodeInfo): number {
  let bits = node.pods.length + 1 > node.allocatablePods ? TOO_MANY_PODS : 0;
  const { milliCpu, memory, ephemeralStorage } = pod.template.request;
  if (!fits(milliCpu, node.allocatableMilliCpu, node.requestedMilliCpu)) bits |= CPU | beyond(milliCpu, node.allocatableMilliCpu);
  if (!fits(memory, node.allocatableMemory, node.requestedMemory)) bits |= MEMORY | beyond(memory, node.allocatableMemory);
  if (!fits(ephemeralStorage, node.allocatableEphemeralStorage, node.requestedEphemeralStorage)) {
    bits |= EPHEMERAL_STORAGE | beyond(ephemeralStorage, node.allocatableEphemeralStorage);
  }
  for (let i = 0, bit = FIRST_SCALAR; i < state.scalarNames.length; i++, bit *= 2) {
    const name = state.scalarNames[i]!;
    const amount = state.scalarAmounts[i]!;
    const allocatable = node.allocatableScalar.get(name) ?? 0;
    // Unlike the others, a negative scalar request is compared too; allocatable - requested may be negative.
    if (amount <= allocatable - (node.requestedScalar.get(name) ?? 0)) continue;
    bits += bit + (bits & UNRESOLVABLE ? 0 : beyond(amount, allocatable));
  }
  return bits;
}

function beyond(amount: number, allocatable: number): number {
  return amount > allocatable ? UNRESOLVABLE : 0;
}

function statusOfBits(bits: number, state: FitState): Status {
  const reasons: string[] = [];
  if (bits & TOO_MANY_PODS) reasons.push("Too many pods");
  if (bits & CPU) reasons.push("Insufficient cpu");
  if (bits & MEMORY) reasons.push("Insufficient memory");
  if (bits & EPHEMERAL_STORAGE) reasons.push("Insufficient ephemeral-storage");
  let scalars = Math.floor(bits / FIRST_SCALAR);
  for (const name of state.scalarNames) {
    if (scalars % 2 === 1) reasons.push(`Insufficient ${name}`);
    scalars = Math.floor(scalars / 2);
  }
  return { code: bits & UNRESOLVABLE ? "UnschedulableAndUnresolvable" : "Unschedulable", plugin: NODE_RESOURCES_FIT, reasons };
}
