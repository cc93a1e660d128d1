/** The state of the cluster, changed by facts alone: `apply` is the same for the running simulation, for seeking and for replays. */
import type { Node, ObjectMeta } from "../model/index.ts";
import { FactKind } from "./fact.ts";
import { factPayload } from "./fact-payloads.ts";
import type { ContainerStart, NodeOutage, PodDeletion, PodEnd } from "./fact-payloads.ts";
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
        this.nodes[subject] = { id: subject, node, pool, removed: false, outage: undefined };
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
      case FactKind.NodeStopped:
        this.nodes[subject]!.outage = factPayload<NodeOutage>(log, detail)!;
        break;
      case FactKind.NodeStarted:
        this.nodes[subject]!.outage = undefined;
        break;
      // What these tell is history, not state.
      case FactKind.PodUnschedulable:
      case FactKind.ContainerExited:
      case FactKind.ContainerWaiting:
      case FactKind.ProbeFailed:
      case FactKind.NodeFaulted:
      case FactKind.ImagePulled:
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
      deletionDeadlineUs: -1,
      deletionGraceUs: -1,
      ready: false,
      readyChangedUs: -1,
      restartCounts: NO_RESTARTS,
      reason: "",
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
        if (detail === STARTED_READY) setReady(pod, true, timeUs);
        break;
      case FactKind.PodReadinessChanged:
        setReady(pod, readinessOf(log, detail), timeUs);
        break;
      case FactKind.ContainerStarted: {
        const { container, restartCount } = containerStartOf(detail);
        if (restartCount > 0) pod.restartCounts = withCount(pod.restartCounts, container, restartCount);
        break;
      }
      case FactKind.PodSucceeded:
      case FactKind.PodFailed:
        pod.phase = kind === FactKind.PodSucceeded ? "Succeeded" : "Failed";
        pod.finishedUs = timeUs;
        pod.reason = factPayload<PodEnd>(log, detail)?.reason ?? "";
        if (pod.ready) setReady(pod, false, timeUs);
        break;
      case FactKind.PodDeletionRequested: {
        const graceSeconds = factPayload<PodDeletion>(log, detail)?.graceSeconds ?? graceSecondsOf(pod);
        requestDeletion(pod, graceSeconds * 1e6, timeUs);
        break;
      }
      case FactKind.PodRemoved:
        pod.removed = true;
        this.podIds.delete(pod.key);
        break;
      default:
        throw new Error(`fact ${kind} is not about a pod`);
    }
  }
}

/** Detail of a PodStarted whose pod is ready at once, as one without readiness probes may be. */
export const STARTED_READY = 1;

/** Detail of a PodReadinessChanged without payload. */
const READY = -1;
const NOT_READY = -2;

/** @param payload what `FactLog.keep` gave for the change; undefined: there is nothing to tell */
export function readinessDetail(ready: boolean, payload: number | undefined): number {
  if (payload !== undefined) return payload + 1;
  return ready ? READY : NOT_READY;
}

/** Whether a PodReadinessChanged made its pod ready. */
export function readinessOf(log: FactLog, detail: number): boolean {
  return detail < 0 ? detail === READY : factPayload<{ readonly ready: boolean }>(log, detail)!.ready;
}

/** The detail of a ContainerStarted. */
export function containerStartDetail({ container, restartCount }: ContainerStart): number {
  return container + restartCount * CONTAINERS_SPAN;
}

export function containerStartOf(detail: number): ContainerStart {
  return { container: detail % CONTAINERS_SPAN, restartCount: Math.floor(detail / CONTAINERS_SPAN) };
}

/** More containers than a pod can have. */
const CONTAINERS_SPAN = 256;

const DEFAULT_GRACE_SECONDS = 30;

/** spec.terminationGracePeriodSeconds. */
export function graceSecondsOf({ source }: Pick<PodRecord, "source">): number {
  return source.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
}

const NO_RESTARTS: readonly number[] = [];

function setReady(pod: PodRecord, ready: boolean, timeUs: number): void {
  if (pod.ready === ready) return;
  pod.ready = ready;
  pod.readyChangedUs = timeUs;
}

/**
 * A later request moves the end of the grace period to where it would have been from the first on, but not into the past; what is over by
 * then leaves one second.
 *
 * Source: staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go, BeforeDelete.
 */
function requestDeletion(pod: PodRecord, graceUs: number, timeUs: number): void {
  if (pod.deletionRequestedUs < 0) {
    pod.deletionRequestedUs = timeUs;
    pod.deletionDeadlineUs = timeUs + graceUs;
    pod.deletionGraceUs = graceUs;
    return;
  }
  const deadlineUs = pod.deletionDeadlineUs - pod.deletionGraceUs + graceUs;
  const isOver = deadlineUs < timeUs;
  pod.deletionDeadlineUs = isOver ? timeUs : deadlineUs;
  pod.deletionGraceUs = isOver && graceUs > 0 ? 1e6 : graceUs;
}

function withCount(counts: readonly number[], container: number, count: number): readonly number[] {
  const copy = counts.slice();
  while (copy.length <= container) copy.push(0);
  copy[container] = count;
  return copy;
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
