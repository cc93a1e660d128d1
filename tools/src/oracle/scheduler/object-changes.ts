/**
 * The cluster events that the scheduler's event handlers derive from a change of an object. Source:
 * pkg/scheduler/eventhandlers.go, v1.36.2.
 */
import { Action, nodeSchedulingPropertiesChange, podSchedulingPropertiesChange } from "@orrery/scheduler/framework";
import type { ClusterEvent, EventResource } from "@orrery/scheduler/framework";
import type { Node, Pod } from "@orrery/sim-core/model";
import { complete } from "./schedule-cluster.ts";

/** An event with the objects that queueing hints receive. */
export interface ObjectChange {
  readonly event: ClusterEvent;
  readonly oldObject: unknown;
  readonly newObject: unknown;
}

/** @param waiting the pod in the queue that the events are put before */
export function objectChanges(resource: string, waiting: Pod, oldObject: unknown, newObject: unknown): ObjectChange[] {
  if (resource === "Pod") {
    const pod = (object: unknown) => (object === undefined ? undefined : complete(object as Pod));
    return podChanges(waiting, pod(oldObject), pod(newObject));
  }
  const kind = resource as EventResource;
  if (resource === "Node" && oldObject !== undefined && newObject !== undefined) {
    return withObjects(nodeSchedulingPropertiesChange(oldObject as Node, newObject as Node), oldObject, newObject);
  }
  const action = oldObject === undefined ? Action.Add : newObject === undefined ? Action.Delete : Action.Update;
  return withObjects([{ resource: kind, action }], oldObject, newObject);
}

function podChanges(waiting: Pod, before: Pod | undefined, after: Pod | undefined): ObjectChange[] {
  if (before === undefined) return after?.spec.nodeName ? assigned(Action.Add, undefined, after) : [];
  if (after === undefined) return before.spec.nodeName ? assigned(Action.Delete, before, undefined) : nominationGone(waiting, before);
  if (!before.spec.nodeName) {
    if (after.spec.nodeName) return assigned(Action.Add, undefined, after);
    if (after.metadata.uid !== waiting.metadata.uid) {
      return before.status?.nominatedNodeName === after.status?.nominatedNodeName ? [] : nominationGone(waiting, before);
    }
  }
  return withObjects(podSchedulingPropertiesChange(before, after), before, after);
}

/** To pods of lower or equal priority a nominated pod counts as assigned, so they hear when its nomination goes. */
function nominationGone(waiting: Pod, gone: Pod): ObjectChange[] {
  if (!gone.status?.nominatedNodeName || (waiting.spec.priority ?? 0) > (gone.spec.priority ?? 0)) return [];
  return assigned(Action.Delete, gone, undefined);
}

function assigned(action: number, oldObject: Pod | undefined, newObject: Pod | undefined): ObjectChange[] {
  return withObjects([{ resource: "AssignedPod", action }], oldObject, newObject);
}

function withObjects(events: readonly ClusterEvent[], oldObject: unknown, newObject: unknown): ObjectChange[] {
  return events.map((event) => ({ event, oldObject, newObject }));
}
