/**
 * The extension points of the scheduling framework. One small file per plugin implements this interface.
 *
 * What differs from Go: a plugin's cycle state is handed to its own functions as a value `S` instead of being looked up by key;
 * success is `undefined`; `score` fills a whole column at once, because one virtual call per plugin is far cheaper than one per node.
 * Source: staging/src/k8s.io/kube-scheduler/framework/interface.go, Kubernetes v1.36.2.
 */
import type { Cycle } from "./cycle.ts";
import type { NodeInfo } from "./node-info.ts";
import type { PodInfo } from "./pod-info.ts";
import type { FailedSearch, PostFilterResult } from "./post-filter.ts";
import type { EventRegistration } from "./cluster-event.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Status } from "./status.ts";

/**
 * What a verdict or score depends on besides the pod's template and the plugin's arguments. From it the incremental evaluator knows what
 * a change invalidates: nothing on the node ("template"), that node alone ("node"), the nodes sharing a topology value with it
 * ("domain"), or everything ("cluster").
 */
export type Reads = "template" | "node" | "domain" | "cluster";

export interface PreFilterResult<S> {
  /** Handed to filter, addPod, removePod, reserve, preBind of the same plugin. */
  state?: S;
  /** Non-success: SKIP, a refusal for all nodes, or an error. */
  status?: Status;
  /** If present, only these nodes can be feasible. */
  nodeNames?: ReadonlySet<string>;
}

export interface PreScoreResult<T> {
  state?: T;
  status?: Status;
}

/** Raw scores: `out[i]` belongs to `nodes[i]` for i < count. */
export type ScoreColumn = Float64Array;

/** What a queue order may look at. */
export interface QueueOrderKey {
  readonly podInfo: PodInfo;
  /** When the pod entered the queue, or came back after its last attempt. */
  readonly timestampUs: number;
}

/** The write that makes a pod run on a node: `pods/binding`. */
export interface Binding {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly nodeName: string;
}

export interface Plugin<S = unknown, T = unknown> {
  readonly name: string;

  /** QueueSort: whether `a` is scheduled strictly before `b`. Exactly one plugin of a configuration has it. */
  less?(a: QueueOrderKey, b: QueueOrderKey): boolean;

  /** Before the pod may enter the active queue. */
  preEnqueue?(pod: PodInfo): Status | undefined;
  /** Which cluster events may make a pod that this plugin refused schedulable. */
  eventsToRegister?(): EventRegistration[];

  /**
   * Whether nodes are searched in vain without it; absent means the plugin has no PreFilter. `nodes`: all nodes of the snapshot, in order.
   */
  preFilter?(cycle: Cycle): PreFilterResult<S>;
  /** Must not change anything. `state` is what preFilter returned (undefined without preFilter). */
  filter?(state: S, pod: PodInfo, node: NodeInfo): Status | undefined;
  readonly filterReads?: Reads;
  /** An early answer to a whole search: true promises that `filter` would pass every node of the snapshot. */
  passesEveryNode?(state: S, pod: PodInfo, snapshot: Snapshot): boolean;
  /** Adjusts the state as if `added` ran on `node` (nominated pods, preemption). `node` already contains it. */
  addPod?(state: S, pod: PodInfo, added: PodInfo, node: NodeInfo): Status | undefined;
  /** Adjusts the state as if `removed` had left `node`. `node` no longer contains it. */
  removePod?(state: S, pod: PodInfo, removed: PodInfo, node: NodeInfo): Status | undefined;
  /** Needed with addPod/removePod: an independent copy of the state. */
  cloneState?(state: S): S;

  /** Called when no node is feasible. */
  postFilter?(search: FailedSearch): PostFilterResult;

  /** `nodes`: the feasible nodes, first `count` entries, in the order found. `state`: what preFilter of this plugin returned. */
  preScore?(cycle: Cycle, nodes: readonly NodeInfo[], count: number, state: S | undefined): PreScoreResult<T>;
  /** Fills `out`; answers a Status only for an error. `state`: what preScore returned (undefined without preScore). */
  score?(state: T, pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined;
  /** Turns raw scores into 0..100, in place. */
  normalizeScore?(state: T, pod: PodInfo, nodes: readonly NodeInfo[], count: number, scores: ScoreColumn): Status | undefined;
  readonly scoreReads?: Reads;
  /**
   * An early answer to a whole scoring: the normalized score that every feasible node would get; undefined when that takes looking at them.
   */
  uniformScore?(state: T, pod: PodInfo, snapshot: Snapshot): number | undefined;

  reserve?(state: S, pod: PodInfo, node: NodeInfo): Status | undefined;
  unreserve?(state: S, pod: PodInfo, node: NodeInfo): void;
  permit?(state: S, pod: PodInfo, node: NodeInfo): { status?: Status; timeoutUs?: number };
  /**
   * Whether preBind has work to do for this pod on this node, and does it at once in the model (its duration is the scheduler's setting).
   */
  preBind?(state: S, pod: PodInfo, node: NodeInfo): Status | undefined;
  /** The write to make; undefined leaves the pod to the next Bind plugin. */
  bind?(pod: PodInfo, node: NodeInfo): Binding | undefined;

  /** Two pods with equal fragments from every plugin may share a ranking (opportunistic batching); undefined: this pod may not. */
  signPod?(pod: PodInfo): unknown;
}
