/** One sync of a Deployment: what it reads from the cache, decides and writes. */
import { objectKey } from "../../store/index.ts";
import type { ApiObject } from "../../store/index.ts";
import { isBeingDeleted } from "../garbagecollector/delete-object.ts";
import type { Cached } from "../loop/cluster-cache.ts";
import type { ControllerWorld } from "../loop/controller-world.ts";
import type { TemplateIdentities } from "../loop/template-identity.ts";
import type { DeploymentObject, ReplicaSetObject } from "../loop/workload-objects.ts";
import { type DeploymentCondition, newReplicaSetConditions, pausedCondition, setCondition } from "./deployment-conditions.ts";
import { calculateDeploymentStatus, type DeploymentStatus, isSameDeploymentStatus } from "./deployment-status.ts";
import {
  DEFAULT_REVISION_HISTORY_LIMIT,
  DESIRED_ANNOTATION,
  deploymentStatusOf,
  MAX_ANNOTATION,
  REVISION_ANNOTATION,
  REVISION_HISTORY_ANNOTATION,
  rolloutDeployment,
  rolloutReplicaSet,
} from "./deployment-view.ts";
import { findNewReplicaSet, findOldReplicaSets, isScalingEvent } from "./find-replica-sets.ts";
import { copiedAnnotations, newReplicaSet } from "./new-replica-set.ts";
import { newReplicaSetSize } from "./new-replica-set-size.ts";
import { scaleProportionally } from "./proportional-scaling.ts";
import { recreateStep } from "./recreate-step.ts";
import type { ReplicaSetWrite } from "./replica-set-write.ts";
import { replicaSetsToCleanUp } from "./revision-clean-up.ts";
import { nextRevision, updateRevision } from "./revisions.ts";
import { rollingStep } from "./rolling-step.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";
import { maxSurge } from "./rollout-limits.ts";
import { hasProgressDeadline, isDeploymentComplete } from "./rollout-progress.ts";
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";
import { rolloutStatus } from "./rollout-status.ts";

type Owned = RolloutReplicaSet & { readonly cached: Cached<ReplicaSetObject> };

export interface PassResult {
  /** Somebody else has written what this sync wanted to write: it has to be tried again. */
  readonly conflict: boolean;
  /** The last fact that this sync wrote; -1: none. */
  readonly lastWrite: number;
  /** Set where the status was found as it ought to be. */
  readonly unchangedStatus: DeploymentStatus | undefined;
}

/**
 * Source: pkg/controller/deployment/{deployment_controller,sync,rolling,recreate}.go.
 *
 * Not modelled: the annotation deprecated.deployment.rollback.to (a rollback is a change of the template); conflicts with a mere change of
 * status by another controller, which the real one gets over within milliseconds.
 */
export class DeploymentPass {
  private readonly world: ControllerWorld;
  private readonly templates: TemplateIdentities;
  private readonly object: DeploymentObject;
  readonly deployment: RolloutDeployment;
  private readonly before: DeploymentStatus;
  private readonly owned: readonly Owned[];
  /** The latest object of each ReplicaSet that this sync has written, by name. */
  private readonly written = new Map<string, ReplicaSetObject>();
  private newSet: Owned | undefined;
  private oldSets: readonly Owned[] = [];
  private conditions: DeploymentStatus["conditions"];
  private revision: number | undefined;
  private conflict = false;
  private lastWrite = -1;
  private unchangedStatus: DeploymentStatus | undefined;

  constructor(
    world: ControllerWorld,
    templates: TemplateIdentities,
    { object }: Cached<DeploymentObject>,
    owned: readonly Cached<ReplicaSetObject>[],
  ) {
    this.world = world;
    this.templates = templates;
    this.object = object;
    this.deployment = rolloutDeployment(object, templates);
    this.before = deploymentStatusOf(object);
    this.conditions = this.before.conditions;
    this.owned = owned.map((cached) => this.ownedOf(cached));
  }

  run(): PassResult {
    const { deployment, before } = this;
    const paused = this.object.spec.paused === true;
    const { nowUs } = this.world.engine;
    const pause = hasProgressDeadline(deployment) ? pausedCondition(before.conditions, paused, nowUs) : undefined;
    if (isBeingDeleted(this.object)) this.reportOnly();
    else if (pause !== undefined) this.writeDeployment({ ...before, conditions: setCondition(before.conditions, pause) });
    else if (paused || isScalingEvent(deployment, this.owned)) this.scale(paused);
    else if (deployment.strategy.type === "Recreate") this.recreate();
    else this.roll();
    return { conflict: this.conflict, lastWrite: this.lastWrite, unchangedStatus: this.unchangedStatus };
  }

  /** Source: pkg/controller/deployment/sync.go, sync. */
  private scale(paused: boolean): void {
    this.findSets(false);
    this.resize(scaleProportionally(this.deployment, this.before.replicas, this.newSet, this.oldSets));
    if (paused) this.cleanUp();
    this.writeStatus();
  }

  /** Of a Deployment that is being deleted. Source: pkg/controller/deployment/sync.go, syncStatusOnly. */
  private reportOnly(): void {
    this.findSets(false);
    this.writeStatus();
  }

  /** Source: pkg/controller/deployment/sync.go, syncDeploymentStatus. */
  private writeStatus(): void {
    const { deployment, newSet, conditions } = this;
    this.writeDeployment(calculateDeploymentStatus(deployment, newSet, this.all(), conditions, this.world.engine.nowUs));
  }

  /** Source: pkg/controller/deployment/rolling.go, rolloutRolling. */
  private roll(): void {
    this.findSets(true);
    if (this.newSet === undefined) return;
    const step = rollingStep(this.deployment, this.newSet, this.oldSets);
    this.resize(step.writes);
    if (step.phase === "none" && isDeploymentComplete(this.deployment, this.before)) this.cleanUp();
    this.report();
  }

  /** Source: pkg/controller/deployment/recreate.go, rolloutRecreate. */
  private recreate(): void {
    this.findSets(false);
    const { cache } = this.world;
    const oldPods = this.oldSets.flatMap(({ cached }) => [...cache.podsOf(cached.object.metadata.uid ?? "")].map(({ phase }) => phase));
    const step = recreateStep(this.deployment, this.newSet, this.oldSets, oldPods);
    if (step.kind === "scale down old") this.resize(step.writes);
    if (step.kind === "create new") this.findSets(true);
    if (step.kind === "scale up new") this.resize([step.write]);
    const settled = step.kind === "none" || step.kind === "scale up new" || step.kind === "create new";
    if (settled && isDeploymentComplete(this.deployment, this.before)) this.cleanUp();
    this.report();
  }

  /** The new ReplicaSet, made when there is none and `create`, and the old ones; revisions are brought up to date. */
  private findSets(create: boolean): void {
    const { deployment, owned } = this;
    this.newSet = findNewReplicaSet(deployment, owned);
    this.oldSets = findOldReplicaSets(deployment, owned).all;
    if (this.newSet !== undefined) this.updateNewSet(this.newSet);
    else if (create) this.createNewSet();
  }

  private updateNewSet(newSet: Owned): void {
    const { deployment, object } = this;
    const { metadata, spec } = newSet.cached.object;
    const raised = updateRevision(newSet, nextRevision(this.oldSets), metadata.annotations?.[REVISION_ANNOTATION] !== undefined);
    const annotations: Record<string, string> = { ...metadata.annotations, ...copiedAnnotations(object.metadata) };
    if (raised !== undefined) {
      annotations[REVISION_ANNOTATION] = String(raised.revision);
      if (raised.revisionHistory !== "") annotations[REVISION_HISTORY_ANNOTATION] = raised.revisionHistory;
    }
    const minReadySeconds = object.spec.minReadySeconds ?? 0;
    const newSpec = (spec.minReadySeconds ?? 0) === minReadySeconds ? spec : { ...spec, minReadySeconds };
    if (newSpec !== spec || !isSameRecord(annotations, metadata.annotations ?? {}))
      this.writeReplicaSet(newSet, { annotations, spec: newSpec });
    this.revision = raised?.revision ?? newSet.revision;
    if (hasProgressDeadline(deployment)) {
      this.conditions = newReplicaSetConditions(this.conditions, "found", this.world.engine.nowUs);
    }
  }

  private createNewSet(): void {
    const { deployment, object } = this;
    const { store, engine } = this.world;
    const total = this.oldSets.reduce((sum, { replicas }) => sum + replicas, 0);
    const revision = nextRevision(this.oldSets);
    for (let collisions = 0; ; collisions++) {
      const made = newReplicaSet(object, {
        replicas: newReplicaSetSize(deployment, 0, total),
        desiredReplicas: deployment.replicas,
        maxReplicas: deployment.replicas + maxSurge(deployment),
        revision,
        collisions,
        uid: `replicaset-${object.metadata.namespace ?? "default"}-${object.metadata.name}-${store.log.length}`,
      });
      if (store.state.objects.has(objectKey(made))) continue;
      this.write(made);
      this.newSet = this.ownedOf({ object: made, createdUs: engine.nowUs });
      break;
    }
    this.revision = revision;
    if (hasProgressDeadline(deployment)) this.conditions = newReplicaSetConditions(this.conditions, "created", engine.nowUs);
  }

  private resize(writes: readonly ReplicaSetWrite[]): void {
    for (const { name, toReplicas, desiredReplicas, maxReplicas } of writes) {
      const owned = this.all().find((each) => each.name === name)!;
      const { metadata, spec } = this.written.get(name) ?? owned.cached.object;
      const annotations = {
        ...metadata.annotations,
        [DESIRED_ANNOTATION]: String(desiredReplicas),
        [MAX_ANNOTATION]: String(maxReplicas),
      };
      this.writeReplicaSet(owned, { annotations, spec: toReplicas === spec.replicas ? spec : { ...spec, replicas: toReplicas } });
    }
  }

  /** Source: pkg/controller/deployment/sync.go, cleanupDeployment. */
  private cleanUp(): void {
    const limit = this.object.spec.revisionHistoryLimit ?? DEFAULT_REVISION_HISTORY_LIMIT;
    const { store } = this.world;
    for (const { cached } of replicaSetsToCleanUp(this.oldSets, limit)) {
      if (this.conflict || store.removeObject(cached.object) !== undefined) continue;
      this.lastWrite = store.log.length - 1;
    }
  }

  /** Source: pkg/controller/deployment/progress.go, syncRolloutStatus. */
  private report(): void {
    const { deployment, newSet, before, conditions } = this;
    const { nowUs } = this.world.engine;
    const failing = [newSet, ...this.oldSets].find((each) => each?.cached.object.status?.conditions?.length);
    const reason = failing?.cached.object.status?.conditions?.[0]?.reason;
    const failure: DeploymentCondition | undefined =
      reason === undefined ? undefined : { type: "ReplicaFailure", status: "True", reason, lastUpdateUs: nowUs, lastTransitionUs: nowUs };
    this.writeDeployment(rolloutStatus(deployment, newSet, this.all(), { ...before, conditions }, nowUs, failure));
  }

  private all(): Owned[] {
    return this.newSet === undefined ? [...this.oldSets] : [...this.oldSets, this.newSet];
  }

  private ownedOf(cached: Cached<ReplicaSetObject>): Owned {
    return { ...rolloutReplicaSet(cached, this.templates), cached };
  }

  private writeReplicaSet(
    { name, cached }: Owned,
    change: { readonly annotations: Record<string, string>; readonly spec: ReplicaSetObject["spec"] },
  ): void {
    const { store } = this.world;
    const known = this.written.get(name) ?? cached.object;
    const current = store.state.objects.get(objectKey(known)) as ReplicaSetObject | undefined;
    if (current === undefined || current.spec !== known.spec || current.metadata !== known.metadata) this.conflict = true;
    if (this.conflict || current === undefined) return;
    const generation = (current.metadata.generation ?? 0) + (change.spec === current.spec ? 0 : 1);
    const next = { ...current, metadata: { ...current.metadata, annotations: change.annotations, generation }, spec: change.spec };
    this.written.set(name, next);
    this.write(next);
  }

  private writeDeployment(status: DeploymentStatus): void {
    if (this.conflict) return;
    const { object, world, revision } = this;
    const { metadata } = object;
    const revised = revision !== undefined && metadata.annotations?.[REVISION_ANNOTATION] !== String(revision);
    if (!revised && isSameDeploymentStatus(this.before, status)) {
      this.unchangedStatus = status;
      return;
    }
    const current = world.store.state.objects.get(objectKey(object)) as DeploymentObject | undefined;
    if (current === undefined || current.spec !== object.spec || current.metadata !== metadata) this.conflict = true;
    if (this.conflict || current === undefined) return;
    const annotations = { ...metadata.annotations, [REVISION_ANNOTATION]: String(revision) };
    this.write(revised ? { ...current, metadata: { ...metadata, annotations }, status } : { ...current, status });
  }

  private write(object: ApiObject): void {
    if (this.conflict) return;
    this.world.store.setObject(object);
    this.lastWrite = this.world.store.log.length - 1;
  }
}

function isSameRecord(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}
