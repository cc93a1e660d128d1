/** Decisions of the ReplicaSet controller: how many pods to create or delete, which ones, and the status. */
export { ageBucket } from "./age-bucket.ts";
export { DELETION_COST_ANNOTATION, parseDeletionCost } from "./deletion-cost.ts";
export { activePodBefore } from "./active-pod-order.ts";
export { podsToDelete, relatedPodsOnNode } from "./pods-to-delete.ts";
export { planReplicas, type ReplicaPlan, REPLICA_BURST, slowStartBatches } from "./replica-plan.ts";
export { replicaSetStatus, type ReplicaSetStatus } from "./replica-set-status.ts";
export { type RankedPod, rankedPodBefore, rankPod } from "./scale-down-order.ts";
