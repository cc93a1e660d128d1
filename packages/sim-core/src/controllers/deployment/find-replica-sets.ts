/** Which of a Deployment's ReplicaSets is the new one, which are old, and whether the Deployment has been scaled. */
import { byCreation } from "./replica-set-order.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

/** The oldest ReplicaSet with the Deployment's template. Source: deployment_util.go, FindNewReplicaSet. */
export function findNewReplicaSet<R extends RolloutReplicaSet>(
  deployment: Pick<RolloutDeployment, "template">,
  replicaSets: readonly R[],
): R | undefined {
  return replicaSets.toSorted(byCreation).find(({ template }) => template === deployment.template);
}

export interface OldReplicaSets<R extends RolloutReplicaSet> {
  /** Oldest first. */
  readonly all: readonly R[];
  /** Those that ought to have pods. */
  readonly active: readonly R[];
}

/** All but the new ReplicaSet. Source: deployment_util.go, FindOldReplicaSets. */
export function findOldReplicaSets<R extends RolloutReplicaSet>(
  deployment: Pick<RolloutDeployment, "template">,
  replicaSets: readonly R[],
): OldReplicaSets<R> {
  const newReplicaSet = findNewReplicaSet(deployment, replicaSets);
  const all = replicaSets.filter((replicaSet) => replicaSet !== newReplicaSet).sort(byCreation);
  return { all, active: all.filter(({ replicas }) => replicas !== 0) };
}

/**
 * The only ReplicaSet that ought to have pods; when there is none the new one, else the newest; undefined when there are
 * several, which are then scaled in proportion.
 *
 * Source: deployment_util.go, FindActiveOrLatest.
 */
export function findActiveOrLatest<R extends RolloutReplicaSet>(newReplicaSet: R | undefined, old: readonly R[]): R | undefined {
  const all = newReplicaSet === undefined ? old : [...old, newReplicaSet];
  const active = all.filter(({ replicas }) => replicas > 0);
  if (active.length > 0) return active.length === 1 ? active[0] : undefined;
  return newReplicaSet ?? old.toSorted(byCreation).at(-1);
}

/**
 * Whether the Deployment's size has changed since an active ReplicaSet was last scaled.
 *
 * Source: pkg/controller/deployment/sync.go, isScalingEvent.
 */
export function isScalingEvent(deployment: Pick<RolloutDeployment, "replicas">, replicaSets: readonly RolloutReplicaSet[]): boolean {
  return replicaSets.some(
    ({ replicas, desiredReplicas }) => replicas > 0 && desiredReplicas !== undefined && desiredReplicas !== deployment.replicas,
  );
}
