/** The wildcard event, and the labels of events. Source: pkg/scheduler/framework/{events,types}.go. */
import { Action, formatAction, formatEventResource } from "../framework/index.ts";
import type { ClusterEvent } from "../framework/index.ts";

/** Stands for "anything may have changed": the timeout of the unschedulable pool, and activation by a plugin. */
export const WILDCARD_EVENT: ClusterEvent = { resource: "*", action: Action.All };

export function isWildcard(event: ClusterEvent): boolean {
  return event.resource === "*" && event.action === Action.All;
}

/** Kubernetes' label of an event, as in its metrics: "NodeAdd", "AssignedPodDelete", "UnschedulablePodUpdatePodLabel". */
export function eventLabel(event: ClusterEvent): string {
  return `${formatEventResource(event.resource)}${formatAction(event.action)}`;
}
