/** Status of a StatefulSet from its pods. */
import { isPodAvailable } from "../replica-pod.ts";
import type { StatefulPod, StatefulSetSpec } from "./stateful-set-spec.ts";

export interface StatefulSetStatus {
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly currentReplicas: number;
  readonly updatedReplicas: number;
}

/** Counts all pods, also those beyond the replicas. Source: pkg/controller/statefulset/stateful_set_control.go, computeReplicaStatus. */
export function statefulSetStatus(set: StatefulSetSpec, pods: readonly StatefulPod[], nowUs: number): StatefulSetStatus {
  const status = { replicas: pods.length, readyReplicas: 0, availableReplicas: 0, currentReplicas: 0, updatedReplicas: 0 };
  for (const pod of pods) {
    if (pod.phase === "Running" && pod.readySinceUs !== undefined) {
      status.readyReplicas++;
      if (isPodAvailable(pod, set.minReadySeconds, nowUs)) status.availableReplicas++;
    }
    if (pod.deleting) continue;
    if (pod.revision === set.currentRevision) status.currentReplicas++;
    if (pod.revision === set.updateRevision) status.updatedReplicas++;
  }
  return status;
}

/**
 * Whether the update revision becomes the current one.
 *
 * Source: pkg/controller/statefulset/stateful_set_utils.go, completeRollingUpdate.
 */
export function isUpdateComplete({ replicas, updateStrategy }: StatefulSetSpec, status: StatefulSetStatus): boolean {
  return (
    updateStrategy.type === "RollingUpdate" &&
    status.updatedReplicas === replicas &&
    status.readyReplicas === replicas &&
    status.replicas === replicas
  );
}
