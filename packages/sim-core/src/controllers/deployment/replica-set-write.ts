/** Changes of a ReplicaSet's size that a Deployment asks for. */
import type { RolloutDeployment } from "./rollout-deployment.ts";
import { maxSurge } from "./rollout-limits.ts";
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

/** One update of a ReplicaSet: size and annotations are written together. */
export interface ReplicaSetWrite {
  readonly name: string;
  readonly fromReplicas: number;
  readonly toReplicas: number;
  readonly desiredReplicas: number;
  readonly maxReplicas: number;
}

/**
 * The update that gives a ReplicaSet `toReplicas`; undefined when nothing is to be written.
 *
 * @param annotations "always": also when only the annotations are out of date.
 * Source: pkg/controller/deployment/sync.go, scaleReplicaSet.
 */
export function writeSize(
  deployment: Pick<RolloutDeployment, "replicas" | "strategy">,
  replicaSet: Pick<RolloutReplicaSet, "name" | "replicas" | "desiredReplicas" | "maxReplicas">,
  toReplicas: number,
  annotations: "with size" | "always" = "with size",
): ReplicaSetWrite | undefined {
  const desiredReplicas = deployment.replicas;
  const maxReplicas = deployment.replicas + maxSurge(deployment);
  if (toReplicas === replicaSet.replicas) {
    if (annotations === "with size") return undefined;
    if (replicaSet.desiredReplicas === desiredReplicas && replicaSet.maxReplicas === maxReplicas) return undefined;
  }
  return { name: replicaSet.name, fromReplicas: replicaSet.replicas, toReplicas, desiredReplicas, maxReplicas };
}

/** Sizes after the writes, by name. */
export function writtenSizes(replicaSets: readonly RolloutReplicaSet[], writes: readonly ReplicaSetWrite[]): Map<string, number> {
  const sizes = new Map(replicaSets.map(({ name, replicas }) => [name, replicas]));
  for (const { name, toReplicas } of writes) sizes.set(name, toReplicas);
  return sizes;
}
