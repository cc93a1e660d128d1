/**
 * Puts the taints that evict on nodes that are not ready, zone by zone at the zone's rate, and takes them off at once.
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, doNoExecuteTaintingPass, processTaintBaseEviction.
 *
 * Not modelled: a tainter whose cache still shows the node as ready, which then spends its token on nothing.
 */
import type { Node } from "../../model/index.ts";
import { type Grid, gridMomentAfter, gridMomentFrom, type TimedLoop } from "../loop/controller-clock.ts";
import type { NodeWorld } from "../loop/controller-world.ts";
import { readyStatusOf, withTaints, zoneKeyOf } from "./node-objects.ts";
import { noExecuteStep, NOT_READY_TAINT, UNREACHABLE_TAINT } from "./not-ready-taint.ts";
import { ZoneTaintQueue } from "./zone-taint-queue.ts";

/** Source: pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go, NodeEvictionPeriod. */
const NODE_EVICTION_GRID: Grid = { periodUs: 100_000, phaseUs: 0 };

export class NoExecuteTainter implements TimedLoop {
  readonly grid = NODE_EVICTION_GRID;
  private readonly world: NodeWorld;
  private readonly normalPerSecond: number;
  /** By zone, in the order in which the zones appeared. */
  private readonly queues = new Map<string, ZoneTaintQueue<number>>();
  private readonly zoneOf = new Map<number, string>();
  private dueUs: number | undefined;

  /** @param normalPerSecond nodes a second in a zone that has just appeared */
  constructor(world: NodeWorld, normalPerSecond: number) {
    this.world = world;
    this.normalPerSecond = normalPerSecond;
  }

  /** Nodes that wait for their taint. */
  get waiting(): Iterable<number> {
    return this.zoneOf.keys();
  }

  nextUs(): number | undefined {
    return this.dueUs;
  }

  /** What a pass of the monitor does about the taints of a node. */
  look(id: number, node: Node): void {
    const { nodes } = this.world;
    const step = noExecuteStep(readyStatusOf(node), node.spec?.taints ?? []);
    const queue = this.queueOf(zoneKeyOf(node));
    if (step.kind === "queue") {
      queue.requeue(id);
      this.zoneOf.set(id, zoneKeyOf(node));
    } else if (step.kind === "swap") {
      nodes.write(id, (live) => withTaints(live, [step.add], [step.remove]));
    } else if (step.kind === "clear") {
      this.forget(id);
      nodes.write(id, (live) => withTaints(live, [], step.remove));
    }
    this.plan();
  }

  /** Takes the taints off the node, and the node out of the queue. Source: markNodeAsReachable. */
  clear(id: number): void {
    this.forget(id);
    this.world.nodes.write(id, (live) => withTaints(live, [], [NOT_READY_TAINT, UNREACHABLE_TAINT]));
  }

  forget(id: number): void {
    const zone = this.zoneOf.get(id);
    if (zone === undefined) return;
    this.zoneOf.delete(id);
    this.queues.get(zone)!.remove(id);
    this.plan();
  }

  setRate(zone: string, ratePerSecond: number): void {
    this.queueOf(zone).limiter.swapRate(ratePerSecond, this.world.engine.nowUs);
    this.plan();
  }

  run(nowUs: number): void {
    for (const queue of this.queues.values()) {
      for (let id = queue.take(nowUs); id !== undefined; id = queue.take(nowUs)) this.taint(id);
    }
    this.plan();
  }

  private taint(id: number): void {
    const { nodes } = this.world;
    this.zoneOf.delete(id);
    const node = nodes.nodes.get(id);
    const status = node === undefined ? "True" : readyStatusOf(node);
    if (status === "True") return;
    const [taint, opposite] = status === "False" ? [NOT_READY_TAINT, UNREACHABLE_TAINT] : [UNREACHABLE_TAINT, NOT_READY_TAINT];
    nodes.write(id, (live) => withTaints(live, [taint], [opposite]));
  }

  private queueOf(zone: string): ZoneTaintQueue<number> {
    let queue = this.queues.get(zone);
    if (queue === undefined) this.queues.set(zone, (queue = new ZoneTaintQueue(this.normalPerSecond)));
    return queue;
  }

  /** The first moment of the grid from now on at which some queue hands out a node. */
  private plan(): void {
    const { nowUs } = this.world.engine;
    let dueUs = Infinity;
    for (const queue of this.queues.values()) {
      const tokenUs = queue.nextTakeUs(nowUs);
      if (tokenUs !== undefined) dueUs = Math.min(dueUs, this.momentOf(queue, Math.max(tokenUs, nowUs + 1)));
    }
    this.dueUs = dueUs === Infinity ? undefined : dueUs;
  }

  /** The limiter rounds: the moment found must be the very one at which a look every period would succeed first. */
  private momentOf({ limiter }: ZoneTaintQueue<number>, fromUs: number): number {
    const { periodUs } = this.grid;
    let momentUs = gridMomentFrom(fromUs, this.grid);
    const firstUs = gridMomentAfter(this.world.engine.nowUs, this.grid);
    while (momentUs > firstUs && limiter.wouldAccept(momentUs - periodUs)) momentUs -= periodUs;
    while (!limiter.wouldAccept(momentUs)) momentUs += periodUs;
    return momentUs;
  }
}
