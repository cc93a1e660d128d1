/** What the store keeps of each node and pod. */
import type { Container, Node, ObjectMeta, Pod, PodSpec } from "../model/index.ts";
import type { NodeOutage } from "./fact-payloads.ts";

export type PodPhase = "Pending" | "Running" | "Succeeded" | "Failed";

/** What pods made from one manifest share. */
export interface PodSource {
  readonly metadata: Pick<ObjectMeta, "namespace" | "labels" | "annotations" | "ownerReferences">;
  /** With API defaults and admission applied; without nodeName. */
  readonly spec: PodSpec;
  /** Name of what the pod belongs to in reports: a workload of the scenario, an application of the trace. */
  readonly workload: string;
}

export interface NodeRecord {
  readonly id: number;
  node: Node;
  /** Resource pool of the scenario, "" when there is none. */
  readonly pool: string;
  removed: boolean;
  /** Why nothing is heard of it; undefined: it is heard. What its machine does, not what the API server knows of it. */
  outage: NodeOutage | undefined;
}

export interface PodRecord {
  readonly id: number;
  readonly key: string;
  source: PodSource;
  /** How long the pod runs once started, in microseconds; Infinity: until it is deleted. */
  readonly durationUs: number;
  phase: PodPhase;
  /** -1: not bound. */
  nodeId: number;
  /** -1: not nominated. */
  nominatedNodeId: number;
  readonly createdUs: number;
  /** -1 where it has not happened. */
  boundUs: number;
  startedUs: number;
  finishedUs: number;
  deletionRequestedUs: number;
  /** metadata.deletionTimestamp: the end of the grace period; -1 while no deletion is requested. */
  deletionDeadlineUs: number;
  /** metadata.deletionGracePeriodSeconds: what the kubelet gives the containers from when it hears; -1 while no deletion is requested. */
  deletionGraceUs: number;
  /** The condition Ready, and when it last changed (-1: it was never ready). */
  ready: boolean;
  readyChangedUs: number;
  /** By number of the container: how often it has been restarted. Shared and empty until one is. */
  restartCounts: readonly number[];
  /** status.reason: why it failed. */
  reason: string;
  removed: boolean;
  /** Indices of shared GPU devices in use on the node. */
  gpuDevices: readonly number[] | undefined;
}

/** Containers of a pod by number: init containers (and sidecars) in order, then the others. */
export function containersOf({ initContainers = [], containers }: PodSpec): readonly Container[] {
  return initContainers.length === 0 ? containers : [...initContainers, ...containers];
}

/** The number of a container of the pod's `containers` list. */
export function containerNumber({ initContainers = [] }: PodSpec, index: number): number {
  return initContainers.length + index;
}

/** The pod as the API server would serve it; labels, annotations, owners and spec are shared with its siblings. */
export function podObject(record: PodRecord, nominatedNodeName: string): Pod {
  const { metadata, spec } = record.source;
  const slash = record.key.indexOf("/");
  const object: Pod = {
    metadata: {
      name: record.key.slice(slash + 1),
      namespace: record.key.slice(0, slash),
      uid: `pod-${record.id}`,
      labels: metadata.labels,
      annotations: metadata.annotations,
      ownerReferences: metadata.ownerReferences,
    },
    spec,
    status: { phase: record.phase, ...(record.reason === "" ? {} : { reason: record.reason }) },
  };
  if (record.deletionRequestedUs >= 0) object.metadata.deletionTimestamp = timestamp(record.deletionDeadlineUs);
  if (nominatedNodeName !== "") object.status!.nominatedNodeName = nominatedNodeName;
  return object;
}

/** Simulated time as a Kubernetes timestamp would need a date; Orrery prints seconds of the run, which is all that plugins compare. */
function timestamp(us: number): string {
  return `T+${us}us`;
}
