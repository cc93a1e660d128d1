/**
 * A policy that a person typed, as a plugin of the scheduler: `filter(pod, node)` gives a reason to refuse, `score(pod, node)` 0 to 100.
 * Each call has a limit of time; what is thrown in it stops the run with the line that threw.
 */
import type { NodeInfo, Plugin, PodInfo, ScoreColumn, Status } from "@orrery/scheduler/framework";
import { unschedulable } from "@orrery/scheduler/framework";
import type { RegisteredPlugin } from "@orrery/scheduler/config";

export interface PolicyFunctions {
  readonly filter?: (pod: PolicyPod, node: PolicyNode) => unknown;
  readonly score?: (pod: PolicyPod, node: PolicyNode) => unknown;
  /** Of the score, beside the weights of Kubernetes' plugins; 10 by default. */
  readonly weight?: unknown;
}

/** What the functions are shown: copies, so that they can change nothing. */
export interface PolicyPod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly milliCpu: number;
  readonly memoryBytes: number;
  readonly priority: number;
}

export interface PolicyNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pods: number;
  readonly allocatableMilliCpu: number;
  readonly allocatableMemoryBytes: number;
  readonly requestedMilliCpu: number;
  readonly requestedMemoryBytes: number;
}

export const OWN_POLICY = "OwnPolicy";
/** Of one call. */
const LIMIT_MS = 200;

/** What a typed policy did wrong; the message is for its author. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  /** Of the typed text, from 1; 0: unknown. */
  readonly line: number;

  constructor(message: string, line = 0) {
    super(message);
    this.line = line;
  }
}

export function ownPolicy(functions: PolicyFunctions): RegisteredPlugin {
  const points = [
    ...(functions.filter === undefined ? [] : ["filter" as const]),
    ...(functions.score === undefined ? [] : ["score" as const]),
  ];
  if (points.length === 0) throw new PolicyError("it defines neither filter(pod, node) nor score(pod, node)");
  return { name: OWN_POLICY, points, factory: () => new OwnPolicy(functions) };
}

class OwnPolicy implements Plugin<undefined, undefined> {
  readonly name = OWN_POLICY;
  readonly filterReads = "cluster";
  readonly scoreReads = "cluster";
  readonly filter?: (state: undefined, pod: PodInfo, node: NodeInfo) => Status | undefined;
  readonly score?: (state: undefined, pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn) => Status | undefined;

  constructor({ filter, score }: PolicyFunctions) {
    if (filter !== undefined)
      this.filter = (_, pod, node) => {
        const reason = called("filter", () => filter(podOf(pod), nodeOf(node)));
        if (reason === undefined || reason === null || reason === true || reason === "") return undefined;
        return unschedulable(OWN_POLICY, typeof reason === "string" ? reason : "node(s) were refused by the typed policy");
      };
    if (score !== undefined)
      this.score = (_, pod, nodes, count, out) => {
        const shown = podOf(pod);
        for (let i = 0; i < count; i++) {
          const value = called("score", () => score(shown, nodeOf(nodes[i]!)));
          if (typeof value !== "number" || !(value >= 0 && value <= 100))
            throw new PolicyError(`score(pod, node) gave ${String(value)}; accepted: 0 to 100`);
          out[i] = Math.floor(value);
        }
        return undefined;
      };
  }
}

function called(what: string, call: () => unknown): unknown {
  const beganMs = performance.now();
  let answer: unknown;
  try {
    answer = call();
  } catch (error) {
    if (error instanceof PolicyError) throw error;
    throw new PolicyError(
      `${what}(pod, node): ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
      lineOf(error),
    );
  }
  const tookMs = performance.now() - beganMs;
  if (tookMs > LIMIT_MS) throw new PolicyError(`${what}(pod, node) took ${Math.round(tookMs)} ms; at most ${LIMIT_MS} ms are given`);
  return answer;
}

/** Lines of the program in front of what was typed. */
export const LINES_BEFORE = 2;

/** Where in the typed text an error came from; 0: unknown. */
export function lineOf(error: unknown): number {
  const found = /blob:[^\s)]*?:(\d+):\d+/.exec(error instanceof Error ? (error.stack ?? "") : "");
  return found === null ? 0 : Math.max(0, Number(found[1]) - LINES_BEFORE);
}

function podOf({ name, namespace, pod, request }: PodInfo): PolicyPod {
  const { labels = {} } = pod.metadata;
  return {
    name,
    namespace,
    labels: { ...labels },
    milliCpu: request.milliCpu,
    memoryBytes: request.memory,
    priority: pod.spec.priority ?? 0,
  };
}

function nodeOf(node: NodeInfo): PolicyNode {
  return {
    name: node.name,
    labels: Object.fromEntries(node.labels),
    pods: node.pods.length,
    allocatableMilliCpu: node.allocatableMilliCpu,
    allocatableMemoryBytes: node.allocatableMemory,
    requestedMilliCpu: node.requestedMilliCpu,
    requestedMemoryBytes: node.requestedMemory,
  };
}
