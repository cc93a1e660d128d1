/** Which pods the garbage collector deletes without grace. */
import type { Taint } from "../../model/index.ts";
import { isPodAssigned, type ReplicaPod } from "../replica-pod.ts";

/** How often it looks. Source: pkg/controller/podgc/gc_controller.go. */
export const POD_GC_PERIOD_US = 20_000_000;

/** For how long a node must be unknown before its pods are orphans. Source: pkg/controller/podgc/gc_controller.go. */
export const POD_GC_QUARANTINE_US = 40_000_000;

/** --terminated-pod-gc-threshold. Source: pkg/controller/podgc/config/v1alpha1/defaults.go. */
export const TERMINATED_POD_THRESHOLD = 12_500;

export interface TerminatedPod {
  readonly name: string;
  readonly createdUs: number;
  /** Failed with reason Evicted. */
  readonly evicted: boolean;
}

/**
 * Those of the terminated pods (Succeeded, Failed) that are above the threshold: evicted ones first, then the oldest.
 *
 * @param threshold 0 or less: all are kept.
 * Source: pkg/controller/podgc/gc_controller.go, gcTerminated.
 */
export function terminatedPodsToDelete<P extends TerminatedPod>(terminated: readonly P[], threshold: number): P[] {
  const count = terminated.length - threshold;
  return threshold <= 0 || count <= 0 ? [] : terminated.toSorted(byEvictionAndCreation).slice(0, count);
}

/** Whether a terminating pod is stuck on a node that is declared out of service. Source: gcTerminating. */
export function isTerminatingOutOfService(pod: Pick<ReplicaPod, "deleting">, isNodeReady: boolean, taints: readonly Taint[]): boolean {
  return pod.deleting && !isNodeReady && taints.some(({ key }) => key === "node.kubernetes.io/out-of-service");
}

/** Whether a terminating pod has no kubelet that could finish it. Source: gcUnscheduledTerminating. */
export function isUnscheduledTerminating(pod: Pick<ReplicaPod, "deleting" | "node">): boolean {
  return pod.deleting && !isPodAssigned(pod);
}

function byEvictionAndCreation(left: TerminatedPod, right: TerminatedPod): number {
  return (
    Number(right.evicted) - Number(left.evicted) ||
    left.createdUs - right.createdUs ||
    (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)
  );
}
