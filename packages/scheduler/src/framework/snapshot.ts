/** The scheduler's view of the nodes during one cycle. Source: pkg/scheduler/backend/cache/snapshot.go. */
import type { Selector } from "@orrery/sim-core/model";
import type { ImageStates } from "./image-states.ts";
import type { NodeInfo } from "./node-info.ts";
import type { PodTemplate } from "./pod-template.ts";

/** Dense numbers for the values of one node label: `valueOf[node.slot]` is -1 where the node lacks the label. */
export interface TopologyColumn {
  readonly key: string;
  readonly valueOf: Int32Array;
  /** Value texts by number. */
  readonly values: readonly string[];
}

export interface Snapshot {
  /** All nodes, zones interleaved as node_tree.go does. */
  readonly nodes: readonly NodeInfo[];
  get(nodeName: string): NodeInfo | undefined;
  /** How many nodes have a trait that most clusters have nowhere. */
  readonly census: NodeCensus;
  /** Columns by `NodeInfo.slot` are at least this long. */
  readonly slots: number;
  /** The label `key` of every node as numbers. */
  topology(key: string): TopologyColumn;
  /**
   * Per node slot: how many pods of `namespace` on that node match `selector` and are not being deleted. Kept up to date between cycles;
   * the
   * caller must not write to it.
   */
  podCounts(namespace: string, selector: Selector): Int32Array;
  /**
   * The templates that have running pods with affinity or anti-affinity terms of any kind, with the count of such pods per node slot
   * (terminating
   * pods included).
   */
  affinityHolders(): Iterable<TemplateOnNodes>;
  /** The templates that have running pods at all, likewise. */
  templatesOnNodes(): Iterable<TemplateOnNodes>;
  /** Whether a pod on some node mounts the claim `namespace/name` (shared_lister.go, IsPVCUsedByPods). */
  isClaimUsed(key: string): boolean;
  /** Which images lie on which nodes. Absent: whoever asks counts them anew. */
  readonly images?: ImageStates;
}

export interface NodeCensus {
  /** spec.unschedulable is set. */
  readonly cordoned: number;
  /** Taints of any effect. */
  readonly tainted: number;
}

export interface TemplateOnNodes {
  readonly template: PodTemplate;
  /** Pods of the template in all. */
  readonly total: number;
  /** node slot -> pods of the template on it (only > 0). */
  readonly bySlot: ReadonlyMap<number, number>;
}
