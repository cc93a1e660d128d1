/**
 * The only writer: commands are checked, become facts, and facts change the state. Watchers learn of each fact after their delay, in order.
 *
 * A command that the API server would refuse (binding a bound pod, deleting what is not there) is refused with a reason, not thrown: two
 * components may race. A command that no correct component can send is an assertion.
 */
import { Phase } from "../engine/index.ts";
import type { Engine, EventKind } from "../engine/index.ts";
import type { Node } from "../model/index.ts";
import { ClusterState, containerStartDetail, objectKey, readinessDetail, STARTED_READY } from "./cluster-state.ts";
import type { ApiObject, NodePayload, PodPayload } from "./cluster-state.ts";
import { FACT_NAMES, FactKind, FactLog } from "./fact.ts";
import type {
  Cause,
  ContainerExit,
  ContainerStart,
  ContainerWait,
  ImagePull,
  NodeFault,
  NodeOutage,
  PodDeletion,
  PodEnd,
  ProbeFailure,
} from "./fact-payloads.ts";
import type { PodRecord, PodSource } from "./records.ts";

/** Why a command was refused, in the API server's words; undefined: done. */
export type Refusal = string | undefined;

/** Gets the number of each fact, once, in order. */
export type FactHandler = (fact: number) => void;

interface Watcher {
  /** By fact kind: 1 where the watcher wants to hear of it. */
  readonly wants: Uint8Array;
  readonly delayUs: number;
  readonly handler: FactHandler;
  /** The next fact to deliver. */
  cursor: number;
  /** A delivery is already on its way. */
  pending: boolean;
}

export class Store {
  readonly log = new FactLog();
  readonly state = new ClusterState();
  private readonly engine: Engine;
  private readonly watchers: Watcher[] = [];
  private readonly delivery: EventKind;

  constructor(engine: Engine) {
    this.engine = engine;
    this.delivery = engine.registerKind("watch delivery", Phase.watch, (slot) => this.deliver(this.watchers[slot]!, slot));
  }

  /**
   * From now on `handler` gets every fact of the given kinds `delayUs` after it happened. Facts that were there before are
   * delivered too. What a watcher does not want makes no event.
   */
  watch(delayUs: number, kinds: readonly FactKind[], handler: FactHandler): void {
    const wants = new Uint8Array(FACT_NAMES.length);
    for (const kind of kinds) wants[kind] = 1;
    const watcher: Watcher = { wants, delayUs, handler, cursor: 0, pending: false };
    this.watchers.push(watcher);
    this.armNext(watcher, this.watchers.length - 1);
  }

  addNode(node: Node, pool: string): Refusal {
    if (this.state.nodeIds.has(node.metadata.name)) return `nodes "${node.metadata.name}" already exists`;
    const payload: NodePayload = { node, pool };
    this.record(FactKind.NodeAdded, this.state.nodes.length, this.log.keep(payload));
    return undefined;
  }

  updateNode(node: Node): Refusal {
    const id = this.state.nodeIds.get(node.metadata.name);
    if (id === undefined) return `nodes "${node.metadata.name}" not found`;
    this.record(FactKind.NodeUpdated, id, this.log.keep(node));
    return undefined;
  }

  /** The pods on the node stay until somebody deletes them. */
  removeNode(name: string): Refusal {
    const id = this.state.nodeIds.get(name);
    if (id === undefined) return `nodes "${name}" not found`;
    this.record(FactKind.NodeRemoved, id, 0);
    return undefined;
  }

  setObject(object: ApiObject): void {
    this.record(FactKind.ObjectSet, this.log.keep(object), 0);
  }

  removeObject(object: ApiObject): Refusal {
    const known = this.state.objects.get(objectKey(object));
    if (known === undefined) return `${object.kind} "${object.metadata.name}" not found`;
    this.record(FactKind.ObjectRemoved, this.log.keep(known), 0);
    return undefined;
  }

  /** Registers what pods are made from; its number is for `createPod`. */
  addPodPayload(payload: PodPayload): number {
    return this.log.keep(payload);
  }

  createPod(key: string, payload: number): Refusal {
    if (this.state.podIds.has(key)) return `pods "${key}" already exists`;
    this.log.podKeys.push(key);
    this.record(FactKind.PodCreated, this.log.podKeys.length - 1, payload);
    return undefined;
  }

  /** New labels, tolerations or scheduling gates. */
  updatePod(id: number, source: PodSource): Refusal {
    if (this.state.pods[id]!.removed) return notFound(this.state.pods[id]!);
    this.record(FactKind.PodUpdated, id, this.log.keep(source));
    return undefined;
  }

  /** `nodeId` -1 clears status.nominatedNodeName. */
  nominatePod(id: number, nodeId: number): Refusal {
    const pod = this.state.pods[id]!;
    if (pod.removed) return notFound(pod);
    if (pod.nominatedNodeId !== nodeId) this.record(FactKind.PodNominated, id, nodeId);
    return undefined;
  }

  bindPod(id: number, nodeId: number, gpuDevices?: readonly number[]): Refusal {
    const pod = this.state.pods[id]!;
    if (pod.removed) return notFound(pod);
    if (pod.deletionRequestedUs >= 0) return `pod ${pod.key} is being deleted, cannot be assigned to a host`;
    if (pod.nodeId >= 0) return `pod ${pod.key} is already assigned to node "${this.state.nodeName(pod.nodeId)}"`;
    this.record(FactKind.PodBound, id, gpuDevices === undefined ? nodeId : -1 - this.log.keep({ nodeId, gpuDevices }));
    return undefined;
  }

  /**
   * The pod's first containers run.
   * @param ready whether it is ready in the same instant, so that no second fact is needed
   */
  startPod(id: number, ready = true): void {
    this.assertPhase(id, "Pending");
    this.record(FactKind.PodStarted, id, ready ? STARTED_READY : 0);
  }

  /** The condition Ready; nothing happens where it has the value already, or the pod is gone or over. */
  setPodReady(id: number, ready: boolean, because?: Cause): void {
    const pod = this.state.pods[id]!;
    if (pod.removed || pod.ready === ready || pod.phase === "Succeeded" || pod.phase === "Failed") return;
    const payload = because === undefined ? undefined : this.log.keep({ ready, because });
    this.record(FactKind.PodReadinessChanged, id, readinessDetail(ready, payload));
  }

  /** A pod may fail without having run: refused by its kubelet, say. */
  finishPod(id: number, succeeded: boolean, end?: PodEnd): void {
    const pod = this.state.pods[id]!;
    if (pod.removed || pod.nodeId < 0 || pod.phase === "Succeeded" || pod.phase === "Failed") {
      throw new Error(`pod ${pod.key} is ${pod.removed ? "gone" : pod.phase}, expected a pod on a node that is not over`);
    }
    this.record(succeeded ? FactKind.PodSucceeded : FactKind.PodFailed, id, this.payload(end));
  }

  containerStarted(id: number, start: ContainerStart): void {
    this.record(FactKind.ContainerStarted, id, containerStartDetail(start));
  }

  containerExited(id: number, exit: ContainerExit): void {
    this.record(FactKind.ContainerExited, id, this.payload(exit));
  }

  containerWaits(id: number, wait: ContainerWait): void {
    this.record(FactKind.ContainerWaiting, id, this.payload(wait));
  }

  probeFailed(id: number, failure: ProbeFailure): void {
    this.record(FactKind.ProbeFailed, id, this.payload(failure));
  }

  imagePulled(id: number, pull: ImagePull): void {
    this.record(FactKind.ImagePulled, id, this.payload(pull));
  }

  /** The node is not heard any more. Nothing happens where it is silent already for the same reason. */
  stopNode(id: number, outage: NodeOutage): void {
    if (this.state.nodes[id]!.outage?.what !== outage.what) this.record(FactKind.NodeStopped, id, this.payload(outage));
  }

  startNode(id: number): void {
    if (this.state.nodes[id]!.outage !== undefined) this.record(FactKind.NodeStarted, id, 0);
  }

  nodeFaulted(id: number, fault: NodeFault): void {
    this.record(FactKind.NodeFaulted, id, this.payload(fault));
  }

  /**
   * Graceful deletion: an unbound or finished pod, and any pod with a grace of 0, goes at once; another when its kubelet has stopped it. A
   * later deletion can only shorten the grace period.
   *
   * Source: staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go, pkg/registry/core/pod/strategy.go.
   */
  deletePod(id: number, deletion?: PodDeletion): Refusal {
    const pod = this.state.pods[id]!;
    if (pod.removed) return notFound(pod);
    const graceSeconds = deletion?.graceSeconds;
    const shortens = graceSeconds !== undefined && graceSeconds * 1e6 < pod.deletionGraceUs;
    if (pod.deletionRequestedUs >= 0 && !shortens) return undefined;
    this.record(FactKind.PodDeletionRequested, id, this.payload(deletion));
    if (pod.nodeId < 0 || pod.phase === "Succeeded" || pod.phase === "Failed" || graceSeconds === 0) this.removePod(id);
    return undefined;
  }

  removePod(id: number): void {
    if (!this.state.pods[id]!.removed) this.record(FactKind.PodRemoved, id, 0);
  }

  /** The scheduler's condition PodScheduled=False; `attempt` is its number in the scheduler's own log. */
  markUnschedulable(id: number, attempt: number): void {
    if (!this.state.pods[id]!.removed) this.record(FactKind.PodUnschedulable, id, attempt);
  }

  /** The detail that refers to a payload; 0 without one. */
  private payload(payload: unknown): number {
    return payload === undefined ? 0 : this.log.keep(payload) + 1;
  }

  private record(kind: FactKind, subject: number, detail: number): void {
    const { log } = this;
    const at = log.append(this.engine.nowUs, kind, subject, detail);
    this.state.apply(log, at);
    this.engine.fold(this.engine.nowUs);
    this.engine.fold(kind * 2 ** 32 + subject);
    this.engine.fold(detail);
    for (let i = 0; i < this.watchers.length; i++) {
      const watcher = this.watchers[i]!;
      if (watcher.wants[kind] === 1 && !watcher.pending) this.armNext(watcher, i);
    }
  }

  /** One delivery at a time is on its way for each watcher: for the oldest fact that it wants and has not seen. */
  private armNext(watcher: Watcher, slot: number): void {
    const { log } = this;
    while (watcher.cursor < log.length && watcher.wants[log.kind[watcher.cursor]!] === 0) watcher.cursor += 1;
    if (watcher.cursor === log.length) return;
    watcher.pending = true;
    this.engine.emit(this.delivery, slot, Math.max(log.timeUs[watcher.cursor]! + watcher.delayUs, this.engine.nowUs));
  }

  private deliver(watcher: Watcher, slot: number): void {
    const { log } = this;
    const now = this.engine.nowUs;
    // `pending` stays set, so that facts recorded by the handler itself do not arm a second delivery.
    while (watcher.cursor < log.length && log.timeUs[watcher.cursor]! + watcher.delayUs <= now) {
      const fact = watcher.cursor++;
      if (watcher.wants[log.kind[fact]!] === 1) watcher.handler(fact);
    }
    watcher.pending = false;
    this.armNext(watcher, slot);
  }

  private assertPhase(id: number, phase: PodRecord["phase"]): void {
    const pod = this.state.pods[id]!;
    if (pod.phase !== phase || pod.removed) throw new Error(`pod ${pod.key} is ${pod.removed ? "gone" : pod.phase}, expected ${phase}`);
  }
}

function notFound(pod: PodRecord): string {
  return `pods "${pod.key}" not found`;
}
