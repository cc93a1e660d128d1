/**
 * One node: its machine, its kubelet with a worker for each pod, its eviction manager, its lease and its status. It may be off, or its
 * kubelet may not act (stopped, starved of memory, its runtime hung) while its pods go on.
 *
 * Source: pkg/kubelet/kubelet.go, kubelet_node_status.go, pleg/generic.go.
 */
import type { EventHandle, RandomStreams } from "../engine/index.ts";
import { quantityMilliValue, quantityValue } from "../model/index.ts";
import type { Cause, NodeRecord, PodRecord, Store } from "../store/index.ts";
import { type Agenda, Turn } from "./agenda.ts";
import { allocatableRoom, type NodeRoom, refusal } from "./admission.ts";
import type { ContainerProcess, ProcessEnd } from "./container-process.ts";
import { EvictionManager } from "./eviction-manager.ts";
import { NodeEviction } from "./node-eviction.ts";
import { GracefulShutdown } from "./graceful-shutdown.ts";
import { rounded } from "./kill-causes.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import type { KubeletTimings } from "./kubelet-timings.ts";
import { LivingPod } from "./living-pod.ts";
import type { NodeAction } from "./node-action.ts";
import { withConditions } from "./node-conditions.ts";
import type { NodeImages } from "./node-images.ts";
import { NodeLease } from "./node-lease.ts";
import type { OomKill } from "./node-oom.ts";
import { NodeResources, type NodeResourcesHost } from "./node-resources.ts";
import { PlainPod } from "./plain-pod.ts";
import type { PodHost, PodWorker } from "./pod-host.ts";
import type { PodProgram } from "./pod-program.ts";
import { tickAfter, tickAtOrAfter } from "./tick-grid.ts";

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

export const STATUS_INTERVAL_US = 10_000_000;
/** So long without a relist and the kubelet reports itself as not ready. Source: pkg/kubelet/kubelet.go, genericPlegRelistThreshold. */
export const RELIST_THRESHOLD_US = 180_000_000;

export class NodeAgent implements PodHost, NodeResourcesHost {
  readonly record: NodeRecord;
  readonly workers = new Map<number, PodWorker>();
  readonly resources: NodeResources;
  readonly eviction: EvictionManager;
  readonly lease: NodeLease;
  readonly images: NodeImages;
  kubeletStartedUs = -Infinity;
  private readonly options: NodeAgentOptions;
  /** By pod: its next turn. */
  private readonly wakes = new Map<number, { handle: EventHandle; atUs: number }>();
  private readonly turns = new Map<Turn, { handle: EventHandle; atUs: number }>();
  private readonly relistAnchorUs: number;
  private readonly statusAnchorUs: number;
  private isOff = false;
  private isKubeletStopped = false;
  private isStalled = false;
  private hungSinceUs = Infinity;
  private isRemoved = false;
  /** Moments at which what lasts ends by itself. */
  private bootUs = Infinity;
  private kubeletBackUs = Infinity;
  private runtimeBackUs = Infinity;
  private diskFreedUs = Infinity;
  private shutdown: GracefulShutdown | undefined;
  private downAfterShutdownUs = 0;
  private readonly used: NodeRoom = { pods: 0, milliCpu: 0, memoryBytes: 0, diskBytes: 0 };
  private allocatable: { readonly node: NodeRecord["node"]; readonly room: NodeRoom } | undefined;

  constructor(record: NodeRecord, options: NodeAgentOptions) {
    this.record = record;
    this.options = options;
    const { settings, streams, nowUs, elide } = options;
    const stream = streams.stream("kubelet", record.node.metadata.name);
    const phase = (periodUs: number): number => nowUs() - Math.floor(stream.next() * periodUs);
    this.relistAnchorUs = phase(Math.max(options.timings.relistUs, 1));
    this.statusAnchorUs = phase(STATUS_INTERVAL_US);
    this.lease = new NodeLease(phase(STATUS_INTERVAL_US), elide);
    const capacity = record.node.status?.capacity ?? record.node.status?.allocatable ?? {};
    const memoryCapacityBytes = quantityValue(capacity["memory"] ?? settings.hardware.memoryBytes);
    const reserved = (name: string, of: "value" | "milliValue"): number =>
      [settings.kubeReserved, settings.systemReserved].reduce((sum, list) => sum + Number(list.get(name)?.[of]() ?? 0), 0);
    this.resources = new NodeResources(
      {
        settings,
        kubepods: {
          memoryBytes: Math.max(memoryCapacityBytes - reserved("memory", "value"), 0),
          milliCpu: Math.max(milliOf(capacity["cpu"], settings.hardware.cores) - reserved("cpu", "milliValue"), 0),
        },
        memoryCapacityBytes,
      },
      this,
      nowUs(),
    );
    this.eviction = new EvictionManager(settings, new NodeEviction(this), phase(STATUS_INTERVAL_US));
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

  get isUp(): boolean {
    return !this.isOff && !this.isRemoved;
  }

  get frozen(): boolean {
    return this.isOff || this.isRemoved || this.isKubeletStopped || this.isStalled || this.hungSinceUs < Infinity;
  }

  get shuttingDown(): boolean {
    return this.shutdown !== undefined;
  }

  relistUs(fromUs: number): number {
    return fromUs === Infinity ? Infinity : tickAtOrAfter(this.relistAnchorUs, this.timings.relistUs, fromUs);
  }

  wakeAt(worker: PodWorker, atUs: number): void {
    const { id } = worker.record;
    const known = this.wakes.get(id);
    if (known !== undefined) {
      if (known.atUs === atUs && atUs > this.nowUs) return;
      this.options.agenda.cancel(known.handle);
      this.wakes.delete(id);
    }
    if (atUs < Infinity) this.wakes.set(id, { handle: this.options.agenda.at(Turn.pod, id, atUs), atUs });
  }

  /** A turn of the agenda. */
  run(turn: Turn, podId: number): void {
    const { nowUs } = this;
    switch (turn) {
      case Turn.pod:
        if ((this.wakes.get(podId)?.atUs ?? Infinity) <= nowUs) this.wakes.delete(podId);
        this.workers.get(podId)?.wake(nowUs);
        return;
      case Turn.node:
        return this.runNode(nowUs);
      case Turn.resources:
        if (this.isUp) this.resources.run(nowUs);
        return;
      case Turn.settle:
        return this.settle(nowUs);
      case Turn.eviction:
        if (!this.frozen) this.eviction.look(nowUs);
        this.planEviction(nowUs);
        this.planStatus(nowUs);
        return;
      case Turn.status:
        if (!this.isOff && !this.isKubeletStopped && !this.isStalled) this.writeStatus();
        if (!this.elide) this.turnAt(Turn.status, tickAfter(this.statusAnchorUs, STATUS_INTERVAL_US, nowUs));
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
      allocatable: this.allocatableRoom(),
      used: this.used,
      admitted: () => Array.from(this.workers.values(), (worker) => worker.program),
      pressures: this.eviction.conditions,
      shuttingDown: this.shuttingDown,
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
    if (this.isOff || this.isRemoved) this.release(worker);
    else if (!this.frozen) worker.terminate(this.nowUs, { graceUs: 0, end: undefined });
  }

  done(worker: PodWorker): void {
    this.release(worker);
    // Perhaps it was the last that a shutdown waits for.
    if (this.shutdown !== undefined) this.options.agenda.add(Turn.node, this.record.id);
  }

  exited(process: ContainerProcess, end: ProcessEnd, kill: OomKill | undefined): void {
    const worker = this.workers.get(process.podId);
    if (kill?.scope === "kubepods" || kill?.scope === "machine") {
      const { usageBytes, limitBytes } = kill;
      const because = {
        by: "kernel",
        reason: "OOMKilling",
        message: kill.scope === "machine" ? "the machine's memory ran out" : "the pods together reached what is left for them",
        evidence: { pod: worker?.record.key ?? "", usageBytes, limitBytes },
      };
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
    const allocatableCores = this.allocatableRoom().milliCpu / 1000;
    const { cores } = settings.hardware;
    return {
      ...(process === undefined ? {} : resources.slownessOf(process)),
      nodeDemandCores: rounded(resources.wantedCores(), 1),
      nodeCores: cores,
      ...(allocatableCores > cores ? { oversell: rounded(allocatableCores / cores, 1) } : {}),
    };
  }

  /** @returns why it cannot be done */
  act(action: NodeAction): string | undefined {
    const { nowUs } = this;
    const { name } = this.record.node.metadata;
    if (this.isRemoved) return `nodes "${name}" not found`;
    if (this.isOff && action.kind !== "recover") return `node "${name}" is off`;
    switch (action.kind) {
      case "crash":
        this.powerOff({ by: "machine", reason: "Crashed", message: "the machine died" });
        this.bootUs = nowUs + action.downUs;
        break;
      case "reboot":
        this.beginShutdown(action.downUs, nowUs);
        break;
      case "hangRuntime":
        if (this.hungSinceUs === Infinity) this.hang(nowUs);
        this.runtimeBackUs = nowUs + action.forUs;
        break;
      case "stopKubelet":
        this.stopKubelet({ by: "machine", reason: "KubeletStopped", message: "its kubelet does not run" });
        this.kubeletBackUs = nowUs + action.forUs;
        break;
      case "fillDisk":
        this.resources.foreignDiskBytes += action.bytes;
        this.fault("DiskFilled", { evidence: { bytes: action.bytes } });
        this.diskFreedUs = nowUs + action.forUs;
        this.dirty();
        break;
      case "recover":
        this.recover(nowUs);
        break;
    }
    this.planNode();
    return undefined;
  }

  /** The Node object is gone, and the machine with it. */
  remove(): void {
    if (!this.isOff) this.powerOff(undefined);
    this.isRemoved = true;
    for (const turn of Object.values(Turn)) this.turnAt(turn, Infinity);
  }

  /** Pods of the kubelet's own files, when it starts. */
  startStaticPods(): void {
    const { store, record, settings } = this;
    for (const { name, source } of settings.staticPods) {
      const key = `${source.metadata.namespace ?? "default"}/${name}-${record.node.metadata.name}`;
      if (store.state.podIds.has(key)) continue;
      if (store.createPod(key, store.addPodPayload({ source, durationUs: Infinity })) !== undefined) continue;
      const id = store.state.podIds.get(key)!;
      store.bindPod(id, record.id);
      this.hear(store.state.pods[id]!);
    }
  }

  private admit(record: PodRecord, program: PodProgram, runningSinceUs?: number): void {
    this.count(program, 1);
    const worker = program.plain ? new PlainPod(this, record, program, runningSinceUs) : new LivingPod(this, record, program);
    this.workers.set(record.id, worker);
    this.resources.addRequests(program, 1);
  }

  private release(worker: PodWorker): void {
    if (!this.workers.delete(worker.record.id)) return;
    this.wakeAt(worker, Infinity);
    this.count(worker.program, -1);
    this.resources.addRequests(worker.program, -1);
    if (worker.program.hasPullableImage) this.images.podGone(worker.record.id, this.nowUs);
    if (this.eviction.podGone(worker.record.id, this.nowUs)) this.planEviction(this.nowUs);
  }

  private count({ requests }: PodProgram, sign: 1 | -1): void {
    this.used.pods += sign;
    this.used.milliCpu += sign * requests.milliCpu;
    this.used.memoryBytes += sign * requests.memoryBytes;
    this.used.diskBytes += sign * requests.diskBytes;
  }

  private allocatableRoom(): NodeRoom {
    const { node } = this.record;
    if (this.allocatable?.node !== node) this.allocatable = { node, room: allocatableRoom(node) };
    return this.allocatable.room;
  }

  private runNode(nowUs: number): void {
    if (this.shutdown !== undefined && this.shutdown.advance(nowUs)) this.endShutdown(nowUs);
    if (this.bootUs <= nowUs) this.boot(nowUs);
    if (this.runtimeBackUs <= nowUs) this.runtimeBack(nowUs);
    if (this.kubeletBackUs <= nowUs) this.kubeletBack(nowUs);
    if (this.diskFreedUs <= nowUs) this.freeDisk();
    // A runtime that has not answered for long enough makes its node not ready.
    this.planStatus(nowUs);
    this.planNode();
  }

  private recover(nowUs: number): void {
    if (this.isOff) this.boot(nowUs);
    if (this.hungSinceUs < Infinity) this.runtimeBack(nowUs);
    if (this.isKubeletStopped) this.kubeletBack(nowUs);
    if (this.resources.foreignDiskBytes > 0) this.freeDisk();
  }

  private planNode(): void {
    const unhealthyUs = this.hungSinceUs + RELIST_THRESHOLD_US;
    const nextUs = Math.min(
      this.bootUs,
      this.kubeletBackUs,
      this.runtimeBackUs,
      this.diskFreedUs,
      this.shutdown?.nextUs ?? Infinity,
      unhealthyUs > this.nowUs ? unhealthyUs : Infinity,
    );
    this.turnAt(Turn.node, nextUs);
  }

  private powerOff(because: Cause | undefined): void {
    const { nowUs } = this;
    this.freezeWorkers(nowUs, () => (this.isOff = true));
    this.isKubeletStopped = this.isStalled = false;
    this.hungSinceUs = this.runtimeBackUs = this.kubeletBackUs = Infinity;
    this.shutdown = undefined;
    this.lease.stop(nowUs);
    this.resources.powerOff(nowUs);
    for (const worker of this.workers.values()) worker.machineOff(nowUs);
    for (const turn of [Turn.resources, Turn.eviction, Turn.status, Turn.lease, Turn.images]) this.turnAt(turn, Infinity);
    if (because !== undefined) this.store.stopNode(this.record.id, { what: "machine", because });
  }

  private boot(nowUs: number): void {
    this.bootUs = Infinity;
    this.isOff = false;
    this.store.startNode(this.record.id);
    this.resources.powerOn(nowUs);
    this.kubeletStarts(nowUs);
    for (const worker of [...this.workers.values()]) {
      if (worker.record.removed) this.release(worker);
      else worker.machineOn(nowUs);
    }
    this.catchUp(nowUs);
    this.startStaticPods();
  }

  private kubeletStarts(nowUs: number): void {
    this.kubeletStartedUs = nowUs;
    this.lease.start(nowUs);
    this.eviction.restart(nowUs);
    this.images.kubeletStarts(nowUs);
    this.writeStatus();
    this.planEviction(nowUs);
    if (!this.elide) this.planTicks();
  }

  private stopKubelet(because: Cause): void {
    const { nowUs } = this;
    this.freezeWorkers(nowUs, () => (this.isKubeletStopped = true));
    this.lease.stop(nowUs);
    this.store.stopNode(this.record.id, { what: "kubelet", because });
  }

  private kubeletBack(nowUs: number): void {
    this.kubeletBackUs = Infinity;
    this.isKubeletStopped = false;
    if (!this.isStalled) this.heardAgain(nowUs);
    this.kubeletStartedUs = nowUs;
  }

  /** Too little memory on the machine, or enough again. */
  private checkStall(nowUs: number): void {
    const starved = this.isUp && this.resources.isStarved(nowUs);
    if (starved === this.isStalled) return;
    if (starved) {
      this.freezeWorkers(nowUs, () => (this.isStalled = true));
      this.lease.stop(nowUs);
      const evidence = {
        availableBytes: Math.max(0, Math.round(this.resources.memoryAvailableBytes(nowUs))),
        stallBelowBytes: this.settings.stallBelowBytes,
        podsBytes: Math.round(this.resources.kubepodsMemoryBytes(nowUs)),
      };
      const because = { by: "kernel", reason: "MemoryThrashing", message: "too little memory is left for its kubelet to run", evidence };
      this.store.stopNode(this.record.id, { what: "kubelet", because });
      return;
    }
    this.isStalled = false;
    if (!this.isKubeletStopped) this.heardAgain(nowUs);
  }

  private heardAgain(nowUs: number): void {
    this.store.startNode(this.record.id);
    this.lease.start(nowUs);
    if (!this.elide) this.planTicks();
    this.thawWorkers(nowUs);
    this.planStatus(nowUs);
    this.planEviction(nowUs);
    this.planImages(nowUs);
  }

  private hang(nowUs: number): void {
    this.freezeWorkers(nowUs, () => (this.hungSinceUs = nowUs));
    this.fault("RuntimeHung", { message: "its container runtime does not answer" });
  }

  private runtimeBack(nowUs: number): void {
    this.runtimeBackUs = this.hungSinceUs = Infinity;
    this.fault("RuntimeRecovered", { message: "its container runtime answers again" });
    this.thawWorkers(nowUs);
    this.planStatus(nowUs);
    this.planEviction(nowUs);
    this.planImages(nowUs);
  }

  private freeDisk(): void {
    this.diskFreedUs = Infinity;
    this.resources.foreignDiskBytes = 0;
    this.fault("DiskFreed", {});
    this.dirty();
  }

  private fault(reason: string, more: Pick<Cause, "message" | "evidence">): void {
    this.store.nodeFaulted(this.record.id, { reason, because: { by: "machine", reason, ...more } });
  }

  /** @param silence what makes the kubelet stop acting */
  private freezeWorkers(nowUs: number, silence: () => void): void {
    const acted = !this.frozen;
    silence();
    if (acted) for (const worker of this.workers.values()) worker.freeze(nowUs);
  }

  private thawWorkers(nowUs: number): void {
    if (this.frozen) return;
    for (const worker of [...this.workers.values()]) worker.thaw(nowUs);
    this.catchUp(nowUs);
  }

  /** What was written while nobody here listened. */
  private catchUp(nowUs: number): void {
    for (const id of [...this.options.boundPods()]) {
      const record = this.store.state.pods[id]!;
      if (!this.workers.has(id)) this.hear(record);
      else if (record.deletionRequestedUs >= 0) this.deletionRequested(record);
    }
    for (const worker of [...this.workers.values()]) {
      if (worker.record.removed) worker.terminate(nowUs, { graceUs: 0, end: undefined });
    }
  }

  private beginShutdown(downUs: number, nowUs: number): void {
    if (this.shutdown !== undefined) return;
    this.downAfterShutdownUs = downUs;
    const { shutdownGracePeriodUs, shutdownGracePeriodCriticalPodsUs } = this.settings;
    const budgets = this.frozen ? { all: 0, critical: 0 } : { all: shutdownGracePeriodUs, critical: shutdownGracePeriodCriticalPodsUs };
    this.shutdown = new GracefulShutdown(budgets, () => [...this.workers.values()], nowUs);
    if (budgets.all > 0) this.writeStatus();
    if (this.shutdown.advance(nowUs)) this.endShutdown(nowUs);
  }

  private endShutdown(nowUs: number): void {
    this.powerOff({ by: "user", reason: "Rebooted", message: "the machine was shut down to start again" });
    this.bootUs = nowUs + this.downAfterShutdownUs;
  }

  private settle(nowUs: number): void {
    if (!this.isUp) return;
    this.turnAt(Turn.resources, this.resources.settle(nowUs));
    this.checkStall(nowUs);
    this.planEviction(nowUs);
    this.planImages(nowUs);
  }

  private planImages(nowUs: number): void {
    this.turnAt(Turn.images, this.frozen ? Infinity : this.images.nextCollectionUs(nowUs, !this.elide));
  }

  private planEviction(nowUs: number): void {
    if (this.frozen) return this.turnAt(Turn.eviction, Infinity);
    if (!this.elide || !this.eviction.isCalm) return this.turnAt(Turn.eviction, this.eviction.nextLookUs(nowUs));
    const shortUs = this.resources.whenShort(nowUs);
    this.turnAt(Turn.eviction, shortUs === Infinity ? Infinity : this.eviction.nextLookUs(shortUs));
  }

  private planStatus(nowUs: number): void {
    if (this.isOff || this.isKubeletStopped || this.isStalled) return;
    if (withConditions(this.record.node, this.reported()) === this.record.node) return;
    this.turnAt(Turn.status, tickAfter(this.statusAnchorUs, STATUS_INTERVAL_US, nowUs));
  }

  private writeStatus(): void {
    if (this.isRemoved) return;
    const node = withConditions(this.record.node, this.reported());
    if (node !== this.record.node) this.store.updateNode(node);
  }

  private reported(): Parameters<typeof withConditions>[1] {
    const hungUs = this.nowUs - this.hungSinceUs;
    const notReady = this.shuttingDown
      ? "node is shutting down"
      : hungUs >= RELIST_THRESHOLD_US
        ? "PLEG is not healthy: pleg was last seen active too long ago; threshold is 3m0s"
        : undefined;
    return { notReady, pressures: this.eviction.conditions };
  }

  /** Where every tick is simulated: the next of each kind. */
  private planTicks(): void {
    const { nowUs } = this;
    this.turnAt(Turn.lease, this.lease.nextUs(nowUs));
    this.turnAt(Turn.eviction, this.eviction.nextLookUs(nowUs));
    this.planImages(nowUs);
    this.turnAt(Turn.status, tickAfter(this.statusAnchorUs, STATUS_INTERVAL_US, nowUs));
  }

  private turnAt(turn: Turn, atUs: number): void {
    const known = this.turns.get(turn);
    if (known !== undefined) {
      if (known.atUs === atUs && atUs > this.nowUs) return;
      this.options.agenda.cancel(known.handle);
      this.turns.delete(turn);
    }
    if (atUs < Infinity) this.turns.set(turn, { handle: this.options.agenda.at(turn, this.record.id, atUs), atUs });
  }
}

function isOver({ phase }: PodRecord): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function milliOf(amount: string | number | undefined, cores: number): number {
  return amount === undefined ? cores * 1000 : quantityMilliValue(amount);
}
