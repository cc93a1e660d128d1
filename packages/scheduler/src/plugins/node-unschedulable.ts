/**
 * NodeUnschedulable: a cordoned node takes only pods that tolerate it. Source:
 * pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go, v1.36.2.
 */
import { toleratesTaint } from "@orrery/sim-core/model";
import type { Node, Pod, Taint, Toleration } from "@orrery/sim-core/model";
import { Action, unresolvable } from "../framework/index.ts";
import type { HintDecision, Plugin, PodInfo } from "../framework/index.ts";
import { isSamePod } from "./same-pod.ts";
import { tolerationsSignature } from "./tolerations-signature.ts";

export const NODE_UNSCHEDULABLE = "NodeUnschedulable";

const CORDON: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };
const CORDONED = unresolvable(NODE_UNSCHEDULABLE, "node(s) were unschedulable");

/** The plugin; it takes no arguments. */
export function newNodeUnschedulable(): Plugin {
  return {
    name: NODE_UNSCHEDULABLE,
    filterReads: "node",

    passesEveryNode: (_state, _pod, snapshot) => snapshot.census.cordoned === 0,

    filter(_state, pod, node) {
      if (!node.unschedulable) return undefined;
      return toleratesCordon(pod.template.tolerations) ? undefined : CORDONED;
    },

    eventsToRegister: () => [
      { event: { resource: "Node", action: Action.Add | Action.UpdateNodeTaint }, hint: afterNodeChange },
      { event: { resource: "Pod", action: Action.UpdatePodToleration }, hint: afterTolerationChange },
    ],
    signPod: tolerationsSignature,
  };
}

function toleratesCordon(tolerations: readonly Toleration[]): boolean {
  for (const toleration of tolerations) if (toleratesTaint(toleration, CORDON)) return true;
  return false;
}

function afterNodeChange(_pod: PodInfo, oldNode: unknown, newNode: unknown): HintDecision {
  const before = oldNode as Node | undefined;
  if ((newNode as Node).spec?.unschedulable === true) return "QueueSkip";
  return before === undefined || before.spec?.unschedulable === true ? "Queue" : "QueueSkip";
}

function afterTolerationChange(pod: PodInfo, _old: unknown, changed: unknown): HintDecision {
  const other = changed as Pod;
  return isSamePod(pod, other) && toleratesCordon(other.spec.tolerations ?? []) ? "Queue" : "QueueSkip";
}
