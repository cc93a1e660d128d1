/** Why a pod is where it is, or nowhere: its attempts with refusals, best candidates, margin and tie, as data. */
import { AttemptOutcome } from "@orrery/scheduler/component";
import type { Candidate, RefusedNodes, Refusal } from "@orrery/scheduler/component";
import type { Simulation } from "../simulation/index.ts";

export const EXPLANATION_VERSION = 1;

export interface Explanation {
  readonly kind: "orrery/explanation";
  readonly version: typeof EXPLANATION_VERSION;
  readonly pod: string;
  readonly workload: string;
  readonly digest: string;
  readonly createdUs: number;
  /** null: it has no node. */
  readonly boundUs: number | null;
  readonly node: string | null;
  readonly phase: string;
  readonly removed: boolean;
  /** It had its node from the beginning, so that no attempt was needed. */
  readonly boundAtStart: boolean;
  readonly schedulingGates: readonly string[];
  readonly attempts: readonly ExplainedAttempt[];
}

export interface ExplainedAttempt {
  readonly timeUs: number;
  readonly outcome: "placed" | "unschedulable" | "error";
  /** Chosen; null when there is none. */
  readonly node: string | null;
  readonly evaluated: number;
  readonly feasible: number;
  /** Kubernetes' own; "" when placed. */
  readonly message: string;
  readonly refusals: readonly Refusal[];
  /** Score of the winner; null: taken unscored, as the only node that fits. */
  readonly total: number | null;
  /** Winner less the best other; null: there was no other. */
  readonly margin: number | null;
  /** Nodes that shared the best score. */
  readonly ties: number;
  /** Best first, at most ten; kept only for pods that the input asks to explain. */
  readonly candidates: readonly Candidate[];
  /** Which nodes refused it, the largest groups first; kept only of the newest attempt that placed nothing, for pods that are explained. */
  readonly refusedNodes: readonly RefusedNodes[];
}

/**
 * @param id number of the pod; left out: of several of that name, the last one
 * @returns undefined when no pod of that `namespace/name` has been created so far
 */
export function explainPod(simulation: Simulation, key: string, id?: number): Explanation | undefined {
  const { state, scheduler, input, digest } = simulation;
  const pod = id === undefined ? state.pods.findLast((each) => each.key === key) : state.pods[id];
  if (pod === undefined) return undefined;
  const attempts: ExplainedAttempt[] = [];
  for (let at = 0; at < scheduler.attempts.length; at++)
    if (scheduler.attempts.pod[at] === pod.id) attempts.push(explained(simulation, at));
  return {
    kind: "orrery/explanation",
    version: EXPLANATION_VERSION,
    pod: key,
    workload: pod.source.workload,
    digest,
    createdUs: pod.createdUs,
    boundUs: pod.boundUs < 0 ? null : pod.boundUs,
    node: pod.nodeId < 0 ? null : state.nodeName(pod.nodeId),
    phase: pod.phase,
    removed: pod.removed,
    boundAtStart: pod.id < input.boundPods.length,
    schedulingGates: (pod.source.spec.schedulingGates ?? []).map(({ name }) => name),
    attempts,
  };
}

/** Keys of pods that are like `key`: for "did you mean"; at most `count`. */
export function podKeysLike(simulation: Simulation, key: string, count: number): string[] {
  const name = key.slice(key.indexOf("/") + 1);
  const stem = name.replace(/[-_.]?\d*$/, "");
  const keys = simulation.state.pods.map((pod) => pod.key);
  const same = keys.filter((each) => each.endsWith(`/${name}`));
  const like = stem === "" ? [] : keys.filter((each) => each.includes(stem));
  return [...new Set([...same, ...like, ...keys])].slice(0, count);
}

function explained({ scheduler, state }: Simulation, at: number): ExplainedAttempt {
  const log = scheduler.attempts;
  const outcome = log.outcome[at]!;
  const placed = outcome === AttemptOutcome.placed;
  const kept = log.refusedNodes.get(log.pod[at]!);
  return {
    timeUs: log.timeUs[at]!,
    outcome: placed ? "placed" : outcome === AttemptOutcome.error ? "error" : "unschedulable",
    node: log.node[at]! < 0 ? null : state.nodeName(log.node[at]!),
    evaluated: log.evaluated[at]!,
    feasible: log.feasible[at]!,
    message: log.message(at),
    refusals: log.refusals(at),
    total: log.total[at]! < 0 ? null : log.total[at]!,
    margin: log.margin[at]! < 0 ? null : log.margin[at]!,
    ties: log.ties[at]!,
    candidates: log.candidates.get(at) ?? [],
    refusedNodes: kept?.attempt === at ? kept.groups : [],
  };
}
