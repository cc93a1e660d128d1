/** Decisions of the Deployment controller: sizes of its ReplicaSets, status, progress, revisions, clean-up. */
export { calculateDeploymentStatus, type DeploymentStatus } from "./deployment-status.ts";
export {
  type DeploymentCondition,
  findCondition,
  newReplicaSetConditions,
  pausedCondition,
  setCondition,
  withoutCondition,
} from "./deployment-conditions.ts";
export type { DeploymentStrategy, RolloutDeployment } from "./rollout-deployment.ts";
export { findActiveOrLatest, findNewReplicaSet, findOldReplicaSets, isScalingEvent, type OldReplicaSets } from "./find-replica-sets.ts";
export { newReplicaSetSize } from "./new-replica-set-size.ts";
export { oldPodsRunning, recreateStep } from "./recreate-step.ts";
export { replicaSetShare, scaleProportionally } from "./proportional-scaling.ts";
export { type ReplicaSetWrite, writeSize, writtenSizes } from "./replica-set-write.ts";
export {
  lastRevision,
  maxRevision,
  MAX_REVISION_HISTORY_CHARACTERS,
  nextRevision,
  type RevisionUpdate,
  rollbackTarget,
  updateRevision,
} from "./revisions.ts";
export { replicaSetsToCleanUp } from "./revision-clean-up.ts";
export { parseReplicasAnnotation, type RolloutReplicaSet } from "./rollout-replica-set.ts";
export {
  hasProgressDeadline,
  isDeploymentComplete,
  isDeploymentProgressing,
  isDeploymentTimedOut,
  progressCheckUs,
} from "./rollout-progress.ts";
export { maxSurge, maxUnavailable, minAvailable, resolveFenceposts } from "./rollout-limits.ts";
export { rolloutStatus } from "./rollout-status.ts";
export { reconcileNewReplicaSet, reconcileOldReplicaSets, type RollingStep, rollingStep } from "./rolling-step.ts";
export { byCreation, byRevision } from "./replica-set-order.ts";
