/**
 * The kubelets of all nodes as one component: a bound pod starts, runs for its time, ends; a deleted one is stopped and removed; pods of a
 * node that is
 * gone wait to be collected. Source: pkg/kubelet.
 *
 * Not modelled: containers, images, probes, restarts, resource use. A pod starts after a fixed time and succeeds when its duration is over.
 */
import { Phase } from "../engine/index.ts";
import type { Engine, EventHandle, EventKind } from "../engine/index.ts";
import { bindingOf, FactKind } from "../store/index.ts";
import type { PodRecord, Store } from "../store/index.ts";
import type { NodeAction } from "./node-action.ts";

export interface KubeletTimings {
  /** From a fact to the kubelet that it concerns. */
  readonly watchDelayUs: number;
  readonly podStartUs: number;
  /** Time to stop when asked nicely; the pod's grace period cuts it short. */
  readonly podStopUs: number;
}

const DEFAULT_GRACE_SECONDS = 30;

export class Kubelets {
  private readonly engine: Engine;
  private readonly store: Store;
  private readonly timings: KubeletTimings;
  private readonly startKind: EventKind;
  private readonly endKind: EventKind;
  private readonly stoppedKind: EventKind;
  /** The pod's next event, so that a deletion or the loss of its node can cancel it. */
  private readonly next = new Map<number, EventHandle>();

  constructor(engine: Engine, store: Store, timings: KubeletTimings) {
    this.engine = engine;
    this.store = store;
    this.timings = timings;
    this.startKind = engine.registerKind("pod start", Phase.kubelet, (id) => this.start(id));
    this.endKind = engine.registerKind("pod end", Phase.kubelet, (id) => this.end(id));
    this.stoppedKind = engine.registerKind("pod stopped", Phase.kubelet, (id) => store.removePod(id));
    store.watch(timings.watchDelayUs, [FactKind.NodeRemoved, FactKind.PodBound, FactKind.PodDeletionRequested], (fact) =>
      this.handle(fact),
    );
  }

  /** Takes over a pod that already runs (a snapshot). */
  adopt(pod: PodRecord): void {
    if (pod.phase === "Running" && pod.durationUs < Infinity) this.plan(pod.id, this.endKind, pod.startedUs + pod.durationUs);
  }

  /** A fault or maintenance. @returns why it cannot be done */
  act(nodeName: string, _action: NodeAction): string | undefined {
    return this.store.state.nodeIds.has(nodeName) ? undefined : `nodes "${nodeName}" not found`;
  }

  private handle(fact: number): void {
    const { log, state } = this.store;
    const kind = log.kind[fact] as FactKind;
    if (kind === FactKind.NodeRemoved) {
      this.abandon(log.subject[fact]!);
      return;
    }
    const pod = state.pods[log.subject[fact]!]!;
    if (pod.removed) return;
    if (kind === FactKind.PodDeletionRequested) this.stop(pod);
    else if (pod.phase === "Pending" && pod.deletionRequestedUs < 0 && !state.nodes[bindingOf(log, log.detail[fact]!).nodeId]!.removed) {
      this.plan(pod.id, this.startKind, this.engine.nowUs + this.timings.podStartUs);
    }
  }

  private start(id: number): void {
    this.next.delete(id);
    this.store.startPod(id);
    const { durationUs } = this.store.state.pods[id]!;
    if (durationUs < Infinity) this.plan(id, this.endKind, this.engine.nowUs + durationUs);
  }

  private end(id: number): void {
    this.next.delete(id);
    this.store.finishPod(id, true);
  }

  private stop(pod: PodRecord): void {
    if (pod.nodeId < 0 || pod.phase === "Succeeded" || pod.phase === "Failed" || this.store.state.nodes[pod.nodeId]!.removed) return;
    this.cancel(pod.id);
    const graceUs = (pod.source.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * 1e6;
    // A pod that has not started has nothing to stop.
    const stopUs = pod.phase === "Running" ? Math.min(this.timings.podStopUs, graceUs) : 0;
    this.plan(pod.id, this.stoppedKind, this.engine.nowUs + stopUs);
  }

  /** The node is gone, and with it its kubelet: nothing of its pods moves on until the pod garbage collector takes them. */
  private abandon(nodeId: number): void {
    for (const pod of this.store.state.pods) if (pod.nodeId === nodeId) this.cancel(pod.id);
  }

  private plan(id: number, kind: EventKind, atUs: number): void {
    this.next.set(id, this.engine.schedule(kind, id, Math.max(atUs, this.engine.nowUs)));
  }

  private cancel(id: number): void {
    const handle = this.next.get(id);
    if (handle !== undefined) this.engine.cancel(handle);
    this.next.delete(id);
  }
}
