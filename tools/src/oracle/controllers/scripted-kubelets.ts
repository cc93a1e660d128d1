/**
 * The kubelets of the recordings: they bind, start, make ready and remove pods by the pods' annotations. A pod that runs but is not ready
 * is pending here, as the node model knows no readiness apart from running.
 */
import { Phase } from "@orrery/sim-core/engine";
import type { Engine } from "@orrery/sim-core/engine";
import { FactKind } from "@orrery/sim-core/store";
import type { PodRecord, Store } from "@orrery/sim-core/store";
import type { KubeletScript } from "./recording.ts";

/** From a pod's creation to its binding, from a fact to the kubelet: milliseconds on the recorded machine. */
const REACTION_US = 20_000;

export class ScriptedKubelets {
  private readonly engine: Engine;
  private readonly store: Store;
  private readonly script: KubeletScript;
  private readonly nodePods: number[];
  private readonly rootOwner: (pod: PodRecord) => string;
  private readonly created = new Map<string, number>();
  private readonly annotations: Readonly<Record<string, string>>[] = [];
  private lastReadyUs = -Infinity;
  private readonly readyKind;
  private readonly goneKind;

  /** @param rootOwner name of the pod's Deployment, or of its ReplicaSet without one */
  constructor(engine: Engine, store: Store, script: KubeletScript, rootOwner: (pod: PodRecord) => string) {
    this.engine = engine;
    this.store = store;
    this.script = script;
    this.rootOwner = rootOwner;
    this.nodePods = store.state.nodes.map(() => 0);
    this.readyKind = engine.registerKind("pod ready", Phase.kubelet, (id) => {
      const pod = store.state.pods[id]!;
      if (!pod.removed && pod.deletionRequestedUs < 0) store.startPod(id);
    });
    this.goneKind = engine.registerKind("pod gone", Phase.kubelet, (id) => store.removePod(id));
    store.watch(REACTION_US, [FactKind.PodCreated, FactKind.PodDeletionRequested], (fact) => {
      const pod = store.state.pods[store.log.subject[fact]!]!;
      if (store.log.kind[fact] === FactKind.PodCreated) this.take(pod);
      else if (!pod.removed) engine.emit(this.goneKind, pod.id, engine.nowUs + this.delayUs(pod, "gone-after", 1));
    });
  }

  private take(pod: PodRecord): void {
    this.annotations[pod.id] = this.annotationsOf(pod);
    if (pod.removed || pod.deletionRequestedUs >= 0) return;
    const node = this.nodePods.indexOf(Math.min(...this.nodePods));
    this.nodePods[node]! += 1;
    this.store.bindPod(pod.id, node);
    const runningUs = this.engine.nowUs + this.delayUs(pod, "start-after", 0);
    const readyUs =
      this.annotations[pod.id]!["kubelet.test/ready-after"] === "serial"
        ? this.serialUs(runningUs)
        : runningUs + this.delayUs(pod, "ready-after", 1);
    if (readyUs < Infinity) this.engine.emit(this.readyKind, pod.id, readyUs);
  }

  private serialUs(runningUs: number): number {
    const { base, gap } = this.script.serialReady!;
    this.lastReadyUs = Math.max(runningUs + Math.round(base * 1e6), this.lastReadyUs + Math.round(gap * 1e6));
    return this.lastReadyUs;
  }

  private annotationsOf(pod: PodRecord): Readonly<Record<string, string>> {
    const owner = this.rootOwner(pod);
    const number = this.created.get(owner) ?? 0;
    this.created.set(owner, number + 1);
    const rule = this.script.perPod?.find((each) => (each.owner ?? owner) === owner && (each.nth?.includes(number) ?? true));
    return { ...pod.source.metadata.annotations, ...rule?.annotations };
  }

  /** Microseconds; Infinity for "never". */
  private delayUs(pod: PodRecord, name: string, defaultSeconds: number): number {
    const text = this.annotations[pod.id]![`kubelet.test/${name}`];
    if (text === undefined) return defaultSeconds * 1e6;
    if (text === "never") return Infinity;
    const found = /^([0-9.]+)(ms|s|m)$/.exec(text);
    if (found === null) throw new Error(`${name} is ${JSON.stringify(text)}; a duration such as 700ms, "serial" or "never" is accepted`);
    return Math.round(Number(found[1]) * { ms: 1e3, s: 1e6, m: 60e6 }[found[2] as "ms" | "s" | "m"]);
  }
}
