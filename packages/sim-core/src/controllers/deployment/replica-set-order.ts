/** Orders of ReplicaSets. All are total, as names are unique. */
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

/** Oldest first. Source: pkg/controller/controller_utils.go, ReplicaSetsByCreationTimestamp. */
export function byCreation(left: RolloutReplicaSet, right: RolloutReplicaSet): number {
  return left.createdUs - right.createdUs || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);
}

/** Lowest revision first, then oldest. Source: pkg/controller/deployment/util/deployment_util.go, ReplicaSetsByRevision. */
export function byRevision(left: RolloutReplicaSet, right: RolloutReplicaSet): number {
  return left.revision - right.revision || byCreation(left, right);
}

/** Largest first, of equal ones the oldest. Source: pkg/controller/controller_utils.go, ReplicaSetsBySizeOlder. */
export function bySizeOlder(left: RolloutReplicaSet, right: RolloutReplicaSet): number {
  return right.replicas - left.replicas || byCreation(left, right);
}

/** Largest first, of equal ones the newest. Source: pkg/controller/controller_utils.go, ReplicaSetsBySizeNewer. */
export function bySizeNewer(left: RolloutReplicaSet, right: RolloutReplicaSet): number {
  return right.replicas - left.replicas || byCreation(right, left);
}
