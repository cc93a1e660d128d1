/** Status of a Deployment at the end of a rollout's sync: the sums, and how it gets on. */
import {
  type DeploymentCondition,
  type DeploymentConditions,
  findCondition,
  newCondition,
  setCondition,
  withoutCondition,
} from "./deployment-conditions.ts";
import { calculateDeploymentStatus, type DeploymentStatus } from "./deployment-status.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";
import { hasProgressDeadline, isDeploymentComplete, isDeploymentProgressing, isDeploymentTimedOut } from "./rollout-progress.ts";
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

/**
 * @param before the status so far.
 * @param replicaFailure the condition ReplicaFailure of the new ReplicaSet, else of the first old one that has it.
 * Source: pkg/controller/deployment/progress.go, syncRolloutStatus.
 */
export function rolloutStatus(
  deployment: RolloutDeployment,
  newReplicaSet: RolloutReplicaSet | undefined,
  all: readonly RolloutReplicaSet[],
  before: DeploymentStatus,
  nowUs: number,
  replicaFailure?: DeploymentCondition,
): DeploymentStatus {
  const status = calculateDeploymentStatus(deployment, newReplicaSet, all, before.conditions, nowUs);
  const conditions = progressConditions(deployment, before, status, nowUs);
  return {
    ...status,
    conditions: replicaFailure === undefined ? withoutCondition(conditions, "ReplicaFailure") : setCondition(conditions, replicaFailure),
  };
}

function progressConditions(
  deployment: RolloutDeployment,
  before: DeploymentStatus,
  status: DeploymentStatus,
  nowUs: number,
): DeploymentConditions {
  if (!hasProgressDeadline(deployment)) return withoutCondition(status.conditions, "Progressing");
  const current = findCondition(before.conditions, "Progressing");
  // Nothing but a resync once the rollout has been reported complete and no old pods are left.
  if (status.replicas === status.updatedReplicas && current?.reason === "NewReplicaSetAvailable") return status.conditions;

  if (isDeploymentComplete(deployment, status)) {
    return setCondition(status.conditions, newCondition("Progressing", "True", "NewReplicaSetAvailable", nowUs));
  }
  if (isDeploymentProgressing(before, status)) {
    const progressing = newCondition("Progressing", "True", "ReplicaSetUpdated", nowUs);
    // Written anew even with the same reason, so that lastUpdateTime tells when there was progress last.
    const lastTransitionUs = current?.status === "True" ? current.lastTransitionUs : nowUs;
    return [...withoutCondition(status.conditions, "Progressing"), { ...progressing, lastTransitionUs }];
  }
  if (isDeploymentTimedOut(deployment, status.conditions, nowUs)) {
    return setCondition(status.conditions, newCondition("Progressing", "False", "ProgressDeadlineExceeded", nowUs));
  }
  return status.conditions;
}
