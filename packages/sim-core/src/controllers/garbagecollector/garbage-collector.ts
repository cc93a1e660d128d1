/**
 * The garbage collector: what has lost all its owners goes; what an owner waits for in a foreground deletion goes before it; what an owner
 * leaves behind is released. Source: pkg/controller/garbagecollector/{garbagecollector,graph_builder}.go.
 *
 * Not modelled: requests of the 20 workers; cluster-wide dependents of namespaced owners; owners of a kind of which this cluster has had no
 * object (nodes included): they are taken to exist.
 */
import type { OwnerReference } from "../../model/index.ts";
import { FactKind, objectKey } from "../../store/index.ts";
import type { ApiObject } from "../../store/index.ts";
import type { CachedPod } from "../loop/cached-pod.ts";
import type { CacheListener } from "../loop/cluster-cache.ts";
import type { ControllerWorld } from "../loop/controller-world.ts";
import { WorkQueue } from "../loop/work-queue.ts";
import {
  deleteObject,
  FOREGROUND_FINALIZER,
  isDeletingDependents,
  isOrphaningDependents,
  ORPHAN_FINALIZER,
  removeFinalizer,
} from "./delete-object.ts";
import { ownedItem, type OwnedItem, podItem, setOwners } from "./owned-item.ts";
import { NO_OWNERS, OwnerGraph } from "./owner-graph.ts";

export class GarbageCollector implements CacheListener {
  private readonly world: ControllerWorld;
  private readonly deletions: WorkQueue;
  private readonly orphans: WorkQueue;
  private readonly graph = new OwnerGraph();
  /** Objects by their key in the store, as the collector last heard of them; pods have only their uid. */
  private readonly known = new Map<string, ApiObject>();
  private readonly keys = new Map<string, string>();
  private readonly kinds = new Set<string>(["Pod"]);

  constructor(world: ControllerWorld) {
    this.world = world;
    this.deletions = new WorkQueue(world.engine, "garbage collector", (key) => this.attemptToDelete(key));
    this.orphans = new WorkQueue(world.engine, "garbage collector orphans", (key) => this.orphanDependents(key));
    world.cache.listen(this);
  }

  anyObjectChanged(object: ApiObject, gone: boolean): void {
    const key = objectKey(object);
    const before = this.known.get(key);
    if (before !== undefined && (gone || before.metadata.uid !== object.metadata.uid)) this.forget(key, before.metadata.uid);
    if (gone) return void this.known.delete(key);
    this.kinds.add(object.kind);
    this.known.set(key, object);
    this.keys.set(object.metadata.uid ?? "", key);
    this.setOwners(key, object.metadata.ownerReferences ?? NO_OWNERS);
    const same = before?.metadata.uid === object.metadata.uid ? before : undefined;
    if (isDeletingDependents(object) && (same === undefined || !isDeletingDependents(same))) {
      for (const dependent of this.graph.dependentsOf(object.metadata.uid ?? "")) this.deletions.add(dependent);
      this.deletions.add(key);
    }
    if (isOrphaningDependents(object) && (same === undefined || !isOrphaningDependents(same))) this.orphans.add(key);
  }

  podChanged({ id, uid, source }: CachedPod, change: FactKind): void {
    const key = podItem(id);
    if (change === FactKind.PodRemoved) this.forget(key, uid);
    if (change !== FactKind.PodCreated && change !== FactKind.PodUpdated) return;
    this.keys.set(uid, key);
    this.setOwners(key, source.metadata.ownerReferences ?? NO_OWNERS);
  }

  private setOwners(key: string, owners: readonly OwnerReference[]): void {
    const before = this.graph.set(key, owners);
    if (before === owners) return;
    if (owners.some(({ uid }) => !this.keys.has(uid))) this.deletions.add(key);
    const isBlocked = (uid: string) => owners.some((each) => each.uid === uid && each.blockOwnerDeletion === true);
    for (const { uid, blockOwnerDeletion } of before) {
      if (blockOwnerDeletion === true && !isBlocked(uid)) this.wakeDeleting(uid);
      const owner = this.known.get(this.keys.get(uid) ?? "");
      if (owner !== undefined && isOrphaningDependents(owner)) this.orphans.add(objectKey(owner));
    }
  }

  /** The item is gone: what it owned may have to go, and its owners may have waited for it. */
  private forget(key: string, uid = ""): void {
    this.keys.delete(uid);
    for (const dependent of this.graph.dependentsOf(uid)) this.deletions.add(dependent);
    for (const owner of this.graph.set(key, NO_OWNERS)) this.wakeDeleting(owner.uid);
  }

  private wakeDeleting(ownerUid: string): void {
    const owner = this.known.get(this.keys.get(ownerUid) ?? "");
    if (owner !== undefined && isDeletingDependents(owner)) this.deletions.add(objectKey(owner));
  }

  /** Source: attemptToDeleteItem. */
  private attemptToDelete(key: string): void {
    const item = ownedItem(this.world.store, key);
    if (item === undefined || (item.beingDeleted && !item.deletingDependents)) return;
    if (item.deletingDependents) return this.waitForDependents(item);
    if (item.owners.length === 0) return;
    const solid = item.owners.filter((owner) => this.stateOf(owner, item) === "solid");
    if (solid.length === item.owners.length) return;
    if (solid.length > 0) return setOwners(this.world.store, item, solid);
    const isWaitedFor = item.owners.some((owner) => this.stateOf(owner, item) === "waiting");
    const dependents = this.dependentsOf(item);
    if (!isWaitedFor || dependents.length === 0) return this.delete(item, "as its finalizers say");
    // Two objects that own each other would wait for one another for ever.
    if (dependents.some(({ deletingDependents }) => deletingDependents)) {
      setOwners(
        this.world.store,
        item,
        item.owners.map((owner) => ({ ...owner, blockOwnerDeletion: false })),
      );
    }
    this.delete(ownedItem(this.world.store, key)!, "Foreground");
  }

  private delete({ object, pod, owners, key }: OwnedItem, policy: "Foreground" | "as its finalizers say"): void {
    const { store, engine } = this.world;
    if (object === undefined) {
      const { kind, name } = owners[0]!;
      store.deletePod(pod, {
        because: { by: "garbage-collector", reason: "OwnerDeleted", message: `${kind} ${name}, which owned it, is gone` },
      });
      return;
    }
    const orphans = object.metadata.finalizers?.includes(ORPHAN_FINALIZER) === true;
    if (store.state.objects.has(key))
      deleteObject(store, object, policy === "Foreground" ? policy : orphans ? "Orphan" : "Background", engine.nowUs);
  }

  /** Source: processDeletingDependentsItem. */
  private waitForDependents(item: OwnedItem): void {
    const blocking = this.dependentsOf(item).filter(({ owners }) =>
      owners.some(({ uid, blockOwnerDeletion }) => uid === item.uid && blockOwnerDeletion === true),
    );
    if (blocking.length === 0) removeFinalizer(this.world.store, item.object!, FOREGROUND_FINALIZER);
    for (const { key, beingDeleted } of blocking) if (!beingDeleted) this.deletions.add(key);
  }

  /** The owner goes once its dependents are seen to be released. Source: orphanDependents, attemptToOrphanWorker. */
  private orphanDependents(key: string): void {
    const item = ownedItem(this.world.store, key);
    if (item?.object === undefined || !isOrphaningDependents(item.object)) return;
    const dependents = this.dependentsOf(item);
    for (const dependent of dependents) {
      if (!dependent.owners.some(({ uid }) => uid === item.uid)) continue;
      setOwners(
        this.world.store,
        dependent,
        dependent.owners.filter(({ uid }) => uid !== item.uid),
      );
    }
    if (dependents.length === 0) removeFinalizer(this.world.store, item.object, ORPHAN_FINALIZER);
  }

  /** Those that are still there. */
  private dependentsOf({ uid }: OwnedItem): OwnedItem[] {
    const items = [...this.graph.dependentsOf(uid)].map((key) => ownedItem(this.world.store, key));
    return items.filter((item) => item !== undefined);
  }

  /** Source: classifyReferences. */
  private stateOf({ kind, name, uid }: OwnerReference, { namespace }: OwnedItem): "solid" | "waiting" | "absent" {
    const { state } = this.world.store;
    if (kind === "Pod") {
      const id = state.podIds.get(`${namespace}/${name}`);
      return id !== undefined && `pod-${id}` === uid ? "solid" : "absent";
    }
    if (!this.kinds.has(kind)) return "solid";
    const owner = state.objects.get(objectKey({ kind, metadata: { namespace, name } }));
    if (owner === undefined || owner.metadata.uid !== uid) return "absent";
    return isDeletingDependents(owner) ? "waiting" : "solid";
  }
}
