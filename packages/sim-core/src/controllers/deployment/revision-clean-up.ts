/** Which old ReplicaSets a complete Deployment no longer keeps for rollbacks. */
import { byRevision } from "./replica-set-order.ts";
import type { RolloutReplicaSet } from "./rollout-replica-set.ts";

/**
 * The oldest revisions beyond the limit, in order; of these one that is not empty or not yet observed stays.
 *
 * @param revisionHistoryLimit undefined or the greatest 32-bit integer: all are kept.
 * Source: pkg/controller/deployment/sync.go, cleanupDeployment.
 */
export function replicaSetsToCleanUp<R extends RolloutReplicaSet>(old: readonly R[], revisionHistoryLimit: number | undefined): R[] {
  if (revisionHistoryLimit === undefined || revisionHistoryLimit === 2_147_483_647) return [];
  const kept = old.filter(({ deleting }) => !deleting);
  return kept
    .sort(byRevision)
    .slice(0, Math.max(kept.length - revisionHistoryLimit, 0))
    .filter(({ statusReplicas, replicas, isObserved }) => statusReplicas === 0 && replicas === 0 && isObserved);
}
