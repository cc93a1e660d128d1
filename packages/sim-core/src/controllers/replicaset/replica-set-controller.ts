/**
 * The control loop of ReplicaSets: adopts and releases pods, creates what lacks, deletes what is too much, and writes the status.
 * Source: pkg/controller/replicaset/replica_set.go, syncReplicaSet.
 *
 * Not modelled: time and rate limits of the controller's API requests (kube-controller-manager: 20 a second), so that all batches of a slow
 * start fall on one instant. A ReplicaSet without a pod template only selects and is left alone.
 */
import { FactKind, objectKey } from "../../store/index.ts";
import type { ApiObject } from "../../store/index.ts";
import { isPodActive, nextAvailabilityUs } from "../replica-pod.ts";
import type { CachedPod } from "../loop/cached-pod.ts";
import type { Cached, CacheListener } from "../loop/cluster-cache.ts";
import type { ControllerWorld } from "../loop/controller-world.ts";
import { isBeingDeleted } from "../garbagecollector/delete-object.ts";
import { Expectations } from "../loop/expectations.ts";
import { controllerOf, controllerReference, withController, withoutOwner } from "../loop/owner.ts";
import { Selectors } from "../loop/selectors.ts";
import { WorkQueue } from "../loop/work-queue.ts";
import { namespacedKey } from "../loop/workload-objects.ts";
import type { PodTemplate, ReplicaSetCondition, ReplicaSetObject } from "../loop/workload-objects.ts";
import { podsToDeleteByRank } from "./pods-to-delete.ts";
import { ReplicaCensus } from "./replica-census.ts";
import { planReplicas, slowStartBatches } from "./replica-plan.ts";
import { ReplicaPodMaker } from "./replica-pod-maker.ts";
import { replicaSetStatus, type ReplicaSetStatus } from "./replica-set-status.ts";

/** A refusal of the API server. */
type Failure = Pick<ReplicaSetCondition, "reason" | "message">;

export class ReplicaSetController implements CacheListener {
  /** How many pods it has created. */
  createdPods = 0;
  private readonly world: ControllerWorld;
  private readonly queue: WorkQueue;
  private readonly maker: ReplicaPodMaker;
  private readonly census: ReplicaCensus;
  private readonly selectors = new Selectors();
  private readonly expectations = new Expectations();
  /** Pods to adopt or to release at the next sync, by uid of the ReplicaSet. */
  private readonly claims = new Map<string, Set<CachedPod>>();

  constructor(world: ControllerWorld) {
    this.world = world;
    this.maker = new ReplicaPodMaker(world);
    this.census = new ReplicaCensus(
      (uid) => world.cache.podsOf(uid),
      (pod) => this.isFullyLabeled(pod),
    );
    this.queue = new WorkQueue(world.engine, "replicaset", (key) => this.sync(key));
    world.cache.listen(this);
  }

  objectChanged(before: ApiObject | undefined, after: ApiObject | undefined): void {
    if ((after ?? before)!.kind !== "ReplicaSet") return;
    const oldUid = before?.metadata.uid;
    if (before !== undefined && oldUid !== after?.metadata.uid) this.forget(before as ReplicaSetObject);
    if (after === undefined) return;
    const replicaSet = after as ReplicaSetObject;
    if (oldUid !== after.metadata.uid) this.claimAll(replicaSet);
    if ((before as ReplicaSetObject | undefined)?.spec.template !== replicaSet.spec.template) this.census.recount(after.metadata.uid ?? "");
    // What the controller writes itself, the status, leaves nothing to do.
    if (before?.["spec"] !== after["spec"]) this.queue.add(namespacedKey(after));
  }

  podChanged(pod: CachedPod, change: FactKind, ownerBefore: string): void {
    if (change !== FactKind.ContainerStarted) this.census.count(pod, change === FactKind.PodRemoved);
    if (change === FactKind.PodCreated) this.expectations.creationSeen(pod.ownerUid, pod.id);
    if (change === FactKind.PodDeletionRequested || change === FactKind.PodRemoved) this.expectations.deletionSeen(ownerBefore, pod.id);
    if (change === FactKind.PodCreated || change === FactKind.PodUpdated) this.claim(pod);
    // Its node and its restarts tell a ReplicaSet nothing that it would act on now.
    if (change === FactKind.PodBound || change === FactKind.ContainerStarted) return;
    this.wake(pod.ownerUid);
    if (ownerBefore !== pod.ownerUid) this.wake(ownerBefore);
  }

  private isFullyLabeled(pod: CachedPod): boolean {
    const template = this.world.cache.replicaSetByUid(pod.ownerUid)?.object.spec.template;
    return template !== undefined && fullyLabeled(template)(pod);
  }

  private wake(uid: string): void {
    const cached = uid === "" ? undefined : this.world.cache.replicaSetByUid(uid);
    if (cached !== undefined) this.queue.add(namespacedKey(cached.object));
  }

  private forget(replicaSet: ReplicaSetObject): void {
    const uid = replicaSet.metadata.uid ?? "";
    this.expectations.forget(uid);
    this.claims.delete(uid);
    this.queue.checkAt(namespacedKey(replicaSet), undefined);
  }

  /** A new ReplicaSet looks at the pods that belong to nobody. */
  private claimAll(replicaSet: ReplicaSetObject): void {
    for (const pod of this.world.cache.podsOf("")) if (this.selects(replicaSet, pod)) this.noteClaim(replicaSet, pod);
  }

  /** A pod with new labels or owners: somebody may want it, or its owner no longer. */
  private claim(pod: CachedPod): void {
    const { cache } = this.world;
    if (pod.ownerUid !== "") {
      const owner = cache.replicaSetByUid(pod.ownerUid)?.object;
      if (owner !== undefined && !this.selects(owner, pod)) this.noteClaim(owner, pod);
      return;
    }
    for (const { object } of cache.replicaSets.values()) {
      if (!this.selects(object, pod)) continue;
      this.noteClaim(object, pod);
      this.queue.add(namespacedKey(object));
    }
  }

  private noteClaim({ metadata }: ReplicaSetObject, pod: CachedPod): void {
    const uid = metadata.uid ?? "";
    const claims = this.claims.get(uid);
    if (claims === undefined) this.claims.set(uid, new Set([pod]));
    else claims.add(pod);
  }

  private selects({ metadata, spec }: ReplicaSetObject, pod: CachedPod): boolean {
    return (metadata.namespace ?? "default") === pod.namespace && this.selectors.of(spec.selector).matches(pod.labels);
  }

  private sync(key: string): void {
    const cached = this.world.cache.replicaSets.get(key);
    const template = cached?.object.spec.template;
    if (cached === undefined || template === undefined) return;
    const { object } = cached;
    const { nowUs } = this.world.engine;
    const uid = object.metadata.uid ?? "";
    const minReadySeconds = object.spec.minReadySeconds ?? 0;
    const owned = this.claims.has(uid) ? listed(this.claimPods(object), fullyLabeled(template)) : this.counted(uid);
    const mayManage = !isBeingDeleted(object) && this.expectations.satisfied(uid);
    const failure = mayManage ? this.manage(cached, template, owned) : undefined;
    this.writeStatus(object, owned.status(minReadySeconds, nowUs), failure);
    this.queue.checkAt(key, owned.nextAvailabilityUs(minReadySeconds, nowUs));
    if (failure === undefined) this.queue.forget(key);
    else this.queue.addRateLimited(key);
  }

  /** The ReplicaSet's pods as they have been counted: a sync costs what has changed, not what there is. */
  private counted(uid: string): OwnedPods {
    const { cache } = this.world;
    return {
      active: this.census.activePods(uid),
      activePods: () => [...cache.podsOf(uid)].filter(isPodActive),
      status: (minReadySeconds, nowUs) => this.census.status(uid, minReadySeconds, nowUs),
      nextAvailabilityUs: (minReadySeconds, nowUs) => this.census.nextAvailabilityUs(uid, minReadySeconds, nowUs),
    };
  }

  /** The ReplicaSet's pods once orphans are adopted and strangers released. Source: pkg/controller/controller_ref_manager.go. */
  private claimPods(object: ReplicaSetObject): CachedPod[] {
    const { store, cache } = this.world;
    const uid = object.metadata.uid ?? "";
    const claims = this.claims.get(uid);
    const pods = [...cache.podsOf(uid)];
    if (claims === undefined) return pods;
    this.claims.delete(uid);
    const released = new Set<CachedPod>();
    for (const pod of claims) {
      const { source, removed, deletionRequestedUs } = store.state.pods[pod.id]!;
      // What the cache has not heard of yet refuses the patch: another owner, a deletion.
      if (removed || source !== pod.source) continue;
      const owners = source.metadata.ownerReferences;
      if (pod.ownerUid === uid && !this.selects(object, pod)) {
        store.updatePod(pod.id, { ...source, metadata: { ...source.metadata, ownerReferences: withoutOwner(owners, uid) } });
        released.add(pod);
      } else if (pod.ownerUid === "" && deletionRequestedUs < 0 && !isBeingDeleted(object) && this.selects(object, pod)) {
        const ownerReferences = withController(owners, controllerReference("ReplicaSet", object.metadata));
        store.updatePod(pod.id, { ...source, metadata: { ...source.metadata, ownerReferences } });
        pods.push(pod);
      }
    }
    return released.size === 0 ? pods : pods.filter((pod) => !released.has(pod));
  }

  /** Source: pkg/controller/replicaset/replica_set.go, manageReplicas. */
  private manage({ object }: Cached<ReplicaSetObject>, template: PodTemplate, owned: OwnedPods): Failure | undefined {
    const plan = planReplicas(owned.active, object.spec.replicas ?? 1);
    const uid = object.metadata.uid ?? "";
    for (const batch of slowStartBatches(plan.create)) {
      let refused: string | undefined;
      for (let i = 0; i < batch; i++) {
        const created = this.maker.create(object, template);
        if (typeof created === "string") {
          refused ??= created;
          continue;
        }
        this.createdPods += 1;
        this.expectations.expectCreation(uid, created);
      }
      if (refused !== undefined) return { reason: "FailedCreate", message: refused };
    }
    if (plan.delete > 0) this.deletePods(object, owned.activePods(), plan.delete);
    return undefined;
  }

  private deletePods(object: ReplicaSetObject, active: readonly CachedPod[], count: number): void {
    const { store, engine } = this.world;
    const uid = object.metadata.uid ?? "";
    const message = `ReplicaSet ${object.metadata.name} has ${active.length} pods and wants ${object.spec.replicas ?? 1}`;
    const deletion = { because: { by: "replicaset-controller", reason: "SuccessfulDelete", message } };
    const onNode = this.relatedPods(object);
    for (const pod of podsToDeleteByRank(active, (node) => onNode.get(node) ?? 0, count, engine.nowUs)) {
      // A pod that somebody else has deleted meanwhile will be seen to go all the same.
      this.expectations.expectDeletion(uid, pod.id);
      if (store.state.pods[pod.id]!.deletionRequestedUs >= 0 || store.state.pods[pod.id]!.removed) continue;
      store.deletePod(pod.id, deletion);
    }
  }

  /** Active pods of all ReplicaSets of the same Deployment by node; a ReplicaSet without a controller has no related pods. */
  private relatedPods({ metadata }: ReplicaSetObject): ReadonlyMap<number, number> {
    const controller = controllerOf(metadata);
    const onNode = new Map<number, number>();
    for (const { object } of controller === undefined ? [] : this.world.cache.replicaSetsOf(controller.uid)) {
      for (const [node, count] of this.census.activeOnNodes(object.metadata.uid ?? "")) onNode.set(node, (onNode.get(node) ?? 0) + count);
    }
    return onNode;
  }

  private writeStatus(object: ReplicaSetObject, counts: ReplicaSetStatus, failure: Failure | undefined): void {
    const { store } = this.world;
    const current = store.state.objects.get(objectKey(object)) as ReplicaSetObject | undefined;
    if (current === undefined || current.metadata.uid !== object.metadata.uid) return;
    const conditions: ReplicaSetCondition[] = failure === undefined ? [] : [{ type: "ReplicaFailure", status: "True", ...failure }];
    const status = { ...counts, observedGeneration: object.metadata.generation ?? 0, conditions };
    if (!isSameStatus(current.status, status)) store.setObject({ ...current, status });
  }
}

/** What a sync wants to know of the ReplicaSet's pods. */
interface OwnedPods {
  readonly active: number;
  readonly activePods: () => CachedPod[];
  readonly status: (minReadySeconds: number, nowUs: number) => ReplicaSetStatus;
  readonly nextAvailabilityUs: (minReadySeconds: number, nowUs: number) => number | undefined;
}

function listed(pods: readonly CachedPod[], isFullyLabeled: (pod: CachedPod) => boolean): OwnedPods {
  const active = pods.filter(isPodActive);
  return {
    active: active.length,
    activePods: () => active,
    status: (minReadySeconds, nowUs) => replicaSetStatus(pods, minReadySeconds, nowUs, isFullyLabeled),
    nextAvailabilityUs: (minReadySeconds, nowUs) => nextAvailabilityUs(active, minReadySeconds, nowUs),
  };
}

function fullyLabeled({ metadata }: PodTemplate): (pod: CachedPod) => boolean {
  const labels = Object.entries(metadata?.labels ?? {});
  return (pod) => labels.every(([key, value]) => pod.labels.get(key) === value);
}

function isSameStatus(left: ReplicaSetObject["status"], right: NonNullable<ReplicaSetObject["status"]>): boolean {
  return (
    left !== undefined &&
    left.replicas === right.replicas &&
    left.fullyLabeledReplicas === right.fullyLabeledReplicas &&
    left.readyReplicas === right.readyReplicas &&
    left.availableReplicas === right.availableReplicas &&
    left.terminatingReplicas === right.terminatingReplicas &&
    left.observedGeneration === right.observedGeneration &&
    left.conditions?.[0]?.message === right.conditions?.[0]?.message
  );
}
