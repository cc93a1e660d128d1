/** ReplicaSets for tests. */
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

/** A ReplicaSet whose pods do not exist yet. */
export function ofSize(name: string, replicas: number, change: Partial<RolloutReplicaSet> = {}): RolloutReplicaSet {
  return {
    name,
    replicas,
    createdUs: 0,
    template: 0,
    statusReplicas: 0,
    readyReplicas: 0,
    availableReplicas: 0,
    terminatingReplicas: 0,
    desiredReplicas: undefined,
    maxReplicas: undefined,
    revision: 0,
    revisionHistory: "",
    isObserved: true,
    deleting: false,
    ...change,
  };
}

/** A ReplicaSet all of whose pods are available. */
export function healthy(name: string, replicas: number, change: Partial<RolloutReplicaSet> = {}): RolloutReplicaSet {
  return ofSize(name, replicas, { statusReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas, ...change });
}
