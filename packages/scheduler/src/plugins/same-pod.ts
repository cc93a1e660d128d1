/** Whether an event is about the waiting pod itself. */
import type { Pod } from "@orrery/sim-core/model";
import type { PodInfo } from "../framework/index.ts";

/** Pods are told apart by UID; one without has its key instead, as in `PodInfo`. */
export function isSamePod(waiting: PodInfo, other: Pod): boolean {
  return waiting.uid === (other.metadata.uid ?? `${other.metadata.namespace ?? "default"}/${other.metadata.name}`);
}

/** Whether the pod occupies a place: it runs on a node, or room is kept for it. */
export function hasPlace(pod: Pod): boolean {
  return Boolean(pod.spec.nodeName) || Boolean(pod.status?.nominatedNodeName);
}
