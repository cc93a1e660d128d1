/** The state of the cluster, changed by facts alone: `apply` is the same for the running simulation, for seeking and for replays. */
import type { Node, ObjectMeta } from "../model/index.ts";
import { FactKind } from "./fact.ts";
import type { FactLog } from "./fact.ts";
import type { NodeRecord, PodRecord, PodSource } from "./records.ts";

/** Any other API object with its kind, as `ObjectSet` facts carry it. */
export interface ApiObject {
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** Payload of NodeAdded. */
export interface NodePayload {
  readonly node: Node;
  readonly pool: string;
}

/** Payload of PodCreated: the source, and how long pods made from it run. */
export interface PodPayload {
  readonly source: PodSource;
  readonly durationUs: number;
}

export class ClusterState {
  readonly nodes: NodeRecord[] = [];
  readonly pods: PodRecord[] = [];
  /** By `Kind/namespace/name` or `Kind/name`. */
  readonly objects = new Map<string, ApiObject>();
  readonly nodeIds = new Map<string, number>();
  readonly podIds = new Map<string, number>();

  /** Applies fact number `at` of `log`. */
  apply(log: FactLog, at: number): void {
    const timeUs = log.timeUs[at]!;
    const subject = log.subject[at]!;
    const detail = log.detail[at]!;
    switch (log.kind[at] as FactKind) {
      case FactKind.NodeAdded: {
        const { node, pool } = log.payloads[detail] as NodePayload;
        this.nodes[subject] = { id: subject, node, pool, removed: false };
        this.nodeIds.set(node.metadata.name, subject);
        break;
      }
      case FactKind.NodeUpdated:
        this.nodes[subject]!.node = log.payloads[detail] as Node;
        break;
      case FactKind.NodeRemoved:
        this.nodes[subject]!.removed = true;
        this.nodeIds.delete(this.nodes[subject]!.node.metadata.name);
        break;
      case FactKind.ObjectSet: {
        const object = log.payloads[subject] as ApiObject;
        this.objects.set(objectKey(object), object);
        break;
      }
      case FactKind.ObjectRemoved:
        this.objects.delete(objectKey(log.payloads[subject] as ApiObject));
        break;
      case FactKind.PodCreated:
        this.createPod(log, subject, log.payloads[detail] as PodPayload, timeUs);
        break;
      case FactKind.PodUpdated:
        this.pods[subject]!.source = log.payloads[detail] as PodSource;
        break;
      case FactKind.PodNominated:
        this.pods[subject]!.nominatedNodeId = detail;
        break;
      case FactKind.PodUnschedulable:
        break;
      default:
        this.movePod(log.kind[at] as FactKind, this.pods[subject]!, detail, timeUs, log);
    }
  }

  nodeName(id: number): string {
    return id < 0 ? "" : this.nodes[id]!.node.metadata.name;
  }

  private createPod(log: FactLog, id: number, payload: PodPayload, timeUs: number): void {
    const key = log.podKeys[id]!;
    this.pods[id] = {
      id,
      key,
      source: payload.source,
      durationUs: payload.durationUs,
      phase: "Pending",
      nodeId: -1,
      nominatedNodeId: -1,
      createdUs: timeUs,
      boundUs: -1,
      startedUs: -1,
      finishedUs: -1,
      deletionRequestedUs: -1,
      removed: false,
      gpuDevices: undefined,
    };
    this.podIds.set(key, id);
  }

  private movePod(kind: FactKind, pod: PodRecord, detail: number, timeUs: number, log: FactLog): void {
    switch (kind) {
      case FactKind.PodBound: {
        const { nodeId, gpuDevices } = bindingOf(log, detail);
        pod.nodeId = nodeId;
        pod.gpuDevices = gpuDevices;
        pod.nominatedNodeId = -1;
        pod.boundUs = timeUs;
        break;
      }
      case FactKind.PodStarted:
        pod.phase = "Running";
        pod.startedUs = timeUs;
        break;
      case FactKind.PodSucceeded:
        pod.phase = "Succeeded";
        pod.finishedUs = timeUs;
        break;
      case FactKind.PodFailed:
        pod.phase = "Failed";
        pod.finishedUs = timeUs;
        break;
      case FactKind.PodDeletionRequested:
        pod.deletionRequestedUs = timeUs;
        break;
      case FactKind.PodRemoved:
        pod.removed = true;
        this.podIds.delete(pod.key);
        break;
      default:
        throw new Error(`fact ${kind} is not about a pod`);
    }
  }
}

/** Payload of a PodBound that carries more than the node. */
export interface BindingPayload {
  readonly nodeId: number;
  readonly gpuDevices: readonly number[] | undefined;
}

/** PodBound's detail is the node's number, or -1 - n for payload number n. */
export function bindingOf(log: FactLog, detail: number): BindingPayload {
  return detail >= 0 ? { nodeId: detail, gpuDevices: undefined } : (log.payloads[-1 - detail] as BindingPayload);
}

export function objectKey(object: ApiObject): string {
  const { namespace, name } = object.metadata;
  return CLUSTER_SCOPED.has(object.kind) ? `${object.kind}/${name}` : `${object.kind}/${namespace ?? "default"}/${name}`;
}

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  "Namespace",
  "PriorityClass",
  "PersistentVolume",
  "StorageClass",
  "CSINode",
  "CSIDriver",
  "VolumeAttachment",
]);
