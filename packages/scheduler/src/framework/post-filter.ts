/** The PostFilter extension point: what a plugin may do for a pod that no node takes. Source: kube-scheduler/framework/interface.go. */
import type { Cycle } from "./cycle.ts";
import type { NodeInfo } from "./node-info.ts";
import type { PodInfo } from "./pod-info.ts";
import type { Status } from "./status.ts";

/** The cycle's plugin states; opaque to PostFilter plugins. */
export interface FilterStates {
  clone(): FilterStates;
}

/** What the failed search left behind, and the means to try again on changed copies of nodes. */
export interface FailedSearch {
  readonly cycle: Cycle;
  readonly states: FilterStates;
  /** The node's status in the failed search. */
  statusOf(node: NodeInfo): Status;
  /** Whether the plugin's PreFilter was reached: an unresolvable refusal by an earlier plugin ends PreFilter. */
  preFilterRan(plugin: { readonly name: string }): boolean;
  /** Nodes refused with plain Unschedulable, in snapshot order. */
  readonly potentialNodes: readonly NodeInfo[];
  /** All filters, with nominated pods of higher or equal priority counted as present; undefined: the pod fits. */
  runFilters(states: FilterStates, node: NodeInfo): Status | undefined;
  /** Puts a pod on a copy of a node and tells the PreFilter extensions; answers only an error. */
  addPod(states: FilterStates, pod: PodInfo, node: NodeInfo): Status | undefined;
  removePod(states: FilterStates, pod: PodInfo, node: NodeInfo): Status | undefined;
  nowUs(): number;
  random(stream: string): number;
}

export interface Victims {
  readonly node: NodeInfo;
  /** Most important first. */
  readonly pods: readonly PodInfo[];
  readonly pdbViolations: number;
}

export interface PostFilterResult {
  /** undefined: success, the pod was nominated. */
  status?: Status;
  /** "" clears status.nominatedNodeName, a name sets it, undefined leaves it. */
  nominatedNodeName?: string;
  /** Whom the nomination evicts. */
  victims?: Victims;
}
