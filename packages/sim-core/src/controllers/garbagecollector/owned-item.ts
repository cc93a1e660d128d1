/** Pods and other objects alike, as the garbage collector treats them. */
import type { OwnerReference } from "../../model/index.ts";
import type { ApiObject, Store } from "../../store/index.ts";
import { isBeingDeleted, isDeletingDependents } from "./delete-object.ts";
import { NO_OWNERS } from "./owner-graph.ts";

/** What the store has under a key of the collector. */
export interface OwnedItem {
  readonly key: string;
  readonly uid: string;
  readonly namespace: string;
  readonly owners: readonly OwnerReference[];
  readonly beingDeleted: boolean;
  readonly deletingDependents: boolean;
  /** undefined: the item is a pod. */
  readonly object: ApiObject | undefined;
  /** -1: it is none. */
  readonly pod: number;
}

/** The collector's key of a pod. Other objects have that of the store. */
export function podItem(pod: number): string {
  return `#${pod}`;
}

/** The item as it is now; undefined: it is gone. */
export function ownedItem({ state }: Store, key: string): OwnedItem | undefined {
  if (key.startsWith("#")) {
    const pod = state.pods[Number(key.slice(1))]!;
    if (pod.removed) return undefined;
    const { ownerReferences: owners = NO_OWNERS } = pod.source.metadata;
    const namespace = pod.key.slice(0, pod.key.indexOf("/"));
    const beingDeleted = pod.deletionRequestedUs >= 0;
    return { key, uid: `pod-${pod.id}`, namespace, owners, beingDeleted, deletingDependents: false, object: undefined, pod: pod.id };
  }
  const object = state.objects.get(key);
  if (object === undefined) return undefined;
  const { uid = "", namespace = "default", ownerReferences: owners = NO_OWNERS } = object.metadata;
  const deletingDependents = isDeletingDependents(object);
  return { key, uid, namespace, owners, beingDeleted: isBeingDeleted(object), deletingDependents, object, pod: -1 };
}

export function setOwners(store: Store, { object, pod }: OwnedItem, ownerReferences: OwnerReference[]): void {
  if (object !== undefined) store.setObject({ ...object, metadata: { ...object.metadata, ownerReferences } });
  else {
    const { source } = store.state.pods[pod]!;
    store.updatePod(pod, { ...source, metadata: { ...source.metadata, ownerReferences } });
  }
}
