/** A cluster whose nodes can fall silent, with all control loops and kubelets that do only what these need. */
import { Engine, Phase, randomStreams } from "../../engine/index.ts";
import type { Node, Toleration } from "../../model/index.ts";
import { FactKind, LEASE_RENEW_INTERVAL_US, Store } from "../../store/index.ts";
import type { NodeOutage } from "../../store/index.ts";
import { ControllerManager, type NodeControllerSettings } from "../controller-manager.ts";
import { withConditions } from "./node-objects.ts";

const SECOND_US = 1_000_000;

const OUTAGE: NodeOutage = { what: "machine", because: { by: "user", reason: "Crashed" } };

export class SilentNodes {
  readonly engine = new Engine();
  readonly store = new Store(this.engine);
  private readonly stoppedUs = new Map<number, number>();
  private readonly startedUs = new Map<number, number>();
  private readonly steps: (() => void)[] = [];
  private readonly stepKind;
  private beats = 0;

  constructor(settings: NodeControllerSettings = {}, elide = true) {
    const { engine, store } = this;
    this.stepKind = engine.registerKind("step", Phase.arrival, (at) => this.steps[at]!());
    void new ControllerManager({
      engine,
      store,
      watchDelayUs: 5_000,
      streams: randomStreams("1"),
      heartbeats: { leaseRenewedUs: (node, nowUs) => this.leaseRenewedUs(node, nowUs) },
      nodes: settings,
      elide,
    });
    const gone = engine.registerKind("gone", Phase.kubelet, (id) => store.removePod(id));
    store.watch(5_000, [FactKind.PodDeletionRequested], (fact) => {
      const { id, nodeId, removed } = store.state.pods[store.log.subject[fact]!]!;
      if (!removed && nodeId >= 0 && this.isUp(nodeId)) engine.emit(gone, id, engine.nowUs + SECOND_US);
    });
  }

  at(seconds: number, step: () => void): void {
    this.engine.emit(this.stepKind, this.steps.push(step) - 1, Math.round(seconds * SECOND_US));
  }

  run(seconds: number): void {
    this.engine.advance(seconds * SECOND_US);
  }

  addNode(name: string, zone: string, more: Partial<Node> = {}): void {
    this.store.addNode({ metadata: { name, labels: { "topology.kubernetes.io/zone": zone } }, ...more }, "");
  }

  /** A pod that runs on the node and is ready. */
  addPod(name: string, node: number, tolerations: Toleration[] = []): number {
    const { store } = this;
    const source = { metadata: { namespace: "default" }, spec: { containers: [{ name: "c" }], tolerations }, workload: "w" };
    store.createPod(`default/${name}`, store.addPodPayload({ source, durationUs: Infinity }));
    const id = store.state.podIds.get(`default/${name}`)!;
    store.bindPod(id, node);
    store.startPod(id);
    return id;
  }

  stop(node: number): void {
    if (!this.isUp(node)) return;
    this.stoppedUs.set(node, this.engine.nowUs);
    this.store.stopNode(node, OUTAGE);
  }

  /** The kubelet comes back, renews its lease and reports that it is ready. */
  start(node: number): void {
    if (!this.stoppedUs.has(node) || this.store.state.nodes[node]!.removed) return;
    this.stoppedUs.delete(node);
    this.startedUs.set(node, this.engine.nowUs);
    this.store.startNode(node);
    this.report(node, "True");
  }

  /** The kubelet writes the condition Ready. */
  report(node: number, status: string): void {
    const { node: live, removed } = this.store.state.nodes[node]!;
    if (removed) return;
    this.beats += 1;
    const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure"].map((type) => ({ type, status: "False" }));
    this.store.updateNode(withConditions(live, [{ type: "Ready", status, lastHeartbeatTime: `${this.beats}` }, ...pressures]));
  }

  /** What happened to a node, as `seconds what`: taints that came and went, and values of the condition Ready. */
  eventsOf(node: number): string[] {
    const { log } = this.store;
    const events: string[] = [];
    let taints: readonly string[] = [];
    let ready = "True";
    for (let fact = 0; fact < log.length; fact++) {
      if (log.kind[fact] !== FactKind.NodeUpdated || log.subject[fact] !== node) continue;
      const { spec, status } = log.payloads[log.detail[fact]!] as Node;
      const after = (spec?.taints ?? []).map(({ key, effect }) => `${key.replace("node.kubernetes.io/", "")}:${effect}`);
      const now = status?.conditions?.find(({ type }) => type === "Ready")?.status ?? "True";
      const found = [
        ...(now === ready ? [] : [`Ready=${now}`]),
        ...after.filter((taint) => !taints.includes(taint)).map((taint) => `+${taint}`),
        ...taints.filter((taint) => !after.includes(taint)).map((taint) => `-${taint}`),
      ];
      events.push(...found.map((what) => `${log.timeUs[fact]! / SECOND_US} ${what}`));
      [taints, ready] = [after, now];
    }
    return events;
  }

  private isUp(node: number): boolean {
    return !this.stoppedUs.has(node) && !this.store.state.nodes[node]!.removed;
  }

  private leaseRenewedUs(node: number, nowUs: number): number {
    const upUntilUs = Math.min(nowUs, this.stoppedUs.get(node) ?? Infinity);
    const onGridUs = Math.floor(upUntilUs / LEASE_RENEW_INTERVAL_US) * LEASE_RENEW_INTERVAL_US;
    return Math.max(onGridUs, this.startedUs.get(node) ?? 0);
  }
}
