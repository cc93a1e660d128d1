/** A pod as the controllers of replicas see it, and what they call active, terminating, ready and available. */

export type ReplicaPodPhase = "Pending" | "Unknown" | "Running" | "Succeeded" | "Failed";

/**
 * The facts of a pod that controllers count and rank by. Times in microseconds of the run. The API keeps whole seconds:
 * whoever wants the real decisions hands over times cut to seconds.
 */
export interface ReplicaPod {
  readonly uid: string;
  /** "" or -1: not bound. */
  readonly node: string | number;
  readonly phase: ReplicaPodPhase;
  /** Last transition of the condition Ready, where that is True; undefined: the pod is not ready. */
  readonly readySinceUs: number | undefined;
  readonly createdUs: number;
  /** Annotation controller.kubernetes.io/pod-deletion-cost; 0 when there is none or an invalid one. */
  readonly deletionCost: number;
  /** Most restarts of any regular container. */
  readonly restarts: number;
  /** Most restarts of any sidecar. */
  readonly sidecarRestarts: number;
  /** A deletion has been requested. */
  readonly deleting: boolean;
}

/** Whether the pod counts as a replica. Source: pkg/controller/controller_utils.go, IsPodActive. */
export function isPodActive(pod: Pick<ReplicaPod, "phase" | "deleting">): boolean {
  return pod.phase !== "Succeeded" && pod.phase !== "Failed" && !pod.deleting;
}

/** Whether the pod is on its way out but not gone. Source: pkg/controller/controller_utils.go, IsPodTerminating. */
export function isPodTerminating(pod: Pick<ReplicaPod, "phase" | "deleting">): boolean {
  return pod.phase !== "Succeeded" && pod.phase !== "Failed" && pod.deleting;
}

/** Whether the pod has been ready for at least minReadySeconds. Source: pkg/api/v1/pod/util.go, IsPodAvailable. */
export function isPodAvailable(pod: Pick<ReplicaPod, "readySinceUs">, minReadySeconds: number, nowUs: number): boolean {
  if (pod.readySinceUs === undefined) return false;
  return minReadySeconds === 0 || pod.readySinceUs + minReadySeconds * 1_000_000 <= nowUs;
}

/**
 * When the next of the ready pods becomes available; undefined when none is waiting for it.
 *
 * Source: pkg/controller/controller_utils.go, FindMinNextPodAvailabilityCheck.
 */
export function nextAvailabilityUs(
  pods: readonly Pick<ReplicaPod, "readySinceUs">[],
  minReadySeconds: number,
  nowUs: number,
): number | undefined {
  if (minReadySeconds <= 0) return undefined;
  let nextUs: number | undefined;
  for (const { readySinceUs } of pods) {
    if (readySinceUs === undefined) continue;
    const availableUs = readySinceUs + minReadySeconds * 1_000_000;
    if (availableUs > nowUs && (nextUs === undefined || availableUs < nextUs)) nextUs = availableUs;
  }
  return nextUs;
}

/** Whether the pod has been bound to a node. */
export function isPodAssigned(pod: Pick<ReplicaPod, "node">): boolean {
  return pod.node !== "" && pod.node !== -1;
}
