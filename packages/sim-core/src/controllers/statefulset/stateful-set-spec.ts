/** A StatefulSet and its pods as its controller sees them. */
import { type IntOrPercent, scaledValue } from "../int-or-percent.ts";
import { isPodAvailable, type ReplicaPodPhase } from "../replica-pod.ts";

export type StatefulUpdateStrategy =
  | { readonly type: "OnDelete" }
  | {
      readonly type: "RollingUpdate";
      /** Replicas before this position keep the current revision. */
      readonly partition: number;
      /** Given when the feature gate MaxUnavailableStatefulSet is on (it is off by default in 1.36). */
      readonly maxUnavailable?: IntOrPercent;
    };

export interface StatefulSetSpec {
  readonly replicas: number;
  readonly startOrdinal: number;
  readonly podManagementPolicy: "OrderedReady" | "Parallel";
  readonly minReadySeconds: number;
  readonly updateStrategy: StatefulUpdateStrategy;
  /** Identities of the revisions; equal when no update is under way. */
  readonly currentRevision: number;
  readonly updateRevision: number;
}

export interface StatefulPod {
  readonly ordinal: number;
  readonly revision: number;
  readonly phase: ReplicaPodPhase;
  /** Undefined: not ready. */
  readonly readySinceUs: number | undefined;
  readonly deleting: boolean;
}

/**
 * Pods that may be unavailable during an update: percentages round down, at least 1.
 *
 * Source: pkg/controller/statefulset/stateful_set_utils.go, getStatefulSetMaxUnavailable.
 */
export function statefulMaxUnavailable(maxUnavailable: IntOrPercent, replicas: number): number {
  return Math.max(scaledValue(maxUnavailable, replicas, "down"), 1);
}

/** Source: pkg/controller/statefulset/stateful_set_utils.go, isUnavailable; a pod that does not exist yet is unavailable. */
export function isStatefulPodUnavailable(pod: StatefulPod | undefined, minReadySeconds: number, nowUs: number): boolean {
  return pod === undefined || pod.deleting || !isPodAvailable(pod, minReadySeconds, nowUs);
}
