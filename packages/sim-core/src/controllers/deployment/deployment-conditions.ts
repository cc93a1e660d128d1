/** Conditions of a Deployment: Available, Progressing, ReplicaFailure. */

/** Times in microseconds. Not modelled: messages. */
export interface DeploymentCondition {
  readonly type: "Available" | "Progressing" | "ReplicaFailure";
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly lastUpdateUs: number;
  readonly lastTransitionUs: number;
}

export type DeploymentConditions = readonly DeploymentCondition[];

export function findCondition(conditions: DeploymentConditions, type: DeploymentCondition["type"]): DeploymentCondition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/**
 * The conditions with one put in, at the end; unchanged where it is there already with the same status and reason. The
 * time of transition stays while the status stays.
 *
 * Source: pkg/controller/deployment/util/deployment_util.go, SetDeploymentCondition.
 */
export function setCondition(conditions: DeploymentConditions, condition: DeploymentCondition): DeploymentConditions {
  const current = findCondition(conditions, condition.type);
  const isSameStatus = current?.status === condition.status;
  if (isSameStatus && current.reason === condition.reason) return conditions;
  const lastTransitionUs = isSameStatus ? current.lastTransitionUs : condition.lastTransitionUs;
  return [...withoutCondition(conditions, condition.type), { ...condition, lastTransitionUs }];
}

export function withoutCondition(conditions: DeploymentConditions, type: DeploymentCondition["type"]): DeploymentConditions {
  return conditions.some((condition) => condition.type === type) ? conditions.filter((condition) => condition.type !== type) : conditions;
}

/** A condition that begins now. */
export function newCondition(
  type: DeploymentCondition["type"],
  status: DeploymentCondition["status"],
  reason: string,
  nowUs: number,
): DeploymentCondition {
  return { type, status, reason, lastUpdateUs: nowUs, lastTransitionUs: nowUs };
}

/**
 * The conditions of a Deployment with a deadline after its new ReplicaSet was created, was found (which counts only where
 * there is no Progressing yet), or was refused by the API.
 *
 * Source: pkg/controller/deployment/sync.go, getNewReplicaSet.
 */
export function newReplicaSetConditions(
  conditions: DeploymentConditions,
  event: "created" | "found" | "refused",
  nowUs: number,
): DeploymentConditions {
  if (event === "found" && findCondition(conditions, "Progressing") !== undefined) return conditions;
  if (event === "refused") return setCondition(conditions, newCondition("Progressing", "False", "ReplicaSetCreateError", nowUs));
  const reason = event === "created" ? "NewReplicaSetCreated" : "FoundNewReplicaSet";
  return setCondition(conditions, newCondition("Progressing", "True", reason, nowUs));
}

/**
 * The condition to write before anything else when a Deployment with a deadline is paused or resumed; undefined when there
 * is nothing to write. A deadline that has passed already stays reported.
 *
 * Source: pkg/controller/deployment/sync.go, checkPausedConditions.
 */
export function pausedCondition(conditions: DeploymentConditions, paused: boolean, nowUs: number): DeploymentCondition | undefined {
  const reason = findCondition(conditions, "Progressing")?.reason;
  if (reason === "ProgressDeadlineExceeded") return undefined;
  if (paused === (reason === "DeploymentPaused")) return undefined;
  return newCondition("Progressing", "Unknown", paused ? "DeploymentPaused" : "DeploymentResumed", nowUs);
}
