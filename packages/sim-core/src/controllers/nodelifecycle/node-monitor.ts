/**
 * The pass over the nodes every --node-monitor-period: who has been silent for too long gets its conditions Unknown and its pods not ready;
 * who is not ready is queued for its taint; then the zones are judged.
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, monitorNodeHealth.
 *
 * Not modelled: the start-up grace period (a node without the condition Ready counts as ready and heard); pods that are bound to a node
 * that is not ready already.
 */
import { type Node, type NodeCondition } from "../../model/index.ts";
import { LEASE_RENEW_INTERVAL_US } from "../../store/index.ts";
import { type Grid, gridMomentAfter, gridMomentFrom, type TimedLoop } from "../loop/controller-clock.ts";
import type { NodeWorld } from "../loop/controller-world.ts";
import type { NodeListener } from "../loop/node-view.ts";
import type { NoExecuteTainter } from "./no-execute-tainter.ts";
import { type NodeGrace, type NodeHealth, observeNode, type ObservedNode, staleConditions } from "./node-health.ts";
import { readyConditionOf, readyStatusOf, withConditions } from "./node-objects.ts";
import { ZoneCensus } from "./zone-census.ts";
import type { ZoneDisruption } from "./zone-disruption.ts";

/**
 * How long a pass takes for each node whose conditions it writes: while it lasts, the zones keep the rates they had. Not from source:
 * recordings of six nodes that fall silent at once show one more taint before the rate of their zone drops, of three none.
 */
const WRITE_US = 20_000;

export class NodeMonitor implements TimedLoop, NodeListener {
  readonly grid: Grid;
  private readonly world: NodeWorld;
  private readonly grace: NodeGrace;
  private readonly elide: boolean;
  private readonly tainter: NoExecuteTainter;
  private readonly census = new ZoneCensus();
  private readonly health = new Map<number, NodeHealth>();
  /** When the controller saw the heartbeat of the condition Ready change; 0 for that of the first sight. */
  private readonly heartbeats = new Map<number, number>();
  /** Nodes whose objects have changed since the last pass. */
  private readonly changed = new Set<number>();
  /** Nodes without heartbeats that still look well, and the moment at which a pass will find them silent for too long. */
  private readonly silent = new Map<number, number>();
  private dueUs = Infinity;

  /** @throws RangeError for a grace period in which a healthy kubelet need not be heard, in the API's default settings. */
  constructor(world: NodeWorld, grace: NodeGrace, elide: boolean, tainter: NoExecuteTainter) {
    const leastUs = LEASE_RENEW_INTERVAL_US + grace.monitorPeriodUs;
    if (!(grace.gracePeriodUs >= leastUs)) {
      throw new RangeError(
        `a node monitor grace period of ${grace.gracePeriodUs} us; accepted: ${leastUs} us or more, as leases are renewed every 10 s`,
      );
    }
    this.world = world;
    this.grace = grace;
    this.elide = elide;
    this.tainter = tainter;
    this.grid = { periodUs: grace.monitorPeriodUs, phaseUs: 0 };
    world.nodes.listen(this);
  }

  /** Who is told of the zones. */
  disruption!: ZoneDisruption;

  nextUs(): number | undefined {
    return this.dueUs === Infinity ? undefined : this.dueUs;
  }

  nodeChanged(id: number, node: Node, before: Node | undefined): void {
    if (before === undefined) this.heartbeats.set(id, 0);
    else if (heartbeatText(before) !== heartbeatText(node)) this.heartbeats.set(id, this.world.engine.nowUs);
    this.changed.add(id);
    this.wakeAt(gridMomentAfter(this.world.engine.nowUs, this.grid));
  }

  nodeRemoved(id: number): void {
    for (const map of [this.health, this.heartbeats, this.silent]) map.delete(id);
    this.changed.delete(id);
    this.census.forget(id);
    this.tainter.forget(id);
    // Its zone has one node less.
    this.wakeAt(gridMomentAfter(this.world.engine.nowUs, this.grid));
  }

  heartbeatsChanged(id: number): void {
    this.plan(id);
    this.wakeAt(this.silent.get(id) ?? Infinity);
  }

  run(nowUs: number): void {
    let written = 0;
    for (const id of this.attention(nowUs)) if (this.look(id, nowUs)) written += 1;
    this.changed.clear();
    const tookUs = Math.min(written * WRITE_US, this.grace.monitorPeriodUs);
    this.disruption.found(this.census.counts, nowUs + tookUs);
    this.dueUs = Infinity;
    for (const atUs of this.silent.values()) this.dueUs = Math.min(this.dueUs, atUs);
  }

  /** After a failure of the whole cluster nobody is blamed for what could not be heard. */
  resetProbes(): void {
    const { nowUs } = this.world.engine;
    for (const [id, health] of this.health) {
      const leaseRenewedUs = this.world.heartbeats.leaseRenewedUs(id, nowUs) ?? health.leaseRenewedUs;
      this.health.set(id, { ...health, leaseRenewedUs, probeUs: nowUs });
    }
    [...this.silent.keys()].forEach((id) => this.plan(id));
  }

  /** The nodes of which a pass has something to find, by number; all of them where nothing is left out. */
  private attention(nowUs: number): number[] {
    const { nodes } = this.world.nodes;
    if (!this.elide) return [...nodes.keys()];
    const due = [...this.silent].filter(([, atUs]) => atUs <= nowUs).map(([id]) => id);
    return [...new Set([...this.changed, ...this.tainter.waiting, ...due])].filter((id) => nodes.has(id)).sort((a, b) => a - b);
  }

  /** @returns whether the node was found silent for too long, and said so */
  private look(id: number, nowUs: number): boolean {
    const { nodes } = this.world;
    const before = nodes.nodes.get(id)!;
    const { health, aliveUntilUs } = this.observe(id, nowUs);
    this.health.set(id, health);
    // What to write is decided on what the controller knows, also when somebody has just written something else.
    const unknown = nowUs > aliveUntilUs ? unknownConditions(before) : [];
    nodes.write(id, (live) => withConditions(live, unknown));
    const node = nodes.nodes.get(id)!;
    this.census.count(id, node);
    if (readyStatusOf(before) === "True" && readyStatusOf(node) !== "True") this.markPodsNotReady(id, node);
    this.tainter.look(id, node);
    this.plan(id);
    return node !== before;
  }

  /**
   * A lease is a sign of life dated at the first pass after its renewal, whichever pass looks: one that is left out would have found it.
   */
  private observe(id: number, nowUs: number): ObservedNode {
    const before = this.health.get(id);
    const heartbeatUs = this.heartbeats.get(id) ?? 0;
    const leaseRenewedUs = this.world.heartbeats.leaseRenewedUs(id, nowUs);
    const onlyLease = before !== undefined && before.heartbeatUs === heartbeatUs && leaseRenewedUs !== undefined;
    const atUs = onlyLease ? Math.max(before.probeUs, gridMomentFrom(leaseRenewedUs, this.grid)) : nowUs;
    return observeNode(before, { createdUs: 0, heartbeatUs, leaseRenewedUs }, atUs, this.grace);
  }

  private plan(id: number): void {
    const { nodes } = this.world.nodes;
    const node = nodes.get(id);
    this.silent.delete(id);
    if (node === undefined || !this.health.has(id) || this.world.store.state.nodes[id]!.outage === undefined) return;
    if (unknownConditions(node).length === 0) return;
    const { nowUs } = this.world.engine;
    const { aliveUntilUs } = this.observe(id, nowUs);
    this.silent.set(id, gridMomentAfter(Math.max(aliveUntilUs, nowUs), this.grid));
  }

  private wakeAt(atUs: number): void {
    this.dueUs = Math.min(this.dueUs, atUs);
    this.world.clock.arm();
  }

  /** Source: pkg/controller/util/node/controller_utils.go, MarkPodsNotReady. */
  private markPodsNotReady(id: number, { metadata }: Node): void {
    const { cache, store } = this.world;
    const message = `node ${metadata.name} is not heard any more`;
    const because = { by: "node-lifecycle-controller", reason: "NodeNotReady", message, evidence: { node: metadata.name } };
    for (const pod of cache.podsOnNode(id)) {
      store.setPodReady(pod.id, false, because);
    }
  }
}

function unknownConditions({ status }: Node): NodeCondition[] {
  const message = "Kubelet stopped posting node status.";
  return staleConditions(status?.conditions ?? []).map(({ type }) => ({ type, status: "Unknown", reason: "NodeStatusUnknown", message }));
}

/** A heartbeat that is not said is the same one all the time. */
function heartbeatText(node: Node): string {
  return readyConditionOf(node)?.lastHeartbeatTime ?? "";
}
