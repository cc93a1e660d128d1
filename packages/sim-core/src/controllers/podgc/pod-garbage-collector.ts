/**
 * The pod garbage collector: pods whose node is gone, terminating pods of nodes that are out of service, and finished pods beyond what is
 * kept. Source: pkg/controller/podgc/gc_controller.go.
 *
 * Not modelled: a node that comes back under its name in the quarantine and takes its pods over. A terminating pod without a node never
 * arises: the store removes it with its deletion, as the API server does.
 */
import FastPriorityQueue from "fastpriorityqueue";
import type { Node } from "../../model/index.ts";
import { FactKind } from "../../store/index.ts";
import type { Cause } from "../../store/index.ts";
import type { CachedPod } from "../loop/cached-pod.ts";
import type { CacheListener } from "../loop/cluster-cache.ts";
import { type Grid, gridMomentAfter, gridMomentFrom, type TimedLoop } from "../loop/controller-clock.ts";
import type { NodeWorld } from "../loop/controller-world.ts";
import type { NodeListener } from "../loop/node-view.ts";
import { readyStatusOf } from "../nodelifecycle/node-objects.ts";
import { isTerminatingOutOfService, POD_GC_PERIOD_US, POD_GC_QUARANTINE_US, TERMINATED_POD_THRESHOLD } from "./pod-gc.ts";

export interface PodGcSettings {
  /** --terminated-pod-gc-threshold; 0 or less: finished pods stay. */
  readonly terminatedPodThreshold: number;
  /** When it first looks, in microseconds; then every 20 s. */
  readonly phaseUs: number;
}

export const DEFAULT_POD_GC: PodGcSettings = { terminatedPodThreshold: TERMINATED_POD_THRESHOLD, phaseUs: 0 };

export class PodGarbageCollector implements TimedLoop, NodeListener, CacheListener {
  readonly grid: Grid;
  private readonly world: NodeWorld;
  private readonly threshold: number;
  /** Nodes that are gone and may have left pods, and the end of their quarantine; undefined: not yet discovered by a look. */
  private readonly gone = new Map<number, number | undefined>();
  private readonly removed = new Set<number>();
  private readonly outOfService = new Set<number>();
  /** Finished pods, those first that go first; some may have gone otherwise. */
  private readonly finished = new FastPriorityQueue<CachedPod>(goesBefore);
  private readonly finishedIds = new Set<number>();
  private dueUs = Infinity;

  constructor(world: NodeWorld, { terminatedPodThreshold, phaseUs }: PodGcSettings) {
    this.world = world;
    this.threshold = terminatedPodThreshold;
    this.grid = { periodUs: POD_GC_PERIOD_US, phaseUs };
    world.nodes.listen(this);
    world.cache.listen(this);
    world.clock.add(this);
  }

  nextUs(): number | undefined {
    return this.dueUs === Infinity ? undefined : this.dueUs;
  }

  nodeChanged(id: number, node: Node): void {
    const isOut = isTerminatingOutOfService({ deleting: true }, readyStatusOf(node) === "True", node.spec?.taints ?? []);
    if (!isOut) this.outOfService.delete(id);
    else if (!this.outOfService.has(id)) {
      this.outOfService.add(id);
      this.lookSoon();
    }
  }

  nodeRemoved(id: number): void {
    this.removed.add(id);
    this.outOfService.delete(id);
    this.noteOrphans(id);
  }

  podChanged(pod: CachedPod, change: FactKind): void {
    if (change === FactKind.PodSucceeded || change === FactKind.PodFailed) this.noteFinished(pod);
    else if (change === FactKind.PodRemoved) this.finishedIds.delete(pod.id);
    else if (change === FactKind.PodDeletionRequested && this.outOfService.has(pod.node)) this.lookSoon();
    else if (change === FactKind.PodBound && this.removed.has(pod.node)) this.noteOrphans(pod.node);
  }

  run(nowUs: number): void {
    this.dueUs = Infinity;
    this.collectFinished();
    this.collectOutOfService();
    for (const [node, readyUs = nowUs + POD_GC_QUARANTINE_US] of this.gone) {
      if (readyUs <= nowUs) this.collectOrphans(node);
      else {
        this.gone.set(node, readyUs);
        this.dueUs = Math.min(this.dueUs, gridMomentFrom(readyUs, this.grid));
      }
    }
  }

  private noteFinished(pod: CachedPod): void {
    if (this.threshold <= 0) return;
    this.finished.add(pod);
    this.finishedIds.add(pod.id);
    if (this.finishedIds.size > this.threshold) this.lookSoon();
  }

  private noteOrphans(node: number): void {
    if (this.gone.has(node) || this.world.cache.podsOnNode(node).length === 0) return;
    this.gone.set(node, undefined);
    this.lookSoon();
  }

  /** At the next moment of the grid. */
  private lookSoon(): void {
    this.dueUs = Math.min(this.dueUs, gridMomentAfter(this.world.engine.nowUs, this.grid));
    this.world.clock.arm();
  }

  /** Source: gcTerminated. */
  private collectFinished(): void {
    const { store } = this.world;
    let excess = this.finishedIds.size - this.threshold;
    // One object for all of them: the store keeps what a deletion says.
    const deletion = { graceSeconds: 0, because: causeOf(`more than ${this.threshold} pods have ended`) };
    while (this.threshold > 0 && excess > 0) {
      const pod = this.finished.poll()!;
      if (!this.finishedIds.delete(pod.id)) continue;
      excess -= 1;
      store.deletePod(pod.id, deletion);
    }
  }

  /** Source: gcTerminating. */
  private collectOutOfService(): void {
    for (const node of [...this.outOfService].sort((a, b) => a - b)) {
      const { name } = this.world.nodes.nodes.get(node)!.metadata;
      for (const pod of this.world.cache.podsOnNode(node)) {
        if (pod.deleting) this.failAndDelete(pod, causeOf(`PodGC: node ${name} is out of service`));
      }
    }
  }

  /** Source: gcOrphaned. */
  private collectOrphans(node: number): void {
    this.gone.delete(node);
    const because = causeOf("PodGC: node no longer exists");
    for (const pod of this.world.cache.podsOnNode(node)) this.failAndDelete(pod, because);
  }

  /** Source: markFailedAndDeletePod. */
  private failAndDelete({ id }: CachedPod, because: Cause): void {
    const { store } = this.world;
    const { removed, phase } = store.state.pods[id]!;
    if (removed) return;
    if (phase !== "Succeeded" && phase !== "Failed") store.finishPod(id, false, { reason: "", message: because.message!, because });
    store.deletePod(id, { graceSeconds: 0, because });
    // A deletion whose grace period is over cannot be shortened any more.
    store.removePod(id);
  }
}

function causeOf(message: string): Cause {
  return { by: "pod-garbage-collector", reason: "DeletionByPodGC", message };
}

/** Evicted ones, then the oldest, as `terminatedPodsToDelete` ranks them. */
function goesBefore(left: CachedPod, right: CachedPod): boolean {
  if (left.evicted !== right.evicted) return left.evicted;
  return left.createdUs === right.createdUs ? left.key < right.key : left.createdUs < right.createdUs;
}
