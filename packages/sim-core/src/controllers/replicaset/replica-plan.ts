/** How many pods a ReplicaSet creates or deletes in one sync. */

/** Most pods that one sync creates or deletes. Source: pkg/controller/replicaset/replica_set.go, BurstReplicas. */
export const REPLICA_BURST = 500;

export interface ReplicaPlan {
  readonly create: number;
  readonly delete: number;
}

/** Source: pkg/controller/replicaset/replica_set.go, manageReplicas. */
export function planReplicas(activePods: number, replicas: number, burst: number = REPLICA_BURST): ReplicaPlan {
  const surplus = activePods - replicas;
  return { create: Math.min(Math.max(-surplus, 0), burst), delete: Math.min(Math.max(surplus, 0), burst) };
}

/**
 * Sizes of the batches in which pods are created: 1, 2, 4, ... Each batch runs in parallel; the first one with a failure is
 * the last.
 *
 * Source: pkg/controller/replicaset/replica_set.go, slowStartBatch.
 */
export function slowStartBatches(count: number, initialBatch = 1): number[] {
  const batches: number[] = [];
  let remaining = count;
  for (let batch = Math.min(remaining, initialBatch); batch > 0; batch = Math.min(2 * batch, remaining)) {
    batches.push(batch);
    remaining -= batch;
  }
  return batches;
}
