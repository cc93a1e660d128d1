/** Who refused what in one attempt. Source: pkg/scheduler/framework/types.go (Diagnosis, NodeToStatus, FitError). */
import { byCodeUnits } from "@orrery/sim-core/model";
import { isRejected } from "../framework/index.ts";
import type { NodeInfo, Status } from "../framework/index.ts";

export class Diagnosis {
  /** Nodes with a status of their own, in the order they were refused, and that status. */
  readonly nodes: NodeInfo[] = [];
  readonly statuses: Status[] = [];
  /** Status of every node that is not listed. */
  absent: Status = NOT_VISITED;
  /** Set when a PreFilter plugin refused the pod for all nodes at once. */
  preFilterMessage = "";
  postFilterMessage = "";
  readonly unschedulablePlugins = new Set<string>();
  readonly pendingPlugins = new Set<string>();
  private nominated: NodeInfo | undefined;
  private bySlot: Map<number, Status> | undefined;

  refuse(node: NodeInfo, status: Status): void {
    this.nodes.push(node);
    this.statuses.push(status);
    this.bySlot = undefined;
    this.addPluginStatus(status);
  }

  /** As `refuse`, unless the node already has a status: then that is replaced (the nominated node is visited twice). */
  refuseOnce(node: NodeInfo, status: Status): void {
    const at = this.nominated === node ? 0 : -1;
    if (at < 0) {
      if (this.nodes.length === 0) this.nominated = node;
      this.refuse(node, status);
      return;
    }
    this.statuses[at] = status;
    this.bySlot = undefined;
    this.addPluginStatus(status);
  }

  addPluginStatus(status: Status): void {
    if (status.plugin === "") return;
    if (isRejected(status)) this.unschedulablePlugins.add(status.plugin);
    if (status.code === "Pending") this.pendingPlugins.add(status.plugin);
  }

  /** The status of a node: its own or the common one. */
  statusOf(node: NodeInfo): Status {
    if (this.bySlot === undefined) {
      this.bySlot = new Map();
      for (let i = 0; i < this.nodes.length; i++) this.bySlot.set(this.nodes[i]!.slot, this.statuses[i]!);
    }
    return this.bySlot.get(node.slot) ?? this.absent;
  }

  /** Nodes on which preemption may help: refused with plain Unschedulable, in snapshot order. */
  nodesForPreemption(all: readonly NodeInfo[]): NodeInfo[] {
    return all.filter((node) => this.statusOf(node).code === "Unschedulable");
  }

  /** How many nodes gave each reason. */
  reasonCounts(nodeCount: number): Map<string, number> {
    const counts = new Map<string, number>();
    const add = (status: Status, nodes: number) => {
      for (const reason of status.reasons) counts.set(reason, (counts.get(reason) ?? 0) + nodes);
    };
    for (const status of this.statuses) add(status, 1);
    if (this.nodes.length < nodeCount) add(this.absent, nodeCount - this.nodes.length);
    return counts;
  }

  /** Kubernetes' sentence for a pod that fits nowhere: "0/12 nodes are available: 3 Insufficient cpu, ...". */
  message(nodeCount: number): string {
    let text = `0/${nodeCount} nodes are available:`;
    if (this.preFilterMessage !== "") {
      text += ` ${this.preFilterMessage}.`;
    } else {
      const parts = [...this.reasonCounts(nodeCount)].map(([reason, count]) => `${count} ${reason}`).sort(byCodeUnits);
      if (parts.length > 0) text += ` ${parts.join(", ")}.`;
    }
    if (this.postFilterMessage !== "") text += ` ${this.postFilterMessage}`;
    return text;
  }
}

const NOT_VISITED: Status = { code: "UnschedulableAndUnresolvable", plugin: "", reasons: [] };

/** Status.Message of Go: the reasons in one line. */
export function statusMessage(status: Status): string {
  return status.reasons.join(", ");
}
