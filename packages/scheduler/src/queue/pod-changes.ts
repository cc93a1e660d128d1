/**
 * Which events an update of a pod amounts to. Source: pkg/scheduler/framework/events.go (PodSchedulingPropertiesChange).
 *
 * Not modelled: a request below one unit of its resource (half a byte) that shrinks.
 */
import { Action } from "../framework/index.ts";
import type { ClusterEvent, PodInfo } from "../framework/index.ts";

/** In Kubernetes' order; a general update if nothing of this changed. */
export function podChangeEvents(newPod: PodInfo, oldPod: PodInfo): ClusterEvent[] {
  const resource = (newPod.pod.spec.nodeName ?? "") === "" ? "UnscheduledPod" : "AssignedPod";
  const actions: number[] = [];
  if (labelsChanged(newPod, oldPod)) actions.push(Action.UpdatePodLabel);
  if (scaledDown(newPod, oldPod)) actions.push(Action.UpdatePodScaleDown);
  if (count(newPod.pod.spec.schedulingGates) === 0 && count(oldPod.pod.spec.schedulingGates) > 0) {
    actions.push(Action.UpdatePodSchedulingGatesEliminated);
  }
  if (count(newPod.pod.spec.tolerations) !== count(oldPod.pod.spec.tolerations)) actions.push(Action.UpdatePodToleration);
  if (claimStatusesChanged(newPod, oldPod)) actions.push(Action.UpdatePodGeneratedResourceClaim);
  return (actions.length > 0 ? actions : [Action.Update]).map((action) => ({ resource, action }));
}

function labelsChanged(newPod: PodInfo, oldPod: PodInfo): boolean {
  const now = newPod.pod.metadata.labels ?? {};
  const before = oldPod.pod.metadata.labels ?? {};
  if (now === before) return false;
  const keys = Object.keys(now);
  return keys.length !== Object.keys(before).length || keys.some((key) => !Object.hasOwn(before, key) || before[key] !== now[key]);
}

function scaledDown(newPod: PodInfo, oldPod: PodInfo): boolean {
  if (newPod.request === oldPod.request) return false;
  const now = newPod.request.exact;
  const before = oldPod.request.exact;
  if (before.milliCPU > now.milliCPU || before.memory > now.memory || before.ephemeralStorage > now.ephemeralStorage) return true;
  for (const [name, amount] of before.scalar) {
    const left = now.scalar.get(name);
    if (left === undefined || amount > left) return true;
  }
  return false;
}

/** The two status fields are compared as written: the API server keeps the order of their entries. */
function claimStatusesChanged(newPod: PodInfo, oldPod: PodInfo): boolean {
  return ["resourceClaimStatuses", "extendedResourceClaimStatus"].some((field) => {
    const now = newPod.pod.status?.[field];
    const before = oldPod.pod.status?.[field];
    return now !== before && JSON.stringify(now ?? []) !== JSON.stringify(before ?? []);
  });
}

function count(list: readonly unknown[] | undefined): number {
  return list?.length ?? 0;
}
