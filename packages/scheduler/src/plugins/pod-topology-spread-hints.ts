/**
 * When a pod that PodTopologySpread refused should be tried again: pods it counts came, went or were relabelled, or nodes moved
 * between domains.
 * Source: pkg/scheduler/framework/plugins/podtopologyspread/plugin.go (isSchedulableAfter*), Kubernetes v1.36.2.
 */
import type { Node, Pod } from "@orrery/sim-core/model";
import { Action, sameLabels, sameTaints, sameTolerations } from "../framework/index.ts";
import type { EventRegistration, HintDecision, PodInfo } from "../framework/index.ts";
import { LabelMaps } from "./label-maps.ts";
import { hasPlace, isSamePod } from "./same-pod.ts";
import type { SpreadConstraint } from "./spread-constraints.ts";

/** @param hardConstraints the DoNotSchedule constraints that hold for a pod; when it throws, the pod is queued. */
export function podTopologySpreadEvents(hardConstraints: (pod: PodInfo) => readonly SpreadConstraint[]): EventRegistration[] {
  const labels = new LabelMaps();
  return [
    {
      event: { resource: "Pod", action: Action.Add | Action.UpdatePodLabel | Action.UpdatePodToleration | Action.Delete },
      hint: (pod, oldPod, newPod) => {
        const before = oldPod as Pod | undefined;
        const after = newPod as Pod | undefined;
        if ((after !== undefined && !isInvolved(pod, after)) || (before !== undefined && !isInvolved(pod, before))) return "QueueSkip";
        return afterPodChange(pod, before, after, hardConstraints(pod), labels);
      },
    },
    {
      event: { resource: "Node", action: Action.Add | Action.Delete | Action.UpdateNodeLabel | Action.UpdateNodeTaint },
      hint: (pod, oldNode, newNode) => afterNodeChange(oldNode as Node | undefined, newNode as Node | undefined, hardConstraints(pod)),
    },
  ];
}

/** Only pods with a place in the waiting pod's namespace are counted. */
function isInvolved(waiting: PodInfo, other: Pod): boolean {
  if (isSamePod(waiting, other)) return true;
  return hasPlace(other) && (other.metadata.namespace ?? "default") === waiting.namespace;
}

function afterPodChange(
  waiting: PodInfo,
  before: Pod | undefined,
  after: Pod | undefined,
  constraints: readonly SpreadConstraint[],
  labels: LabelMaps,
): HintDecision {
  if (before !== undefined && after !== undefined) {
    if (
      isSamePod(waiting, after) &&
      constraints.some((c) => c.honorsTaints) &&
      !sameTolerations(before.spec.tolerations, after.spec.tolerations)
    ) {
      return "Queue";
    }
    if (sameLabels(before.metadata.labels, after.metadata.labels)) return "QueueSkip";
    const [was, is] = [labels.of(before), labels.of(after)];
    return constraints.some((c) => c.selector.matches(was) !== c.selector.matches(is)) ? "Queue" : "QueueSkip";
  }
  const one = after ?? before;
  if (one === undefined) return "QueueSkip";
  const own = labels.of(one);
  return constraints.some((c) => c.selector.matches(own)) ? "Queue" : "QueueSkip";
}

function afterNodeChange(before: Node | undefined, after: Node | undefined, constraints: readonly SpreadConstraint[]): HintDecision {
  const matched = before !== undefined && hasAllKeys(before, constraints);
  const matches = after !== undefined && hasAllKeys(after, constraints);
  if (before === undefined || after === undefined) return matched || matches ? "Queue" : "QueueSkip";
  if (matched !== matches) return "Queue";
  const moved = () =>
    constraints.some((c) => (before.metadata.labels?.[c.topologyKey] ?? "") !== (after.metadata.labels?.[c.topologyKey] ?? "")) ||
    !sameTaints(before.spec?.taints, after.spec?.taints);
  return matches && moved() ? "Queue" : "QueueSkip";
}

function hasAllKeys(node: Node, constraints: readonly SpreadConstraint[]): boolean {
  const labels = node.metadata.labels ?? {};
  return constraints.every((c) => Object.hasOwn(labels, c.topologyKey));
}
