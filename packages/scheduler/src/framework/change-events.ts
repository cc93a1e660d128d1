/** The cluster events that an update of a node or a pod amounts to. Source: pkg/scheduler/framework/events.go, Kubernetes v1.36.2. */
import { parseQuantity, podRequests } from "@orrery/sim-core/model";
import type { Node, NodeCondition, Pod, ResourceList } from "@orrery/sim-core/model";
import { Action } from "./cluster-event.ts";
import type { ClusterEvent } from "./cluster-event.ts";
import { sameLabels, sameTaints } from "./same-fields.ts";

/** One event per kind of change, in Kubernetes' order; none when nothing changed that scheduling looks at. */
export function nodeSchedulingPropertiesChange(oldNode: Node, newNode: Node): ClusterEvent[] {
  const actions: number[] = [];
  if (oldNode.spec?.unschedulable === true && newNode.spec?.unschedulable !== true) actions.push(Action.UpdateNodeTaint);
  if (!sameAmounts(oldNode.status?.allocatable, newNode.status?.allocatable)) actions.push(Action.UpdateNodeAllocatable);
  if (!sameLabels(oldNode.metadata.labels, newNode.metadata.labels)) actions.push(Action.UpdateNodeLabel);
  if (!sameTaints(oldNode.spec?.taints, newNode.spec?.taints)) actions.push(Action.UpdateNodeTaint);
  if (!sameStatuses(oldNode.status?.conditions, newNode.status?.conditions)) actions.push(Action.UpdateNodeCondition);
  if (!sameLabels(oldNode.metadata.annotations, newNode.metadata.annotations)) actions.push(Action.UpdateNodeAnnotation);
  if (!sameNames(oldNode.status?.declaredFeatures, newNode.status?.declaredFeatures)) actions.push(Action.UpdateNodeDeclaredFeature);
  return actions.map((action) => ({ resource: "Node", action }));
}

/** One event per kind of change, in Kubernetes' order; a general update when no specific one describes it. */
export function podSchedulingPropertiesChange(oldPod: Pod, newPod: Pod): ClusterEvent[] {
  const resource = newPod.spec.nodeName ? "AssignedPod" : "UnscheduledPod";
  const actions: number[] = [];
  if (!sameLabels(oldPod.metadata.labels, newPod.metadata.labels)) actions.push(Action.UpdatePodLabel);
  if (scaledDown(oldPod, newPod)) actions.push(Action.UpdatePodScaleDown);
  if (count(oldPod.spec.schedulingGates) > 0 && count(newPod.spec.schedulingGates) === 0)
    actions.push(Action.UpdatePodSchedulingGatesEliminated);
  // Tolerations can be added but never changed or removed, so counting them is enough.
  if (count(oldPod.spec.tolerations) !== count(newPod.spec.tolerations)) actions.push(Action.UpdatePodToleration);
  if (claimStatusesChanged(oldPod, newPod)) actions.push(Action.UpdatePodGeneratedResourceClaim);
  if (actions.length === 0) actions.push(Action.Update);
  return actions.map((action) => ({ resource, action }));
}

function scaledDown(oldPod: Pod, newPod: Pod): boolean {
  if (oldPod.spec === newPod.spec && oldPod.status === newPod.status) return false;
  const now = podRequests(newPod, { useStatusResources: true });
  for (const [name, before] of podRequests(oldPod, { useStatusResources: true })) {
    const amount = now.get(name);
    if (amount === undefined || before.milliValue() > amount.milliValue()) return true;
  }
  return false;
}

function sameAmounts(a: ResourceList | undefined, b: ResourceList | undefined): boolean {
  if (a === b) return true;
  const before = a ?? {};
  const after = b ?? {};
  const names = Object.keys(before);
  if (names.length !== Object.keys(after).length) return false;
  return names.every((name) => {
    const [x, y] = [before[name], after[name]];
    return x === y || (x !== undefined && y !== undefined && parseQuantity(x).cmp(parseQuantity(y)) === 0);
  });
}

/** Only the status counts: heartbeats, reasons and messages change without effect. The last condition of a type wins. */
function sameStatuses(a: readonly NodeCondition[] | undefined, b: readonly NodeCondition[] | undefined): boolean {
  if (a === b) return true;
  const before = new Map((a ?? []).map((c) => [c.type, c.status]));
  const after = new Map((b ?? []).map((c) => [c.type, c.status]));
  return before.size === after.size && [...before].every(([type, status]) => after.get(type) === status);
}

function sameNames(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return count(a) === count(b) && (a ?? []).every((name, i) => name === b?.[i]);
}

/** The two status fields are compared as written: the API server keeps the order of their entries. */
function claimStatusesChanged(oldPod: Pod, newPod: Pod): boolean {
  return ["resourceClaimStatuses", "extendedResourceClaimStatus"].some((field) => {
    const [before, after] = [oldPod.status?.[field], newPod.status?.[field]];
    return before !== after && JSON.stringify(before ?? []) !== JSON.stringify(after ?? []);
  });
}

function count(list: readonly unknown[] | undefined | null): number {
  return list?.length ?? 0;
}
