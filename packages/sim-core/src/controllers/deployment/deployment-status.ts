/** Status of a Deployment from its ReplicaSets. */
import { type DeploymentConditions, newCondition, setCondition } from "./deployment-conditions.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";
import { maxUnavailable } from "./rollout-limits.ts";
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

export interface DeploymentStatus {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly unavailableReplicas: number;
  /** Since 1.36 (DeploymentReplicaSetTerminatingReplicas, beta, on). */
  readonly terminatingReplicas: number;
  readonly conditions: DeploymentConditions;
}

/** Whether writing one over the other would change nothing. `left` may be what a manifest brought along. */
export function isSameDeploymentStatus(left: DeploymentStatus | undefined, right: DeploymentStatus): boolean {
  if (left === right) return true;
  if (left === undefined) return false;
  return (
    COUNTS.every((count) => left[count] === right[count]) &&
    left.conditions?.length === right.conditions.length &&
    right.conditions.every((condition, i) => isSameCondition(left.conditions[i]!, condition))
  );
}

const COUNTS = [
  "observedGeneration",
  "replicas",
  "updatedReplicas",
  "readyReplicas",
  "availableReplicas",
  "unavailableReplicas",
  "terminatingReplicas",
] as const;

function isSameCondition(left: DeploymentConditions[number], right: DeploymentConditions[number]): boolean {
  return (
    left === right ||
    (left.type === right.type &&
      left.status === right.status &&
      left.reason === right.reason &&
      left.lastUpdateUs === right.lastUpdateUs &&
      left.lastTransitionUs === right.lastTransitionUs)
  );
}

/**
 * Sums over the ReplicaSets, and the condition Available.
 *
 * @param conditions those of the status so far.
 * Not modelled: collisionCount (template identities do not collide).
 * Source: pkg/controller/deployment/sync.go, calculateStatus.
 */
export function calculateDeploymentStatus(
  deployment: Pick<RolloutDeployment, "replicas" | "strategy" | "generation">,
  newReplicaSet: RolloutReplicaSet | undefined,
  all: readonly RolloutReplicaSet[],
  conditions: DeploymentConditions,
  nowUs: number,
): DeploymentStatus {
  let wanted = 0;
  let replicas = 0;
  let readyReplicas = 0;
  let availableReplicas = 0;
  let terminatingReplicas = 0;
  for (const replicaSet of all) {
    wanted += replicaSet.replicas;
    replicas += replicaSet.statusReplicas;
    readyReplicas += replicaSet.readyReplicas;
    availableReplicas += replicaSet.availableReplicas;
    terminatingReplicas += replicaSet.terminatingReplicas;
  }
  const isAvailable = availableReplicas >= deployment.replicas - maxUnavailable(deployment);
  const available = isAvailable
    ? newCondition("Available", "True", "MinimumReplicasAvailable", nowUs)
    : newCondition("Available", "False", "MinimumReplicasUnavailable", nowUs);
  return {
    observedGeneration: deployment.generation,
    replicas,
    updatedReplicas: newReplicaSet?.statusReplicas ?? 0,
    readyReplicas,
    availableReplicas,
    unavailableReplicas: Math.max(wanted - availableReplicas, 0),
    terminatingReplicas,
    conditions: setCondition(conditions, available),
  };
}
