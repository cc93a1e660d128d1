/**
 * The garbage collector: what a deleted Deployment or ReplicaSet owned goes after it (background deletion).
 * Source: pkg/controller/garbagecollector/garbagecollector.go, attemptToDeleteItem.
 *
 * Not modelled: foreground and orphan deletion; owners that never existed, whose dependents stay; requests of the 20 workers.
 */
import { FactKind } from "../../store/index.ts";
import type { ApiObject } from "../../store/index.ts";
import type { CachedPod } from "../loop/cached-pod.ts";
import type { CacheListener } from "../loop/cluster-cache.ts";
import type { ControllerWorld } from "../loop/controller-world.ts";
import { controllerOf } from "../loop/owner.ts";
import { WorkQueue } from "../loop/work-queue.ts";

export class GarbageCollector implements CacheListener {
  /** Pods that the collector has deleted, by number. */
  readonly deletedPods = new Set<number>();
  private readonly world: ControllerWorld;
  private readonly queue: WorkQueue;
  /** Owners that are gone, by uid. */
  private readonly gone = new Set<string>();

  constructor(world: ControllerWorld) {
    this.world = world;
    this.queue = new WorkQueue(world.engine, "garbage collector", (uid) => this.collect(uid));
    world.cache.listen(this);
  }

  objectChanged(before: ApiObject | undefined, after: ApiObject | undefined): void {
    const oldUid = before?.metadata.uid;
    if (before !== undefined && oldUid !== undefined && oldUid !== after?.metadata.uid) {
      this.gone.add(oldUid);
      if (this.hasDependents(oldUid)) this.queue.add(oldUid);
    }
    // Its owner may have gone while it was being made.
    const ownerUid = after === undefined ? undefined : controllerOf(after.metadata)?.uid;
    if (ownerUid !== undefined && this.gone.has(ownerUid)) this.queue.add(ownerUid);
  }

  podChanged(pod: CachedPod, change: FactKind): void {
    const mayBeNew = change === FactKind.PodCreated || change === FactKind.PodUpdated;
    if (mayBeNew && this.gone.has(pod.ownerUid)) this.queue.add(pod.ownerUid);
  }

  private hasDependents(uid: string): boolean {
    const { cache } = this.world;
    for (const _ of cache.podsOf(uid)) return true;
    for (const _ of cache.replicaSetsOf(uid)) return true;
    return false;
  }

  private collect(uid: string): void {
    const { cache, store } = this.world;
    for (const { object } of cache.replicaSetsOf(uid)) store.removeObject(object);
    for (const pod of cache.podsOf(uid)) {
      const { removed, deletionRequestedUs } = store.state.pods[pod.id]!;
      if (removed || deletionRequestedUs >= 0) continue;
      this.deletedPods.add(pod.id);
      store.deletePod(pod.id);
    }
  }
}
