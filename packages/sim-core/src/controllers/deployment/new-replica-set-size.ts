/** How far the new ReplicaSet may grow now. */
import { scaledValue } from "../int-or-percent.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";

/**
 * Size of the new ReplicaSet: desired replicas for Recreate; else as many more as fit under replicas + surge.
 *
 * @param newReplicas its size now, 0 when it is about to be created.
 * @param totalReplicas sizes of all ReplicaSets together, the new one included.
 * Source: pkg/controller/deployment/util/deployment_util.go, NewRSNewReplicas.
 */
export function newReplicaSetSize(
  { strategy, replicas }: Pick<RolloutDeployment, "replicas" | "strategy">,
  newReplicas: number,
  totalReplicas: number,
): number {
  if (strategy.type === "Recreate") return replicas;
  const mostReplicas = replicas + scaledValue(strategy.maxSurge, replicas, "up");
  if (totalReplicas >= mostReplicas) return newReplicas;
  return newReplicas + Math.min(mostReplicas - totalReplicas, replicas - newReplicas);
}
