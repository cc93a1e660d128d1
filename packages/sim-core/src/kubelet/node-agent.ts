/**
 * One node: its machine, its kubelet with a worker for each pod, its eviction manager, its lease and its status. It may be off, or its
 * kubelet may not act (stopped, starved of memory, its runtime hung) while its pods go on.
 *
 * Not modelled: what a kubelet forgets that starts again on a running machine (back-offs, results of probes); a static pod whose mirror
 * is deleted starts anew, where Kubernetes only makes the mirror again.
 *
 * Source: pkg/kubelet/kubelet.go, kubelet_node_status.go, pleg/generic.go.
 */
import type { RandomStreams } from "../engine/index.ts";
import type { NodeRecord, PodRecord, Store } from "../store/index.ts";
import { type Agenda, Turn } from "./agenda.ts";
import { refusal } from "./admission.ts";
import type { ContainerProcess, ProcessEnd } from "./container-process.ts";
import { isStaticPod } from "./critical-pod.ts";
import { EvictionManager } from "./eviction-manager.ts";
import { kubepodsOf, NodeAccount } from "./node-account.ts";
import { NodeEviction } from "./node-eviction.ts";
import { cpuEvidence, systemOomCause } from "./kill-causes.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import type { KubeletTimings } from "./kubelet-timings.ts";
import { LivingPod } from "./living-pod.ts";
import type { NodeAction } from "./node-action.ts";
import type { NodeImages } from "./node-images.ts";
import { NodeLease } from "./node-lease.ts";
import type { OomKill } from "./node-oom.ts";
import { NodeOutages, type OutageHost } from "./node-outages.ts";
import { NodeResources, type NodeResourcesHost } from "./node-resources.ts";
import { NodeStatus, STATUS_INTERVAL_US } from "./node-status.ts";
import { PlainPod } from "./plain-pod.ts";
import type { PodHost, PodWorker } from "./pod-host.ts";
import type { PodProgram } from "./pod-program.ts";
import { startStaticPods } from "./static-pods.ts";
import { tickAtOrAfter } from "./tick-grid.ts";
import { TurnTimers } from "./turn-timers.ts";

export interface NodeAgentOptions {
  readonly store: Store;
  readonly agenda: Agenda;
  readonly streams: RandomStreams;
  readonly timings: KubeletTimings;
  readonly settings: KubeletSettings;
  readonly elide: boolean;
  readonly nowUs: () => number;
  readonly programOf: (record: PodRecord) => PodProgram;
  /** Pods that are bound to the node and whose objects are there. */
  readonly boundPods: () => Iterable<number>;
  readonly images: (agent: NodeAgent) => NodeImages;
}

export class NodeAgent implements PodHost, NodeResourcesHost, OutageHost {
  readonly record: NodeRecord;
  readonly workers = new Map<number, PodWorker>();
  readonly resources: NodeResources;
  readonly eviction: EvictionManager;
  readonly lease: NodeLease;
  readonly images: NodeImages;
  kubeletStartedUs = -Infinity;
  private readonly options: NodeAgentOptions;
  private readonly wakes: TurnTimers;
  private readonly turns: TurnTimers;
  private readonly outages: NodeOutages;
  private readonly status: NodeStatus;
  private readonly relistAnchorUs: number;
  private readonly account: NodeAccount;

  constructor(record: NodeRecord, options: NodeAgentOptions) {
    this.record = record;
    this.options = options;
    const { settings, streams, nowUs, elide, agenda } = options;
    this.wakes = new TurnTimers(agenda, nowUs);
    this.turns = new TurnTimers(agenda, nowUs);
    this.outages = new NodeOutages(this);
    const stream = streams.stream("kubelet", record.node.metadata.name);
    const phase = (periodUs: number): number => nowUs() - Math.floor(stream.next() * periodUs);
    this.relistAnchorUs = phase(Math.max(options.timings.relistUs, 1));
    const statusAnchorUs = phase(STATUS_INTERVAL_US);
    this.lease = new NodeLease(phase(STATUS_INTERVAL_US), elide);
    this.account = new NodeAccount(record);
    this.resources = new NodeResources(kubepodsOf(record, settings), this, nowUs());
    this.eviction = new EvictionManager(settings, new NodeEviction(this), phase(STATUS_INTERVAL_US));
    this.status = new NodeStatus(this, this.outages, () => this.eviction.conditions, statusAnchorUs);
    this.images = options.images(this);
    if (elide) this.planStatus(nowUs());
    else this.planTicks();
  }

  get nowUs(): number {
    return this.options.nowUs();
  }

  get store(): Store {
    return this.options.store;
  }

  get streams(): RandomStreams {
    return this.options.streams;
  }

  get timings(): KubeletTimings {
    return this.options.timings;
  }

  get settings(): KubeletSettings {
    return this.options.settings;
  }

  get elide(): boolean {
    return this.options.elide;
  }

  get frozen(): boolean {
    return this.outages.frozen;
  }

  relistUs(fromUs: number): number {
    return fromUs === Infinity ? Infinity : tickAtOrAfter(this.relistAnchorUs, this.timings.relistUs, fromUs);
  }

  wakeAt({ record: { id } }: PodWorker, atUs: number): void {
    this.wakes.set(id, Turn.pod, id, atUs);
  }

  /** A turn of the agenda. */
  run(turn: Turn, podId: number): void {
    const { nowUs } = this;
    switch (turn) {
      case Turn.pod:
        this.wakes.came(podId);
        this.workers.get(podId)?.wake(nowUs);
        return;
      case Turn.node:
        this.outages.run(nowUs);
        // A runtime that has not answered for long enough makes its node not ready.
        this.planStatus(nowUs);
        return this.turnAt(Turn.node, this.outages.nextUs());
      case Turn.resources:
        if (this.outages.isUp) this.resources.run(nowUs);
        return;
      case Turn.settle:
        return this.settle(nowUs);
      case Turn.eviction:
        if (!this.frozen) this.eviction.look(nowUs);
        this.planEviction(nowUs);
        this.planStatus(nowUs);
        return;
      case Turn.status:
        if (this.outages.isHeard) this.status.write(nowUs);
        if (!this.elide) this.turnAt(Turn.status, this.status.nextUs(nowUs));
        return;
      case Turn.lease:
        this.lease.tick(nowUs);
        this.turnAt(Turn.lease, this.lease.nextUs(nowUs));
        return;
      case Turn.images:
        if (!this.frozen) this.images.collect(nowUs);
        return this.planImages(nowUs);
    }
  }

  /** A pod that is bound here comes to the kubelet. */
  hear(record: PodRecord): void {
    if (this.frozen || this.workers.has(record.id) || record.removed || isOver(record)) return;
    const program = this.options.programOf(record);
    if (record.deletionRequestedUs >= 0) {
      // Nothing of it has ever run here.
      this.store.removePod(record.id);
      return;
    }
    const end = refusal(program, {
      node: this.record.node,
      allocatable: this.account.allocatable,
      used: this.account.used,
      admitted: () => Array.from(this.workers.values(), (worker) => worker.program),
      pressures: this.eviction.conditions,
      shuttingDown: this.outages.shuttingDown,
    });
    if (end !== undefined) {
      this.store.finishPod(record.id, false, { ...end, because: { by: "kubelet", reason: end.reason, message: end.message } });
      return;
    }
    this.admit(record, program);
  }

  /** Takes over a pod that runs already. */
  adopt(record: PodRecord): void {
    this.admit(record, this.options.programOf(record), record.startedUs);
  }

  deletionRequested(record: PodRecord): void {
    if (this.frozen) return;
    const worker = this.workers.get(record.id);
    if (worker === undefined) {
      if (!isOver(record)) this.hear(record);
      return;
    }
    worker.terminate(this.nowUs, { graceUs: record.deletionGraceUs, end: undefined });
  }

  /** The pod's object is gone, by force: what still runs of it is ended. */
  podRemoved(record: PodRecord): void {
    const worker = this.workers.get(record.id);
    if (worker === undefined) return;
    if (!this.outages.isUp) this.release(worker);
    else if (!this.frozen) worker.terminate(this.nowUs, { graceUs: 0, end: undefined });
  }

  done(worker: PodWorker): void {
    this.release(worker);
    // Perhaps it was the last that a shutdown waits for.
    if (this.outages.shuttingDown) this.options.agenda.add(Turn.node, this.record.id);
    else if (worker.record.removed && isStaticPod(worker.program.pod)) this.startStaticPods();
  }

  exited(process: ContainerProcess, end: ProcessEnd, kill: OomKill | undefined): void {
    const worker = this.workers.get(process.podId);
    if (kill?.scope === "kubepods" || kill?.scope === "machine") {
      const because = systemOomCause(kill, worker?.record.key ?? "");
      this.store.nodeFaulted(this.record.id, { reason: "SystemOOM", because });
    }
    worker?.exited(process, end, kill);
  }

  answerChanged(process: ContainerProcess): void {
    this.workers.get(process.podId)?.answerChanged(process);
  }

  dirty(): void {
    this.options.agenda.add(Turn.settle, this.record.id);
  }

  podProgram(podId: number): PodProgram {
    return this.workers.get(podId)!.program;
  }

  cpuEvidence(process: ContainerProcess | undefined): Record<string, number> {
    const { resources, settings } = this;
    resources.moveTo(this.nowUs);
    return cpuEvidence(resources, settings.hardware.cores, this.account.allocatable.milliCpu / 1000, process);
  }

  /** @returns why it cannot be done */
  act(action: NodeAction): string | undefined {
    const refused = this.outages.act(action);
    if (refused === undefined) this.turnAt(Turn.node, this.outages.nextUs());
    this.planStatus(this.nowUs);
    return refused;
  }

  /** The Node object is gone, and the machine with it. */
  remove(): void {
    this.outages.remove();
    for (const turn of Object.values(Turn)) this.turnAt(turn, Infinity);
  }

  /** Pods of the kubelet's own files, when it starts. */
  startStaticPods(): void {
    for (const pod of startStaticPods(this.settings.staticPods, this.record, this.store)) this.hear(pod);
  }

  freeze(): void {
    for (const worker of this.workers.values()) worker.freeze(this.nowUs);
    this.planEviction(this.nowUs);
    this.planImages(this.nowUs);
  }

  thaw(): void {
    const { nowUs } = this;
    for (const worker of Array.from(this.workers.values())) worker.thaw(nowUs);
    this.catchUp(nowUs);
    this.planStatus(nowUs);
    this.planEviction(nowUs);
    this.planImages(nowUs);
  }

  fallSilent(): void {
    this.lease.stop(this.nowUs);
  }

  beHeard(): void {
    const { nowUs } = this;
    this.lease.start(nowUs);
    this.planStatus(nowUs);
    if (!this.elide) this.planTicks();
  }

  machineOff(): void {
    const { nowUs } = this;
    this.resources.powerOff(nowUs);
    for (const worker of this.workers.values()) worker.machineOff(nowUs);
    for (const turn of [Turn.resources, Turn.eviction, Turn.status, Turn.lease, Turn.images]) this.turnAt(turn, Infinity);
  }

  machineOn(): void {
    const { nowUs } = this;
    this.resources.powerOn(nowUs);
    this.kubeletStartedUs = nowUs;
    this.lease.start(nowUs);
    this.eviction.restart(nowUs);
    this.images.kubeletStarts(nowUs);
    this.status.write(nowUs);
    this.planEviction(nowUs);
    if (!this.elide) this.planTicks();
    for (const worker of Array.from(this.workers.values())) {
      if (worker.record.removed) this.release(worker);
      else worker.machineOn(nowUs);
    }
    this.catchUp(nowUs);
    this.startStaticPods();
  }

  shutsDown(): void {
    this.status.write(this.nowUs);
  }

  private admit(record: PodRecord, program: PodProgram, runningSinceUs?: number): void {
    this.account.add(program, 1);
    const worker = program.plain ? new PlainPod(this, record, program, runningSinceUs) : new LivingPod(this, record, program);
    this.workers.set(record.id, worker);
    this.resources.addRequests(program, 1);
  }

  private release(worker: PodWorker): void {
    if (!this.workers.delete(worker.record.id)) return;
    this.wakeAt(worker, Infinity);
    this.account.add(worker.program, -1);
    this.resources.addRequests(worker.program, -1);
    if (worker.program.hasPullableImage) this.images.podGone(worker.record.id, this.nowUs);
    if (this.eviction.podGone(worker.record.id, this.nowUs)) this.planEviction(this.nowUs);
  }

  /** What was written while nobody here listened. */
  private catchUp(nowUs: number): void {
    for (const id of Array.from(this.options.boundPods())) {
      const record = this.store.state.pods[id]!;
      if (!this.workers.has(id)) this.hear(record);
      else if (record.deletionRequestedUs >= 0) this.deletionRequested(record);
    }
    for (const worker of Array.from(this.workers.values())) {
      if (worker.record.removed) worker.terminate(nowUs, { graceUs: 0, end: undefined });
    }
  }

  private settle(nowUs: number): void {
    if (!this.outages.isUp) return;
    const nextUs = this.resources.settle(nowUs);
    this.turnAt(Turn.resources, nextUs);
    // What the kernel ends at this very instant has held nothing.
    if (nextUs > nowUs) this.outages.checkStall(nowUs);
    this.planEviction(nowUs);
    this.planImages(nowUs);
  }

  private planImages(nowUs: number): void {
    this.turnAt(Turn.images, this.frozen ? Infinity : this.images.nextCollectionUs(nowUs, !this.elide));
  }

  private planEviction(nowUs: number): void {
    if (this.frozen) return this.turnAt(Turn.eviction, Infinity);
    if (!this.elide || !this.eviction.isCalm) return this.turnAt(Turn.eviction, this.eviction.nextLookUs(nowUs));
    const shortUs = this.resources.evictionView.whenShort(nowUs);
    this.turnAt(Turn.eviction, shortUs === Infinity ? Infinity : this.eviction.nextLookUs(shortUs));
  }

  private planStatus(nowUs: number): void {
    if (this.outages.isHeard && this.status.isOutdated(nowUs)) this.turnAt(Turn.status, this.status.nextUs(nowUs));
  }

  /** Where every tick is simulated: the next of each kind. */
  private planTicks(): void {
    const { nowUs } = this;
    this.turnAt(Turn.lease, this.lease.nextUs(nowUs));
    this.turnAt(Turn.eviction, this.eviction.nextLookUs(nowUs));
    this.planImages(nowUs);
    this.turnAt(Turn.status, this.status.nextUs(nowUs));
  }

  private turnAt(turn: Turn, atUs: number): void {
    this.turns.set(turn, turn, this.record.id, atUs);
  }
}

function isOver({ phase }: PodRecord): boolean {
  return phase === "Succeeded" || phase === "Failed";
}
