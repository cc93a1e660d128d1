/** One step of the strategy Recreate: everything old goes before anything new comes. */
import type { ReplicaPodPhase } from "../replica-pod.ts";
import { type ReplicaSetWrite, writeSize } from "./replica-set-write.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

export type RecreateStep =
  | { readonly kind: "scale down old"; readonly writes: readonly ReplicaSetWrite[] }
  | { readonly kind: "wait for old pods" }
  | { readonly kind: "create new" }
  | { readonly kind: "scale up new"; readonly write: ReplicaSetWrite }
  | { readonly kind: "none" };

/**
 * What one sync does; after "create new" (with the full size) comes no further change in that sync.
 *
 * @param oldPods phases of the pods of all ReplicaSets but the new one, terminating ones included.
 * Source: pkg/controller/deployment/recreate.go, rolloutRecreate.
 */
export function recreateStep(
  deployment: Pick<RolloutDeployment, "replicas" | "strategy">,
  newReplicaSet: RolloutReplicaSet | undefined,
  old: readonly RolloutReplicaSet[],
  oldPods: readonly ReplicaPodPhase[],
): RecreateStep {
  const writes = old.flatMap((replicaSet) => (replicaSet.replicas > 0 ? (writeSize(deployment, replicaSet, 0) ?? []) : []));
  if (writes.length > 0) return { kind: "scale down old", writes };
  if (oldPodsRunning(old, oldPods)) return { kind: "wait for old pods" };
  if (newReplicaSet === undefined) return { kind: "create new" };
  const write = writeSize(deployment, newReplicaSet, deployment.replicas);
  return write === undefined ? { kind: "none" } : { kind: "scale up new", write };
}

/** Whether any old pod may still run; a terminating one does. Source: pkg/controller/deployment/recreate.go, oldPodsRunning. */
export function oldPodsRunning(old: readonly Pick<RolloutReplicaSet, "statusReplicas">[], oldPods: readonly ReplicaPodPhase[]): boolean {
  return old.some(({ statusReplicas }) => statusReplicas > 0) || oldPods.some((phase) => phase !== "Failed" && phase !== "Succeeded");
}
