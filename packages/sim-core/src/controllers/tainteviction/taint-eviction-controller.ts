/**
 * Deletes the pods of nodes with NoExecute taints, when their tolerations end; a deletion is cancelled when the taints go.
 * Source: pkg/controller/tainteviction/taint_eviction.go.
 */
import FastPriorityQueue from "fastpriorityqueue";
import type { Node, Taint } from "../../model/index.ts";
import { FactKind } from "../../store/index.ts";
import type { CachedPod } from "../loop/cached-pod.ts";
import type { CacheListener } from "../loop/cluster-cache.ts";
import type { TimedLoop } from "../loop/controller-clock.ts";
import type { NodeWorld } from "../loop/controller-world.ts";
import type { NodeListener } from "../loop/node-view.ts";
import { WorkQueue } from "../loop/work-queue.ts";
import { noExecuteTaints } from "../nodelifecycle/node-objects.ts";
import { type EvictionSchedule, nextEviction } from "../nodelifecycle/taint-eviction.ts";

interface Timer extends EvictionSchedule {
  readonly pod: number;
}

export class TaintEvictionController implements TimedLoop, NodeListener, CacheListener {
  readonly grid = undefined;
  private readonly world: NodeWorld;
  private readonly nodeQueue: WorkQueue;
  private readonly podQueue: WorkQueue;
  /** NoExecute taints by node, where there are any. */
  private readonly taints = new Map<number, readonly Taint[]>();
  private readonly scheduled = new Map<number, Timer>();
  /** The same timers in order; those that `scheduled` no longer has are passed over. */
  private readonly timers = new FastPriorityQueue<Timer>((a, b) => (a.fireUs === b.fireUs ? a.pod < b.pod : a.fireUs < b.fireUs));

  constructor(world: NodeWorld) {
    this.world = world;
    this.nodeQueue = new WorkQueue(world.engine, "taint eviction node", (id) => this.syncNode(Number(id)));
    this.podQueue = new WorkQueue(world.engine, "taint eviction pod", (id) => this.syncPod(Number(id)));
    world.nodes.listen(this);
    world.cache.listen(this);
    world.clock.add(this);
  }

  nextUs(): number | undefined {
    for (let first = this.timers.peek(); first !== undefined; first = this.timers.peek()) {
      if (this.scheduled.get(first.pod) === first) return first.fireUs;
      this.timers.poll();
    }
    return undefined;
  }

  run(nowUs: number): void {
    while ((this.nextUs() ?? Infinity) <= nowUs) this.evict(this.timers.poll()!.pod);
  }

  nodeChanged(id: number, node: Node): void {
    const taints = noExecuteTaints(node);
    if (isSameTaints(taints, this.taints.get(id) ?? [])) return;
    if (taints.length === 0) this.taints.delete(id);
    else this.taints.set(id, taints);
    this.nodeQueue.add(String(id));
  }

  nodeRemoved(id: number): void {
    if (this.taints.delete(id)) this.nodeQueue.add(String(id));
  }

  podChanged(pod: CachedPod, change: FactKind): void {
    if (change === FactKind.PodRemoved || change === FactKind.PodDeletionRequested) this.cancel(pod.id);
    else if (change !== FactKind.PodBound && change !== FactKind.PodUpdated) return;
    else if (this.taints.has(pod.node)) this.podQueue.add(String(pod.id));
  }

  /** Source: handleNodeUpdate. */
  private syncNode(id: number): void {
    for (const pod of this.world.cache.podsOnNode(id)) this.process(pod);
    this.world.clock.arm();
  }

  private syncPod(id: number): void {
    const pod = this.world.cache.pod(id);
    if (pod !== undefined) this.process(pod);
    this.world.clock.arm();
  }

  /** Source: processPodOnNode. */
  private process(pod: CachedPod): void {
    const { nowUs } = this.world.engine;
    const before = this.scheduled.get(pod.id);
    const taints = pod.deleting ? [] : (this.taints.get(pod.node) ?? []);
    const next = nextEviction(before, taints, pod.source.spec.tolerations ?? [], nowUs);
    if (next === before) return;
    this.cancel(pod.id);
    if (next === undefined) return;
    if (next.fireUs <= nowUs) return this.evict(pod.id);
    const timer: Timer = { ...next, pod: pod.id };
    this.scheduled.set(pod.id, timer);
    this.timers.add(timer);
  }

  private evict(id: number): void {
    const { cache, nodes, store } = this.world;
    this.cancel(id);
    const pod = cache.pod(id)!;
    const taints = this.taints.get(pod.node) ?? [];
    const node = nodes.nodes.get(pod.node)?.metadata.name ?? "";
    const because = {
      by: "taint-eviction-controller",
      reason: "DeletionByTaintManager",
      message: `node ${node} has the taint ${taints.map(({ key, effect }) => `${key}:${effect}`).join(", ")}`,
      evidence: { node },
    };
    store.deletePod(id, { because });
  }

  private cancel(id: number): void {
    this.scheduled.delete(id);
  }
}

function isSameTaints(left: readonly Taint[], right: readonly Taint[]): boolean {
  return left.length === right.length && left.every(({ key, value }, i) => key === right[i]!.key && value === right[i]!.value);
}
