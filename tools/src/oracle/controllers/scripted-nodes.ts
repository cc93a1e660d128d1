/** The nodes of the recordings: who is up, when its lease was renewed, and what its kubelet reports of it. */
import { withConditions } from "@orrery/sim-core/controllers";
import { Phase } from "@orrery/sim-core/engine";
import type { Engine, EventKind } from "@orrery/sim-core/engine";
import { type Heartbeats, LEASE_RENEW_INTERVAL_US } from "@orrery/sim-core/store";
import type { NodeOutage, Store } from "@orrery/sim-core/store";

/** From the start of a kubelet to its report. */
const REPORT_US = 20_000;

const OUTAGE: NodeOutage = { what: "kubelet", because: { by: "user", reason: "NodeStopped" } };

export class ScriptedNodes implements Heartbeats {
  private readonly engine: Engine;
  private readonly store: Store;
  private readonly stoppedUs = new Map<number, number>();
  private readonly startedUs = new Map<number, number>();
  private readonly reportKind: EventKind;
  private returned: ((node: number) => void) | undefined;

  constructor(engine: Engine, store: Store) {
    this.engine = engine;
    this.store = store;
    this.reportKind = engine.registerKind("node reports", Phase.kubelet, (id) => this.report(id));
  }

  /** `handler` is told of nodes that come back. */
  onReturn(handler: (node: number) => void): void {
    this.returned = handler;
  }

  isUp(id: number): boolean {
    return id >= 0 && !this.stoppedUs.has(id) && !this.store.state.nodes[id]!.removed;
  }

  leaseRenewedUs(id: number, nowUs: number): number {
    const upUntilUs = Math.min(nowUs, this.stoppedUs.get(id) ?? Infinity);
    const onGridUs = Math.floor(upUntilUs / LEASE_RENEW_INTERVAL_US) * LEASE_RENEW_INTERVAL_US;
    return Math.max(onGridUs, this.startedUs.get(id) ?? 0);
  }

  /** A node that has just been created: its kubelet reports for the first time. */
  join(id: number): void {
    this.startedUs.set(id, this.engine.nowUs);
    this.engine.emit(this.reportKind, id, this.engine.nowUs + REPORT_US);
  }

  stop(id: number): void {
    this.stoppedUs.set(id, this.engine.nowUs);
    this.store.stopNode(id, OUTAGE);
  }

  start(id: number): void {
    this.stoppedUs.delete(id);
    this.startedUs.set(id, this.engine.nowUs);
    this.store.startNode(id);
    this.engine.emit(this.reportKind, id, this.engine.nowUs + REPORT_US);
  }

  private report(id: number): void {
    if (!this.isUp(id)) return;
    const lastHeartbeatTime = `T+${this.engine.nowUs}us`;
    const ready = { type: "Ready", status: "True", reason: "KubeletReady", lastHeartbeatTime };
    const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure"].map((type) => ({ type, status: "False", lastHeartbeatTime }));
    this.store.updateNode(withConditions(this.store.state.nodes[id]!.node, [ready, ...pressures]));
    this.returned?.(id);
  }
}
