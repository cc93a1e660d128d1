/** Scaling a Deployment in the middle of a rollout: all versions keep their share. */
import { findActiveOrLatest } from "./find-replica-sets.ts";
import { byCreation, bySizeNewer, bySizeOlder } from "./replica-set-order.ts";
import { type ReplicaSetWrite, writeSize } from "./replica-set-write.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";
import { maxSurge } from "./rollout-limits.ts";
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

type Sized = Pick<RolloutDeployment, "replicas" | "strategy">;

/**
 * The writes that bring the Deployment to its new size, in order.
 *
 * @param statusReplicas the Deployment's status.replicas, used for ReplicaSets without the annotation max-replicas.
 * Source: pkg/controller/deployment/sync.go, scale.
 */
export function scaleProportionally(
  deployment: Sized,
  statusReplicas: number,
  newReplicaSet: RolloutReplicaSet | undefined,
  old: readonly RolloutReplicaSet[],
): ReplicaSetWrite[] {
  const only = findActiveOrLatest(newReplicaSet, old);
  if (only !== undefined) return written([writeSize(deployment, only, deployment.replicas)]);

  const activeOld = old.filter(({ replicas }) => replicas > 0).sort((left, right) => byCreation(right, left));
  if (newReplicaSet !== undefined && isSaturated(deployment, newReplicaSet)) {
    return written(activeOld.map((replicaSet) => writeSize(deployment, replicaSet, 0)));
  }
  if (deployment.strategy.type !== "RollingUpdate") return [];

  const active = newReplicaSet !== undefined && newReplicaSet.replicas > 0 ? [...activeOld, newReplicaSet] : activeOld;
  const allowed = deployment.replicas > 0 ? deployment.replicas + maxSurge(deployment) : 0;
  const toAdd = allowed - active.reduce((sum, { replicas }) => sum + replicas, 0);
  if (toAdd > 0) active.sort(bySizeNewer);
  else if (toAdd < 0) active.sort(bySizeOlder);

  let added = 0;
  const sizes = active.map((replicaSet) => {
    const share = replicaSetShare(deployment, statusReplicas, replicaSet, toAdd, added);
    added += share;
    return replicaSet.replicas + share;
  });
  if (toAdd !== 0 && sizes.length > 0) sizes[0] = Math.max(sizes[0]! + toAdd - added, 0);
  return written(active.map((replicaSet, i) => writeSize(deployment, replicaSet, sizes[i]!, "always")));
}

/**
 * The replicas that one ReplicaSet gains or (negative) loses when the Deployment gains `toAdd`, of which `added` are given
 * out already.
 *
 * Source: pkg/controller/deployment/util/deployment_util.go, GetReplicaSetProportion.
 */
export function replicaSetShare(
  deployment: Sized,
  statusReplicas: number,
  replicaSet: Pick<RolloutReplicaSet, "replicas" | "maxReplicas">,
  toAdd: number,
  added: number,
): number {
  if (replicaSet.replicas === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = replicaSetFraction(deployment, statusReplicas, replicaSet);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

function replicaSetFraction(
  deployment: Sized,
  statusReplicas: number,
  { replicas, maxReplicas }: Pick<RolloutReplicaSet, "replicas" | "maxReplicas">,
): number {
  if (deployment.replicas === 0) return -replicas;
  const mostBefore = maxReplicas || statusReplicas;
  if (mostBefore === 0) return 0;
  // The real product is a 32-bit integer and overflows for very large Deployments.
  return roundAwayFromZero(Math.imul(replicas, deployment.replicas + maxSurge(deployment)) / mostBefore) - replicas;
}

/** Whether the new ReplicaSet holds all pods of the Deployment, by its own annotation too. Source: deployment_util.go, IsSaturated. */
function isSaturated(deployment: Sized, { replicas, desiredReplicas, availableReplicas }: RolloutReplicaSet): boolean {
  return replicas === deployment.replicas && desiredReplicas === deployment.replicas && availableReplicas === deployment.replicas;
}

function roundAwayFromZero(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

function written(writes: readonly (ReplicaSetWrite | undefined)[]): ReplicaSetWrite[] {
  return writes.filter((write) => write !== undefined);
}
