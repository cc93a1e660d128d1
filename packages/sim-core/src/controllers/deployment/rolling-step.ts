/** One step of a rolling update: the new ReplicaSet grows or the old ones shrink, never both in one sync. */
import { newReplicaSetSize } from "./new-replica-set-size.ts";
import { byCreation } from "./replica-set-order.ts";
import { type ReplicaSetWrite, writeSize } from "./replica-set-write.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";
import { maxUnavailable } from "./rollout-limits.ts";
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

type Sized = Pick<RolloutDeployment, "replicas" | "strategy">;

export interface RollingStep {
  /** Which ReplicaSets the step is about; "none": the step has nothing to do, or gave up (see {@link reconcileOldReplicaSets}). */
  readonly phase: "new" | "old" | "none";
  /** In order. A ReplicaSet may be written twice. */
  readonly writes: readonly ReplicaSetWrite[];
}

/**
 * @param old all old ReplicaSets.
 * Source: pkg/controller/deployment/rolling.go, rolloutRolling.
 */
export function rollingStep(deployment: Sized, newReplicaSet: RolloutReplicaSet, old: readonly RolloutReplicaSet[]): RollingStep {
  const grown = reconcileNewReplicaSet(deployment, newReplicaSet, [...old, newReplicaSet]);
  if (grown !== undefined) return { phase: "new", writes: [grown] };
  const active = old.filter(({ replicas }) => replicas > 0);
  return reconcileOldReplicaSets(deployment, newReplicaSet, active);
}

/** Source: pkg/controller/deployment/rolling.go, reconcileNewReplicaSet. */
export function reconcileNewReplicaSet(
  deployment: Sized,
  newReplicaSet: RolloutReplicaSet,
  all: readonly RolloutReplicaSet[],
): ReplicaSetWrite | undefined {
  if (newReplicaSet.replicas > deployment.replicas) return writeSize(deployment, newReplicaSet, deployment.replicas);
  if (newReplicaSet.replicas === deployment.replicas) return undefined;
  return writeSize(deployment, newReplicaSet, newReplicaSetSize(deployment, newReplicaSet.replicas, totalReplicas(all)));
}

/**
 * Takes away what is not needed for the promised availability: first old pods that are not available, then available ones.
 *
 * Where the status of an old ReplicaSet counts more available pods than its size (it lags behind a scale-down), the real
 * controller stops there and reports that nothing was scaled, though earlier ReplicaSets may have been written; so does
 * this: phase "none" with those writes.
 *
 * @param old the old ReplicaSets that ought to have pods.
 * Source: pkg/controller/deployment/rolling.go, reconcileOldReplicaSets.
 */
export function reconcileOldReplicaSets(
  deployment: Sized,
  newReplicaSet: RolloutReplicaSet,
  old: readonly RolloutReplicaSet[],
): RollingStep {
  const all = [...old, newReplicaSet];
  const fewestAvailable = deployment.replicas - maxUnavailable(deployment);
  const newUnavailable = newReplicaSet.replicas - newReplicaSet.availableReplicas;
  const mostRemoved = totalReplicas(all) - fewestAvailable - newUnavailable;
  if (totalReplicas(old) === 0 || mostRemoved <= 0) return { phase: "none", writes: [] };

  const shrinking = old.toSorted(byCreation).map((replicaSet) => ({ replicaSet, replicas: replicaSet.replicas }));
  const writes: ReplicaSetWrite[] = [];
  const shrink = (each: (typeof shrinking)[number], count: number): void => {
    const write = writeSize(deployment, { ...each.replicaSet, replicas: each.replicas }, each.replicas - count);
    if (write !== undefined) writes.push(write);
    each.replicas -= count;
  };

  let unhealthyLeft = mostRemoved;
  for (const each of shrinking) {
    if (unhealthyLeft <= 0) break;
    const unavailable = each.replicas - each.replicaSet.availableReplicas;
    if (each.replicas === 0 || unavailable === 0) continue;
    if (unavailable < 0) return { phase: "none", writes };
    const count = Math.min(unhealthyLeft, unavailable);
    shrink(each, count);
    unhealthyLeft -= count;
  }

  let availableLeft = all.reduce((sum, { availableReplicas }) => sum + availableReplicas, 0) - fewestAvailable;
  for (const each of shrinking) {
    if (availableLeft <= 0) break;
    const count = Math.min(each.replicas, availableLeft);
    if (count > 0) shrink(each, count);
    availableLeft -= count;
  }
  return { phase: writes.length > 0 ? "old" : "none", writes };
}

function totalReplicas(replicaSets: readonly RolloutReplicaSet[]): number {
  return replicaSets.reduce((sum, { replicas }) => sum + replicas, 0);
}
