/** Whether a plugin that registered for one kind of event is to hear of another. Source: pkg/scheduler/framework/types.go (MatchClusterEvents). */
import { Action } from "../framework/index.ts";
import type { ClusterEvent, EventResource } from "../framework/index.ts";

/** Stands for "anything may have changed": the timeout of the unschedulable pool, and activation by a plugin. */
export const WILDCARD_EVENT: ClusterEvent = { resource: "*", action: Action.All };

export function isWildcard(event: ClusterEvent): boolean {
  return event.resource === "*" && event.action === Action.All;
}

/** An incoming event must be as specific as the registered one, or more so: a general update does not reach who asked for label updates. */
export function matchesEvent(registered: ClusterEvent, incoming: ClusterEvent): boolean {
  if (isWildcard(registered)) return true;
  return matchesResource(registered.resource, incoming.resource) && (registered.action & incoming.action) !== 0 && incoming.action <= registered.action;
}

/** Kubernetes' label of an event, as in its metrics: "NodeAdd", "AssignedPodDelete", "UnschedulablePodUpdatePodLabel". */
export function eventLabel(event: ClusterEvent): string {
  const resource = event.resource === "UnscheduledPod" ? "UnschedulablePod" : event.resource;
  const name = Object.entries(Action).find(([, bits]) => bits === event.action)?.[0] ?? "";
  return `${resource}${name}`;
}

function matchesResource(registered: EventResource, incoming: EventResource): boolean {
  if (registered === "*" || registered === incoming) return true;
  return registered === "Pod" && (incoming === "AssignedPod" || incoming === "UnscheduledPod");
}
