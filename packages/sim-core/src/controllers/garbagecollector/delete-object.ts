/** Deletion of an API object as the API server does it: at once, or held up by finalizers until the garbage collector has done its part. */
import type { ApiObject, Refusal, Store } from "../../store/index.ts";

/** What becomes of the objects that the deleted one owns. */
export type PropagationPolicy = "Background" | "Foreground" | "Orphan";

export const FOREGROUND_FINALIZER = "foregroundDeletion";
export const ORPHAN_FINALIZER = "orphan";

/**
 * Background: the object goes at once, unless it has finalizers already. Foreground, Orphan: it stays, marked as being deleted, until its
 * dependents are gone, or are released.
 *
 * @returns why the API server refused; undefined: done
 * Source: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go, deletionFinalizersForGarbageCollection.
 */
export function deleteObject(store: Store, object: ApiObject, policy: PropagationPolicy, nowUs: number): Refusal {
  const own = FINALIZERS[policy];
  const others = (object.metadata.finalizers ?? []).filter((name) => name !== FOREGROUND_FINALIZER && name !== ORPHAN_FINALIZER);
  const finalizers = own === undefined ? others : [...others, own];
  if (finalizers.length === 0) return store.removeObject(object);
  const { metadata } = object;
  const generation = metadata.generation === undefined ? {} : { generation: metadata.generation + 1 };
  const deletionTimestamp = metadata.deletionTimestamp ?? `T+${nowUs}us`;
  store.setObject({ ...object, metadata: { ...metadata, ...generation, deletionTimestamp, finalizers } });
  return undefined;
}

/** An object that is being deleted goes with its last finalizer. */
export function removeFinalizer(store: Store, object: ApiObject, name: string): void {
  const finalizers = (object.metadata.finalizers ?? []).filter((each) => each !== name);
  if (finalizers.length === 0 && isBeingDeleted(object)) store.removeObject(object);
  else store.setObject({ ...object, metadata: { ...object.metadata, finalizers } });
}

export function isBeingDeleted({ metadata }: ApiObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Whether the object waits for its dependents to go. */
export function isDeletingDependents(object: ApiObject): boolean {
  return isBeingDeleted(object) && object.metadata.finalizers?.includes(FOREGROUND_FINALIZER) === true;
}

/** Whether the object waits for its dependents to be released. */
export function isOrphaningDependents(object: ApiObject): boolean {
  return isBeingDeleted(object) && object.metadata.finalizers?.includes(ORPHAN_FINALIZER) === true;
}

const FINALIZERS: Readonly<Record<PropagationPolicy, string | undefined>> = {
  Background: undefined,
  Foreground: FOREGROUND_FINALIZER,
  Orphan: ORPHAN_FINALIZER,
};
