/** Cluster events and the plugins' interest in them. Source: kube-scheduler/framework/types.go, pkg/scheduler/framework/events.go. */
import type { PodInfo } from "./pod-info.ts";

/** Action bits, in Kubernetes' order: the match rule compares them numerically. */
export const Action = {
  Add: 1,
  Delete: 1 << 1,
  UpdateNodeAllocatable: 1 << 2,
  UpdateNodeLabel: 1 << 3,
  UpdateNodeTaint: 1 << 4,
  UpdateNodeCondition: 1 << 5,
  UpdateNodeAnnotation: 1 << 6,
  UpdateNodeDeclaredFeature: 1 << 7,
  UpdatePodLabel: 1 << 8,
  UpdatePodScaleDown: 1 << 9,
  UpdatePodToleration: 1 << 10,
  UpdatePodSchedulingGatesEliminated: 1 << 11,
  UpdatePodGeneratedResourceClaim: 1 << 12,
  /** Every bit: a generic update that no specific one describes. */
  All: (1 << 13) - 1,
  /** All update bits together. */
  Update: ((1 << 13) - 1) & ~3,
} as const;

export type EventResource =
  | "Pod"
  | "AssignedPod"
  | "UnscheduledPod"
  | "Node"
  | "PersistentVolume"
  | "PersistentVolumeClaim"
  | "CSINode"
  | "CSIDriver"
  | "VolumeAttachment"
  | "CSIStorageCapacity"
  | "StorageClass"
  | "Service"
  | "ResourceClaim"
  | "DeviceClass"
  | "ResourceSlice"
  | "*";

export interface ClusterEvent {
  readonly resource: EventResource;
  /** Bits of `Action`. */
  readonly action: number;
}

export type HintDecision = "Queue" | "QueueSkip";

/**
 * Asks a plugin that refused `pod` whether the change may make it schedulable. Objects are raw Kubernetes objects of the event's
 * resource (`Pod`, `Node`, `PersistentVolumeClaim`, ...); undefined on the missing side of an add or delete. A thrown error counts as
 * "Queue".
 */
export type QueueingHint = (pod: PodInfo, oldObject: unknown, newObject: unknown) => HintDecision;

export interface EventRegistration {
  readonly event: ClusterEvent;
  /** Absent: always "Queue". */
  readonly hint?: QueueingHint;
}
