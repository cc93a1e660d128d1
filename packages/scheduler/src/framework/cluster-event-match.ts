/**
 * Which registrations an event reaches, and how an event is written. Source: pkg/scheduler/framework/types.go
 * (MatchClusterEvents), v1.36.2.
 */
import { byCodeUnits } from "@orrery/sim-core/model";
import { Action } from "./cluster-event.ts";
import type { ClusterEvent, EventResource } from "./cluster-event.ts";

/**
 * Whether a plugin that registered for `registered` hears of `incoming`. The incoming event must be as specific as the
 * registration, or more so: a general Pod/Update does not reach who asked for Pod/UpdatePodLabel.
 */
export function eventMatches(registered: ClusterEvent, incoming: ClusterEvent): boolean {
  if (registered.resource === "*" && registered.action === Action.All) return true;
  return (
    resourceMatches(registered.resource, incoming.resource) &&
    (registered.action & incoming.action) !== 0 &&
    incoming.action <= registered.action
  );
}

/** `Node/UpdateNodeTaint`, `storage.k8s.io/CSINode/Add`; combined actions by name, joined with `|`. */
export function formatClusterEvent(event: ClusterEvent): string {
  return `${formatEventResource(event.resource)}/${formatAction(event.action)}`;
}

/** Kubernetes' name of the resource, with its API group where it has one. */
export function formatEventResource(resource: EventResource): string {
  if (resource === "UnscheduledPod") return "UnschedulablePod";
  const group = GROUPS.get(resource);
  return group === undefined ? resource : `${group}/${resource}`;
}

/** `Add`, `Update`, `All`; a combination in alphabetical order, with all update bits together written as `Update`. */
export function formatAction(action: number): string {
  if (action === Action.All) return "All";
  const names: string[] = [];
  let left = action;
  if ((action & Action.Update) === Action.Update) {
    names.push("Update");
    left &= ~Action.Update;
  }
  for (const [name, bits] of Object.entries(Action)) {
    if (bits !== Action.All && bits !== Action.Update && (left & bits) !== 0) names.push(name);
  }
  return names.sort(byCodeUnits).join("|");
}

const GROUPS: ReadonlyMap<EventResource, string> = new Map([
  ["CSINode", "storage.k8s.io"],
  ["CSIDriver", "storage.k8s.io"],
  ["CSIStorageCapacity", "storage.k8s.io"],
  ["StorageClass", "storage.k8s.io"],
  ["VolumeAttachment", "storage.k8s.io"],
  ["ResourceClaim", "resource.k8s.io"],
  ["DeviceClass", "resource.k8s.io"],
  ["ResourceSlice", "resource.k8s.io"],
]);

function resourceMatches(registered: EventResource, incoming: EventResource): boolean {
  if (registered === "*" || registered === incoming) return true;
  return registered === "Pod" && (incoming === "AssignedPod" || incoming === "UnscheduledPod");
}
