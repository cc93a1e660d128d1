/**
 * What the scheduler knows of the cluster, brought up to date fact by fact, and the events that wake waiting pods.
 * Source: pkg/scheduler/eventhandlers.go.
 */
import { bindingOf, FactKind, podObject } from "@orrery/sim-core/store";
import type { ApiObject, NodePayload, PodPayload, PodSource, Store } from "@orrery/sim-core/store";
import type { Node, Pod } from "@orrery/sim-core/model";
import { ClusterCache, createObjectStores, TemplateCache } from "../cache/index.ts";
import type { ObjectStores } from "../cache/index.ts";
import { Action, nodeSchedulingPropertiesChange, podSchedulingPropertiesChange } from "../framework/index.ts";
import type { EventResource, PodInfo } from "../framework/index.ts";
import { schedulerNameOf } from "../queue/index.ts";
import type { SchedulingQueue } from "../queue/index.ts";

/** Kinds that the scheduler watches besides nodes and pods, and the resource of their events ("" when no plugin can be interested). */
const KINDS: ReadonlyMap<string, { readonly store: keyof ObjectStores; readonly resource: EventResource | "" }> = new Map([
  ["Namespace", { store: "namespaces", resource: "" }],
  ["Service", { store: "services", resource: "Service" }],
  ["ReplicaSet", { store: "replicaSets", resource: "" }],
  ["ReplicationController", { store: "replicationControllers", resource: "" }],
  ["StatefulSet", { store: "statefulSets", resource: "" }],
  ["PersistentVolumeClaim", { store: "persistentVolumeClaims", resource: "PersistentVolumeClaim" }],
  ["PersistentVolume", { store: "persistentVolumes", resource: "PersistentVolume" }],
  ["StorageClass", { store: "storageClasses", resource: "StorageClass" }],
  ["CSINode", { store: "csiNodes", resource: "CSINode" }],
  ["CSIDriver", { store: "csiDrivers", resource: "CSIDriver" }],
  ["CSIStorageCapacity", { store: "csiStorageCapacities", resource: "CSIStorageCapacity" }],
  ["VolumeAttachment", { store: "volumeAttachments", resource: "VolumeAttachment" }],
  ["PodDisruptionBudget", { store: "podDisruptionBudgets", resource: "" }],
]);

/** All but the scheduler's own conditions. */
export const WATCHED_FACTS: readonly FactKind[] = Object.values(FactKind).filter((kind) => kind !== FactKind.PodUnschedulable);

export class SchedulerWatch {
  readonly cache = new ClusterCache();
  readonly objects: ObjectStores = createObjectStores();
  private readonly store: Store;
  private readonly now: () => number;
  private readonly templates = new TemplateCache();
  /** The newest known version of each pod, by number; undefined once it is gone or finished. */
  private readonly infos: (PodInfo | undefined)[] = [];
  private readonly ids = new Map<string, number>();
  private readonly nodeIds = new Map<string, number>();
  /** Node numbers of pods that are nominated as far as the watch has told. */
  private readonly nominatedTo = new Map<number, number>();
  private queue!: SchedulingQueue;
  private isOurs!: (schedulerName: string) => boolean;

  constructor(store: Store, now: () => number) {
    this.store = store;
    this.now = now;
  }

  /** @param isOurs whether some profile schedules pods of that schedulerName */
  attach(queue: SchedulingQueue, isOurs: (schedulerName: string) => boolean): void {
    this.queue = queue;
    this.isOurs = isOurs;
  }

  podId(pod: PodInfo): number {
    return this.ids.get(pod.uid)!;
  }

  nodeId(name: string): number {
    return this.nodeIds.get(name)!;
  }

  newest(id: number): PodInfo {
    return this.infos[id]!;
  }

  /** The newest version of a pod by `namespace/name`, bound or not; undefined once it is gone. */
  current(key: string): Pod | undefined {
    const object = this.objects.pods.get(key);
    const bound = object === undefined ? undefined : this.cache.pod(key);
    return bound === undefined ? object : boundPodObject(bound);
  }

  /** Known and not bound as far as the scheduler has heard. */
  isPending(id: number): boolean {
    const info = this.infos[id];
    return info !== undefined && info.nodeName === "";
  }

  /** The pod is assumed; its PodBound fact will only confirm that. */
  expectBinding(id: number): void {
    this.infos[id]!.nodeName ||= this.store.state.nodeName(this.store.state.pods[id]!.nodeId);
  }

  handle(fact: number): void {
    const { log } = this.store;
    const subject = log.subject[fact]!;
    const detail = log.detail[fact]!;
    switch (log.kind[fact] as FactKind) {
      case FactKind.NodeAdded: {
        const { node } = log.payloads[detail] as NodePayload;
        this.nodeIds.set(node.metadata.name, subject);
        this.cache.setNode(node);
        this.move("Node", Action.Add, undefined, node);
        return;
      }
      case FactKind.NodeUpdated:
        this.updateNode(log.payloads[detail] as Node);
        return;
      case FactKind.NodeRemoved: {
        const { node } = this.store.state.nodes[subject]!;
        this.cache.removeNode(node.metadata.name);
        this.move("Node", Action.Delete, node, undefined);
        return;
      }
      case FactKind.ObjectSet:
        this.setObject(log.payloads[subject] as ApiObject);
        return;
      case FactKind.ObjectRemoved:
        this.removeObject(log.payloads[subject] as ApiObject);
        return;
      case FactKind.PodCreated:
        this.createPod(subject, log.payloads[detail] as PodPayload);
        return;
      case FactKind.PodUpdated:
        this.updatePod(subject, log.payloads[detail] as PodSource);
        return;
      case FactKind.PodBound:
        this.confirmBinding(subject, bindingOf(log, detail).nodeId, bindingOf(log, detail).gpuDevices);
        return;
      case FactKind.PodNominated:
        this.changeNomination(subject, detail);
        return;
      case FactKind.PodStarted:
        if (this.infos[subject] !== undefined) this.infos[subject].startTimeUs = log.timeUs[fact]!;
        return;
      case FactKind.PodDeletionRequested:
        this.markTerminating(subject);
        return;
      case FactKind.PodSucceeded:
      case FactKind.PodFailed:
      case FactKind.PodRemoved:
        this.removePod(subject);
        return;
      default:
        return;
    }
  }

  private updateNode(node: Node): void {
    const before = this.cache.get(node.metadata.name)?.node;
    this.cache.setNode(node);
    if (before === undefined) return;
    for (const event of nodeSchedulingPropertiesChange(before, node)) this.queue.moveAllToActiveOrBackoff(event, before, node, this.now());
  }

  private createPod(id: number, { source }: PodPayload): void {
    const record = this.store.state.pods[id]!;
    const object = podObject({ ...record, source, phase: "Pending", deletionRequestedUs: -1 }, "");
    const info = this.templates.podInfo(object);
    this.infos[id] = info;
    this.ids.set(info.uid, id);
    this.objects.pods.set(object);
    if (this.isOurs(schedulerNameOf(info))) this.queue.add(info, this.now());
  }

  private updatePod(id: number, source: PodSource): void {
    const before = this.infos[id];
    if (before === undefined) return;
    const record = this.store.state.pods[id]!;
    const object = podObject({ ...record, source }, before.nominatedNodeName);
    const after = this.copyOf(before, object);
    this.infos[id] = after;
    this.objects.pods.set(object);
    if (before.nodeName === "") {
      if (this.isOurs(schedulerNameOf(after))) this.queue.update(before, after, this.now());
      return;
    }
    this.cache.setPod(after);
    const [oldObject, newObject] = [boundPodObject(before), boundPodObject(after)];
    for (const event of podSchedulingPropertiesChange(oldObject, newObject))
      this.queue.moveAllToActiveOrBackoff(event, oldObject, newObject, this.now());
  }

  private confirmBinding(id: number, nodeId: number, gpuDevices: readonly number[] | undefined): void {
    const info = this.infos[id];
    if (info === undefined) return;
    this.nominatedTo.delete(id);
    const nodeName = this.store.state.nodeName(nodeId);
    if (this.cache.pod(info.key) === undefined || info.nodeName !== nodeName) {
      // Somebody else bound it: a snapshot, another scheduler.
      this.queue.delete(info);
      info.nodeName = nodeName;
      info.gpuDevices = gpuDevices;
      this.cache.setPod(info);
    }
    if (this.someoneWaits()) this.move("AssignedPod", Action.Add, undefined, boundPodObject(info));
  }

  private markTerminating(id: number): void {
    const before = this.infos[id];
    if (before === undefined) return;
    const object: Pod = { ...before.pod, metadata: { ...before.pod.metadata, deletionTimestamp: `T+${this.now()}us` } };
    const after = this.copyOf(before, object);
    this.infos[id] = after;
    this.objects.pods.set(object);
    if (before.nodeName !== "") this.cache.setPod(after);
    else if (this.isOurs(schedulerNameOf(after))) this.queue.update(before, after, this.now());
  }

  /** Gone, or finished: the scheduler's watch leaves finished pods out, so both look like a deletion. */
  private removePod(id: number): void {
    const info = this.infos[id];
    if (info === undefined) return;
    this.infos[id] = undefined;
    this.objects.pods.delete(info.key);
    if (info.nodeName !== "") {
      this.cache.removePod(info.key);
      if (this.someoneWaits()) this.move("AssignedPod", Action.Delete, boundPodObject(info), undefined);
      return;
    }
    this.queue.delete(info);
    this.changeNomination(id, -1, info);
  }

  /** A nomination that changes or goes counts as an assigned pod deleted, for pods of the same or lower priority. */
  private changeNomination(id: number, nodeId: number, info = this.infos[id]): void {
    const before = this.nominatedTo.get(id) ?? -1;
    if (before === nodeId) return;
    if (nodeId < 0) this.nominatedTo.delete(id);
    else this.nominatedTo.set(id, nodeId);
    if (before < 0 || info === undefined || !this.someoneWaits()) return;
    const object: Pod = { ...info.pod, status: { ...info.pod.status, nominatedNodeName: this.store.state.nodeName(before) } };
    const event = { resource: "AssignedPod", action: Action.Delete } as const;
    this.queue.moveAllToActiveOrBackoff(event, object, undefined, this.now(), (waiting) => waiting.priority <= info.priority);
  }

  private setObject(object: ApiObject): void {
    const kind = KINDS.get(object.kind);
    if (kind === undefined) return;
    const before = this.objects[kind.store].set(object as never);
    if (kind.resource !== "") this.move(kind.resource, before === undefined ? Action.Add : Action.Update, before, object);
  }

  private removeObject(object: ApiObject): void {
    const kind = KINDS.get(object.kind);
    if (kind === undefined) return;
    const store = this.objects[kind.store];
    store.delete(store.key(object as never));
    if (kind.resource !== "") this.move(kind.resource, Action.Delete, object, undefined);
  }

  private move(resource: EventResource, action: number, oldObject: unknown, newObject: unknown): void {
    if (this.someoneWaits()) this.queue.moveAllToActiveOrBackoff({ resource, action }, oldObject, newObject, this.now());
  }

  /** Events matter only to pods that were refused, or may be refused by the cycle that is running. */
  private someoneWaits(): boolean {
    const { unschedulable, gated, inFlight } = this.queue.depth;
    return unschedulable + gated + inFlight > 0;
  }

  private copyOf(before: PodInfo, object: Pod): PodInfo {
    const after = this.templates.podInfo(object, before.startTimeUs);
    after.nodeName = before.nodeName;
    after.nominatedNodeName = before.nominatedNodeName;
    after.gpuDevices = before.gpuDevices;
    return after;
  }
}

/** The pod with spec.nodeName, as hints want to see bound pods. */
export function boundPodObject(info: PodInfo): Pod {
  return { ...info.pod, spec: { ...info.pod.spec, nodeName: info.nodeName } };
}
