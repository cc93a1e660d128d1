/**
 * What keeps one node from doing its work, and for how long: its machine is off, its kubelet is stopped or starved of memory, its container
 * runtime hangs, its disk is full of something else, it is being shut down.
 */
import type { Cause, NodeRecord, Store } from "../store/index.ts";
import { GracefulShutdown } from "./graceful-shutdown.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import type { NodeAction } from "./node-action.ts";
import type { NodeResources } from "./node-resources.ts";
import { type NodeHealth, RELIST_THRESHOLD_US } from "./node-status.ts";
import type { PodWorker } from "./pod-host.ts";

/** What the node does about it. */
export interface OutageHost {
  readonly record: NodeRecord;
  readonly store: Store;
  readonly settings: KubeletSettings;
  readonly resources: NodeResources;
  readonly workers: ReadonlyMap<number, PodWorker>;
  readonly nowUs: number;
  /** When its kubelet last came up. */
  kubeletStartedUs: number;
  /** The kubelet stops acting. */
  freeze(): void;
  /** It acts again. */
  thaw(): void;
  /** The node is not heard any more, and heard again. */
  fallSilent(): void;
  beHeard(): void;
  machineOff(): void;
  machineOn(): void;
  /** A shutdown has begun. */
  shutsDown(): void;
}

export class NodeOutages implements NodeHealth {
  hungSinceUs = Infinity;
  private readonly host: OutageHost;
  private isOff = false;
  private isKubeletStopped = false;
  private isStalled = false;
  private isRemoved = false;
  /** Moments at which what lasts ends by itself. */
  private bootUs = Infinity;
  private kubeletBackUs = Infinity;
  private runtimeBackUs = Infinity;
  private diskFreedUs = Infinity;
  private shutdown: GracefulShutdown | undefined;
  private downAfterShutdownUs = 0;

  constructor(host: OutageHost) {
    this.host = host;
  }

  get isUp(): boolean {
    return !this.isOff && !this.isRemoved;
  }

  /** Whether its kubelet runs and can reach the API server. */
  get isHeard(): boolean {
    return this.isUp && !this.isKubeletStopped && !this.isStalled;
  }

  /** Neither its kubelet nor its runtime do anything. */
  get frozen(): boolean {
    return !this.isHeard || this.hungSinceUs < Infinity;
  }

  get shuttingDown(): boolean {
    return this.shutdown !== undefined;
  }

  /** When {@link run} is due, as things stand. */
  nextUs(): number {
    const unhealthyUs = this.hungSinceUs + RELIST_THRESHOLD_US;
    return Math.min(
      this.bootUs,
      this.kubeletBackUs,
      this.runtimeBackUs,
      this.diskFreedUs,
      this.shutdown?.nextUs ?? Infinity,
      unhealthyUs > this.host.nowUs ? unhealthyUs : Infinity,
    );
  }

  /** Ends what is over. */
  run(nowUs: number): void {
    if (this.shutdown !== undefined && this.shutdown.advance(nowUs)) this.endShutdown(nowUs);
    if (this.bootUs <= nowUs) this.boot();
    if (this.runtimeBackUs <= nowUs) this.runtimeBack();
    if (this.kubeletBackUs <= nowUs) this.kubeletBack();
    if (this.diskFreedUs <= nowUs) this.freeDisk();
  }

  /** @returns why it cannot be done */
  act(action: NodeAction): string | undefined {
    const { record, nowUs } = this.host;
    const { name } = record.node.metadata;
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
        this.silence(() => (this.isKubeletStopped = true));
        this.host.fallSilent();
        this.stopNode("kubelet", { by: "machine", reason: "KubeletStopped", message: "its kubelet does not run" });
        this.kubeletBackUs = nowUs + action.forUs;
        break;
      case "fillDisk":
        this.host.resources.addForeignDisk(action.bytes);
        this.fault("DiskFilled", { evidence: { bytes: action.bytes } });
        this.diskFreedUs = nowUs + action.forUs;
        break;
      case "recover":
        this.recover();
        break;
    }
    return undefined;
  }

  /** The Node object is gone, and the machine with it. */
  remove(): void {
    if (!this.isOff) this.powerOff(undefined);
    this.isRemoved = true;
  }

  /** Too little memory on the machine, or enough again. */
  checkStall(nowUs: number): void {
    const { resources, settings } = this.host;
    const starved = this.isUp && resources.isStarved(nowUs);
    if (starved === this.isStalled) return;
    if (starved) {
      this.silence(() => (this.isStalled = true));
      this.host.fallSilent();
      const evidence = {
        availableBytes: Math.max(0, Math.round(resources.memoryAvailableBytes(nowUs))),
        stallBelowBytes: settings.stallBelowBytes,
        podsBytes: Math.round(resources.kubepodsMemoryBytes(nowUs)),
      };
      const message = "too little memory is left for its kubelet to run";
      this.stopNode("kubelet", { by: "kernel", reason: "MemoryThrashing", message, evidence });
      return;
    }
    this.isStalled = false;
    this.heardAgain();
  }

  private recover(): void {
    if (this.isOff) this.boot();
    if (this.hungSinceUs < Infinity) this.runtimeBack();
    if (this.isKubeletStopped) this.kubeletBack();
    if (this.host.resources.foreignDiskBytes > 0) this.freeDisk();
  }

  private powerOff(because: Cause | undefined): void {
    this.silence(() => (this.isOff = true));
    this.isKubeletStopped = this.isStalled = false;
    this.hungSinceUs = this.runtimeBackUs = this.kubeletBackUs = Infinity;
    this.shutdown = undefined;
    this.host.fallSilent();
    this.host.machineOff();
    if (because !== undefined) this.stopNode("machine", because);
  }

  private boot(): void {
    this.bootUs = Infinity;
    this.isOff = false;
    this.host.store.startNode(this.host.record.id);
    this.host.machineOn();
  }

  private kubeletBack(): void {
    this.kubeletBackUs = Infinity;
    this.isKubeletStopped = false;
    this.host.kubeletStartedUs = this.host.nowUs;
    this.heardAgain();
  }

  private heardAgain(): void {
    if (!this.isHeard) return;
    this.host.store.startNode(this.host.record.id);
    this.host.beHeard();
    if (!this.frozen) this.host.thaw();
  }

  private hang(nowUs: number): void {
    this.silence(() => (this.hungSinceUs = nowUs));
    this.fault("RuntimeHung", { message: "its container runtime does not answer" });
  }

  private runtimeBack(): void {
    this.runtimeBackUs = this.hungSinceUs = Infinity;
    this.fault("RuntimeRecovered", { message: "its container runtime answers again" });
    if (!this.frozen) this.host.thaw();
  }

  private freeDisk(): void {
    this.diskFreedUs = Infinity;
    this.host.resources.addForeignDisk(-this.host.resources.foreignDiskBytes);
    this.fault("DiskFreed", {});
  }

  private beginShutdown(downUs: number, nowUs: number): void {
    if (this.shutdown !== undefined) return;
    this.downAfterShutdownUs = downUs;
    const { shutdownGracePeriodUs: all, shutdownGracePeriodCriticalPodsUs: critical } = this.host.settings;
    const budgets = this.frozen ? { all: 0, critical: 0 } : { all, critical };
    this.shutdown = new GracefulShutdown(budgets, () => [...this.host.workers.values()], nowUs);
    if (budgets.all > 0) this.host.shutsDown();
    if (this.shutdown.advance(nowUs)) this.endShutdown(nowUs);
  }

  private endShutdown(nowUs: number): void {
    this.powerOff({ by: "user", reason: "Rebooted", message: "the machine was shut down to start again" });
    this.bootUs = nowUs + this.downAfterShutdownUs;
  }

  /** @param begin what makes the kubelet stop acting */
  private silence(begin: () => void): void {
    const acted = !this.frozen;
    begin();
    if (acted) this.host.freeze();
  }

  private stopNode(what: "machine" | "kubelet", because: Cause): void {
    this.host.store.stopNode(this.host.record.id, { what, because });
  }

  private fault(reason: string, more: Pick<Cause, "message" | "evidence">): void {
    this.host.store.nodeFaulted(this.host.record.id, { reason, because: { by: "machine", reason, ...more } });
  }
}
