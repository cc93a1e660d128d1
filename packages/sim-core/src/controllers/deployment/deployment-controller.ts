/**
 * The control loop of Deployments: when one is synced, and what follows from the sync.
 * Source: pkg/controller/deployment/deployment_controller.go.
 */
import { FactKind, objectKey } from "../../store/index.ts";
import type { ApiObject } from "../../store/index.ts";
import { labelMap } from "../../model/index.ts";
import type { CachedPod } from "../loop/cached-pod.ts";
import type { Cached, CacheListener } from "../loop/cluster-cache.ts";
import type { ControllerWorld } from "../loop/controller-world.ts";
import { controllerOf, controllerReference, withController } from "../loop/owner.ts";
import { isBeingDeleted } from "../garbagecollector/delete-object.ts";
import { Selectors } from "../loop/selectors.ts";
import { TemplateIdentities } from "../loop/template-identity.ts";
import { WorkQueue } from "../loop/work-queue.ts";
import { namespacedKey } from "../loop/workload-objects.ts";
import type { DeploymentObject, ReplicaSetObject } from "../loop/workload-objects.ts";
import { DeploymentPass } from "./deployment-pass.ts";
import { progressCheckUs, timeOutUs } from "./rollout-progress.ts";

/** A Deployment whose sync failed so often waits for its next change. Source: deployment_controller.go, maxRetries. */
const MAX_RETRIES = 15;

export class DeploymentController implements CacheListener {
  private readonly world: ControllerWorld;
  private readonly queue: WorkQueue;
  private readonly templates = new TemplateIdentities();
  private readonly selectors = new Selectors();
  /** Keys of Deployments by uid. */
  private readonly keys = new Map<string, string>();
  /** The last fact that a Deployment's sync wrote: until the cache has it, the Deployment is left alone. */
  private readonly lastWrites = new Map<string, number>();

  constructor(world: ControllerWorld) {
    this.world = world;
    this.queue = new WorkQueue(world.engine, "deployment", (key) => this.sync(key));
    world.cache.listen(this);
  }

  objectChanged(before: ApiObject | undefined, after: ApiObject | undefined): void {
    const object = (after ?? before)!;
    if (object.kind === "Deployment") this.deploymentChanged(before, after);
    else {
      for (const each of new Set([before, after])) if (each !== undefined) this.wake(controllerOf(each.metadata)?.uid);
      if (after !== undefined && controllerOf(after.metadata) === undefined) this.wakeSelecting(after as ReplicaSetObject);
    }
  }

  /** Only Recreate waits for pods themselves; all else is in the status of the ReplicaSets. */
  podChanged(_pod: CachedPod, change: FactKind, ownerBefore: string): void {
    if (change !== FactKind.PodRemoved || ownerBefore === "") return;
    const replicaSet = this.world.cache.replicaSetByUid(ownerBefore);
    const key = replicaSet && this.keys.get(controllerOf(replicaSet.object.metadata)?.uid ?? "");
    const deployment = key === undefined ? undefined : this.world.cache.deployments.get(key);
    if (key !== undefined && deployment?.object.spec.strategy?.type === "Recreate") this.queue.add(key);
  }

  private deploymentChanged(before: ApiObject | undefined, after: ApiObject | undefined): void {
    if (before !== undefined && before.metadata.uid !== after?.metadata.uid) {
      this.keys.delete(before.metadata.uid ?? "");
      this.queue.checkAt(namespacedKey(before), undefined);
    }
    if (after === undefined) return;
    this.keys.set(after.metadata.uid ?? "", namespacedKey(after));
    this.queue.add(namespacedKey(after));
  }

  private wake(uid: string | undefined): void {
    const key = this.keys.get(uid ?? "");
    if (key !== undefined) this.queue.add(key);
  }

  private wakeSelecting(replicaSet: ReplicaSetObject): void {
    for (const [key, { object }] of this.world.cache.deployments) if (this.selects(object, replicaSet)) this.queue.add(key);
  }

  private selects(deployment: DeploymentObject, replicaSet: ReplicaSetObject): boolean {
    const { metadata } = replicaSet;
    const sameNamespace = (deployment.metadata.namespace ?? "default") === (metadata.namespace ?? "default");
    return sameNamespace && this.selectors.of(deployment.spec.selector).matches(labelMap(metadata.labels));
  }

  private sync(key: string): void {
    const { cache, engine } = this.world;
    const cached = cache.deployments.get(key);
    if (cached === undefined || !cache.hasSeen(this.lastWrites.get(key) ?? -1)) return;
    if (!isBeingDeleted(cached.object) && this.adoptOrphans(key, cached.object)) return;
    const pass = new DeploymentPass(this.world, this.templates, cached, this.replicaSetsOf(cached.object));
    const { conflict, lastWrite, unchangedStatus } = pass.run();
    if (lastWrite >= 0) this.lastWrites.set(key, lastWrite);
    if (conflict) return this.retry(key);
    this.queue.forget(key);
    const check = unchangedStatus === undefined ? undefined : progressCheckUs(pass.deployment, unchangedStatus, engine.nowUs);
    this.queue.checkAt(key, check === "now" ? timeOutUs(pass.deployment, unchangedStatus!) : check);
  }

  private replicaSetsOf({ metadata }: DeploymentObject): Cached<ReplicaSetObject>[] {
    return [...this.world.cache.replicaSetsOf(metadata.uid ?? "")];
  }

  /** Whether there were any; they are seen as owned after the watch delay. Source: pkg/controller/controller_ref_manager.go. */
  private adoptOrphans(key: string, deployment: DeploymentObject): boolean {
    const { cache, store } = this.world;
    let adopted = false;
    for (const { object } of cache.replicaSetsOf("")) {
      if (!this.selects(deployment, object) || object.spec.template === undefined) continue;
      const current = store.state.objects.get(objectKey(object));
      if (current === undefined || controllerOf(current.metadata) !== undefined) continue;
      const owner = controllerReference("Deployment", deployment.metadata);
      const ownerReferences = withController(current.metadata.ownerReferences, owner);
      store.setObject({ ...current, metadata: { ...current.metadata, ownerReferences } });
      this.lastWrites.set(key, store.log.length - 1);
      adopted = true;
    }
    return adopted;
  }

  private retry(key: string): void {
    if (this.queue.retries(key) < MAX_RETRIES) this.queue.addRateLimited(key);
    else this.queue.forget(key);
  }
}
