/** Status of a ReplicaSet from its pods. */
import { isPodActive, isPodAvailable, isPodTerminating, type ReplicaPod } from "../replica-pod.ts";

export interface ReplicaSetStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly terminatingReplicas: number;
}

/**
 * Counts the pods that the ReplicaSet owns; terminating ones count only as such, terminated ones not at all.
 *
 * @param isFullyLabeled whether a pod carries all labels of the template; pods made from it do.
 * Not modelled: the condition ReplicaFailure, which the loop sets when a creation or deletion is refused.
 * Source: pkg/controller/replicaset/replica_set_utils.go, calculateStatus.
 */
export function replicaSetStatus<P extends ReplicaPod>(
  pods: readonly P[],
  minReadySeconds: number,
  nowUs: number,
  isFullyLabeled: (pod: P) => boolean = () => true,
): ReplicaSetStatus {
  const status = { replicas: 0, fullyLabeledReplicas: 0, readyReplicas: 0, availableReplicas: 0, terminatingReplicas: 0 };
  for (const pod of pods) {
    if (isPodTerminating(pod)) status.terminatingReplicas++;
    if (!isPodActive(pod)) continue;
    status.replicas++;
    if (isFullyLabeled(pod)) status.fullyLabeledReplicas++;
    if (pod.readySinceUs === undefined) continue;
    status.readyReplicas++;
    if (isPodAvailable(pod, minReadySeconds, nowUs)) status.availableReplicas++;
  }
  return status;
}
