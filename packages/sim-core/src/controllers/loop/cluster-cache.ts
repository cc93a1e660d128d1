/** What the controllers know: Deployments, ReplicaSets and pods as the store had them a watch delay ago. */
import { bindingOf, containerStartOf, FactKind, factPayload, readinessOf, STARTED_READY } from "../../store/index.ts";
import type { ApiObject, PodEnd, PodPayload, PodSource, Store } from "../../store/index.ts";
import { apiTimeUs } from "./api-time.ts";
import { CachedPod } from "./cached-pod.ts";
import { controllerOf } from "./owner.ts";
import { PodTraitsBySource } from "./pod-traits.ts";
import { namespacedKey } from "./workload-objects.ts";
import type { DeploymentObject, ReplicaSetObject } from "./workload-objects.ts";

/** An object and when it was created, cut to whole seconds. */
export interface Cached<T extends ApiObject> {
  readonly object: T;
  readonly createdUs: number;
}

/** Is told of every change, after the cache has it. */
export interface CacheListener {
  /** An object of any kind was written, or is gone. */
  anyObjectChanged?(object: ApiObject, gone: boolean): void;
  /** A Deployment or a ReplicaSet. `after` undefined: it is gone. */
  objectChanged?(before: ApiObject | undefined, after: ApiObject | undefined): void;
  /** @param ownerBefore the owner's uid before the change, "" without one. */
  podChanged?(pod: CachedPod, change: FactKind, ownerBefore: string): void;
}

/** What the loops of nodes want to hear of pods: those that are on one. */
const BOUND_PODS: readonly FactKind[] = [
  FactKind.PodUpdated,
  FactKind.PodBound,
  FactKind.PodSucceeded,
  FactKind.PodFailed,
  FactKind.PodDeletionRequested,
  FactKind.PodRemoved,
];

const EVERYTHING: readonly FactKind[] = [
  ...BOUND_PODS,
  FactKind.ObjectSet,
  FactKind.ObjectRemoved,
  FactKind.PodCreated,
  FactKind.PodStarted,
  FactKind.PodReadinessChanged,
  FactKind.ContainerStarted,
];

/** Source: client-go tools/cache, shared informers: all controllers of one manager share one cache. */
export class ClusterCache {
  /** By `namespace/name`. */
  readonly deployments = new Map<string, Cached<DeploymentObject>>();
  readonly replicaSets = new Map<string, Cached<ReplicaSetObject>>();
  /** ReplicaSets by the uid of their controller; "" holds those without one. */
  private readonly replicaSetsByOwner = new Map<string, Map<string, Cached<ReplicaSetObject>>>();
  /** Keys by uid. */
  private readonly replicaSetKeys = new Map<string, string>();
  private readonly pods = new Map<number, CachedPod>();
  private readonly podsByOwner = new Map<string, Map<number, CachedPod>>();
  private readonly podsByNode = new Map<number, Map<number, CachedPod>>();
  private readonly traits = new PodTraitsBySource();
  private readonly store: Store;
  private readonly listeners: CacheListener[] = [];
  /** The last fact that the cache has. */
  private seen = -1;

  /** @param workloads false: only pods that are bound are of interest, and neither their readiness nor other objects */
  constructor(store: Store, watchDelayUs: number, workloads = true) {
    this.store = store;
    store.watch(watchDelayUs, workloads ? EVERYTHING : BOUND_PODS, (fact) => this.apply(fact));
  }

  listen(listener: CacheListener): void {
    this.listeners.push(listener);
  }

  /** Whether fact number `fact` has arrived here. */
  hasSeen(fact: number): boolean {
    return fact <= this.seen;
  }

  /** Pods by the uid of their controller, "" for those without one; in order of creation, or of adoption. */
  podsOf(ownerUid: string): Iterable<CachedPod> {
    return this.podsByOwner.get(ownerUid)?.values() ?? [];
  }

  /** Pods bound to a node, those included that have ended; by number. */
  podsOnNode(node: number): CachedPod[] {
    return [...(this.podsByNode.get(node)?.values() ?? [])].sort((a, b) => a.id - b.id);
  }

  pod(id: number): CachedPod | undefined {
    return this.pods.get(id);
  }

  replicaSetByUid(uid: string): Cached<ReplicaSetObject> | undefined {
    const key = this.replicaSetKeys.get(uid);
    return key === undefined ? undefined : this.replicaSets.get(key);
  }

  replicaSetsOf(ownerUid: string): Iterable<Cached<ReplicaSetObject>> {
    return this.replicaSetsByOwner.get(ownerUid)?.values() ?? [];
  }

  private apply(fact: number): void {
    const { log } = this.store;
    const kind = log.kind[fact] as FactKind;
    const subject = log.subject[fact]!;
    this.seen = fact;
    if (kind !== FactKind.ObjectSet && kind !== FactKind.ObjectRemoved) return this.applyPod(kind, subject, fact);
    const object = log.payloads[subject] as ApiObject;
    if (kind === FactKind.ObjectSet) this.setObject(object, log.timeUs[fact]!);
    else this.removeObject(object);
    for (const listener of this.listeners) listener.anyObjectChanged?.(object, kind === FactKind.ObjectRemoved);
  }

  private setObject(object: ApiObject, timeUs: number): void {
    const objects = this.objectsOf(object.kind);
    if (objects === undefined) return;
    const key = namespacedKey(object);
    const before = objects.get(key);
    const isSame = before !== undefined && before.object.metadata.uid === object.metadata.uid;
    const cached = { object, createdUs: isSame ? before.createdUs : apiTimeUs(timeUs) };
    objects.set(key, cached);
    if (object.kind === "ReplicaSet") {
      if (before !== undefined) this.unlinkReplicaSet(key, before.object);
      group(this.replicaSetsByOwner, ownerUidOf(object)).set(key, cached as Cached<ReplicaSetObject>);
      this.replicaSetKeys.set(object.metadata.uid ?? "", key);
    }
    for (const listener of this.listeners) listener.objectChanged?.(before?.object, object);
  }

  private removeObject(object: ApiObject): void {
    const objects = this.objectsOf(object.kind);
    const key = namespacedKey(object);
    const before = objects?.get(key);
    if (objects === undefined || before === undefined) return;
    objects.delete(key);
    if (object.kind === "ReplicaSet") this.unlinkReplicaSet(key, before.object);
    for (const listener of this.listeners) listener.objectChanged?.(before.object, undefined);
  }

  private objectsOf(kind: string): Map<string, Cached<ApiObject>> | undefined {
    if (kind === "Deployment") return this.deployments as Map<string, Cached<ApiObject>>;
    return kind === "ReplicaSet" ? (this.replicaSets as Map<string, Cached<ApiObject>>) : undefined;
  }

  private unlinkReplicaSet(key: string, object: ApiObject): void {
    ungroup(this.replicaSetsByOwner, ownerUidOf(object), key);
    this.replicaSetKeys.delete(object.metadata.uid ?? "");
  }

  private addPod(id: number, source: PodSource, createdUs: number): void {
    const pod = new CachedPod(id, this.store.log.podKeys[id]!, source, createdUs, this.traits.of(source));
    this.pods.set(id, pod);
    group(this.podsByOwner, pod.ownerUid).set(id, pod);
  }

  private applyPod(kind: FactKind, id: number, fact: number): void {
    const { log } = this.store;
    const timeUs = log.timeUs[fact]!;
    const detail = log.detail[fact]!;
    if (kind === FactKind.PodCreated) this.addPod(id, (log.payloads[detail] as PodPayload).source, timeUs);
    else if (kind === FactKind.PodBound && !this.pods.has(id)) {
      const { source, createdUs } = this.store.state.pods[id]!;
      this.addPod(id, source, createdUs);
    }
    const pod = this.pods.get(id);
    if (pod === undefined) return;
    const ownerBefore = pod.ownerUid;
    switch (kind) {
      case FactKind.PodUpdated:
        pod.update(log.payloads[detail] as PodSource, this.traits.of(log.payloads[detail] as PodSource));
        if (pod.ownerUid !== ownerBefore) {
          ungroup(this.podsByOwner, ownerBefore, id);
          group(this.podsByOwner, pod.ownerUid).set(id, pod);
        }
        break;
      case FactKind.PodBound:
        pod.node = bindingOf(log, detail).nodeId;
        group(this.podsByNode, pod.node).set(id, pod);
        break;
      case FactKind.PodStarted:
        pod.phase = "Running";
        if (detail === STARTED_READY) pod.setReady(true, timeUs);
        break;
      case FactKind.PodReadinessChanged:
        pod.setReady(readinessOf(log, detail), timeUs);
        break;
      case FactKind.ContainerStarted:
        pod.countRestarts(containerStartOf(detail));
        break;
      case FactKind.PodSucceeded:
      case FactKind.PodFailed:
        pod.phase = kind === FactKind.PodSucceeded ? "Succeeded" : "Failed";
        pod.evicted = kind === FactKind.PodFailed && factPayload<PodEnd>(log, detail)?.reason === "Evicted";
        pod.setReady(false, timeUs);
        break;
      case FactKind.PodDeletionRequested:
        pod.deleting = true;
        break;
      case FactKind.PodRemoved:
        this.pods.delete(id);
        ungroup(this.podsByOwner, pod.ownerUid, id);
        ungroup(this.podsByNode, pod.node, id);
        break;
      default:
        break;
    }
    for (const listener of this.listeners) listener.podChanged?.(pod, kind, ownerBefore);
  }
}

function ownerUidOf({ metadata }: ApiObject): string {
  return controllerOf(metadata)?.uid ?? "";
}

function group<G, K, V>(groups: Map<G, Map<K, V>>, name: G): Map<K, V> {
  let found = groups.get(name);
  if (found === undefined) groups.set(name, (found = new Map()));
  return found;
}

function ungroup<G, K, V>(groups: Map<G, Map<K, V>>, name: G, key: K): void {
  const found = groups.get(name);
  if (found === undefined) return;
  found.delete(key);
  if (found.size === 0) groups.delete(name);
}
