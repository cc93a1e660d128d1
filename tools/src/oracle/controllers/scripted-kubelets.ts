/**
 * The kubelets of the recordings: they start, make ready, end and remove pods by the pods' annotations. What is due on a node that is down
 * happens when it comes back.
 */
import { Phase } from "@orrery/sim-core/engine";
import type { Engine, EventKind } from "@orrery/sim-core/engine";
import { FactKind } from "@orrery/sim-core/store";
import type { PodRecord, Store } from "@orrery/sim-core/store";
import { durationUs, type KubeletScript } from "./recording.ts";
import type { ScriptedNodes } from "./scripted-nodes.ts";

/** From a fact to the kubelet: milliseconds on the recorded machine. */
const REACTION_US = 20_000;

export class ScriptedKubelets {
  private readonly engine: Engine;
  private readonly store: Store;
  private readonly script: KubeletScript;
  private readonly rootOwner: (pod: PodRecord) => string;
  private readonly created = new Map<string, number>();
  private readonly annotations: Readonly<Record<string, string>>[] = [];
  private lastReadyUs = -Infinity;
  private readonly runKind: EventKind;
  private readonly readyKind: EventKind;
  private readonly exitKind: EventKind;
  private readonly goneKind: EventKind;

  /** @param rootOwner name of the pod's Deployment, or of its ReplicaSet without one */
  constructor(engine: Engine, store: Store, nodes: ScriptedNodes, script: KubeletScript, rootOwner: (pod: PodRecord) => string) {
    this.engine = engine;
    this.store = store;
    this.script = script;
    this.rootOwner = rootOwner;
    const stage = (name: string, act: (pod: PodRecord) => void): EventKind =>
      engine.registerKind(name, Phase.kubelet, (id) => {
        const pod = store.state.pods[id]!;
        if (!pod.removed && nodes.isUp(pod.nodeId)) act(pod);
      });
    this.runKind = stage("pod runs", (pod) => this.run(pod));
    this.readyKind = stage("pod ready", (pod) => {
      if (pod.phase === "Running" && pod.deletionRequestedUs < 0) store.setPodReady(pod.id, true);
    });
    this.exitKind = stage("pod ends", (pod) => {
      const end = { reason: "", message: "" };
      if (pod.phase === "Running")
        store.finishPod(pod.id, this.text(pod, "exit-code") === undefined || this.text(pod, "exit-code") === "0", end);
    });
    this.goneKind = stage("pod gone", (pod) => {
      if (pod.deletionRequestedUs < 0) return;
      // The containers end with 143, then the object goes.
      if (pod.phase === "Pending" || pod.phase === "Running") store.finishPod(pod.id, false, { reason: "", message: "" });
      store.removePod(pod.id);
    });
    store.watch(0, [FactKind.PodCreated], (fact) => this.annotate(store.state.pods[store.log.subject[fact]!]!));
    store.watch(REACTION_US, [FactKind.PodBound, FactKind.PodDeletionRequested], (fact) => {
      const pod = store.state.pods[store.log.subject[fact]!]!;
      if (!pod.removed && nodes.isUp(pod.nodeId)) this.attend(pod);
    });
    nodes.onReturn((node) => {
      for (const pod of store.state.pods) if (!pod.removed && pod.nodeId === node) this.attend(pod);
    });
  }

  /** Plans what the pod's state asks for next. */
  private attend(pod: PodRecord): void {
    const over = pod.phase === "Succeeded" || pod.phase === "Failed";
    if (pod.deletionRequestedUs >= 0) this.plan(this.goneKind, pod, this.delayUs(pod, "gone-after", 1));
    else if (over || this.text(pod, "manual") !== undefined) return;
    else if (pod.phase === "Pending") this.plan(this.runKind, pod, this.delayUs(pod, "start-after", 0));
    else if (!pod.ready) this.plan(this.readyKind, pod, this.delayUs(pod, "ready-after", 1));
  }

  private run(pod: PodRecord): void {
    if (pod.phase !== "Pending" || pod.deletionRequestedUs >= 0) return;
    const exits = this.text(pod, "exit-after") !== undefined;
    this.store.startPod(pod.id, exits);
    if (exits) this.plan(this.exitKind, pod, this.delayUs(pod, "exit-after", 0));
    else if (this.text(pod, "ready-after") === "serial") this.plan(this.readyKind, pod, this.serialUs() - this.engine.nowUs);
    else this.plan(this.readyKind, pod, this.delayUs(pod, "ready-after", 1));
  }

  private plan(kind: EventKind, { id }: PodRecord, afterUs: number): void {
    if (afterUs < Infinity) this.engine.emit(kind, id, this.engine.nowUs + afterUs);
  }

  private serialUs(): number {
    const { base, gap } = this.script.serialReady!;
    this.lastReadyUs = Math.max(this.engine.nowUs + Math.round(base * 1e6), this.lastReadyUs + Math.round(gap * 1e6));
    return this.lastReadyUs;
  }

  private annotate(pod: PodRecord): void {
    const owner = this.rootOwner(pod);
    const number = this.created.get(owner) ?? 0;
    this.created.set(owner, number + 1);
    const rule = this.script.perPod?.find((each) => (each.owner ?? owner) === owner && (each.nth?.includes(number) ?? true));
    this.annotations[pod.id] = { ...pod.source.metadata.annotations, ...rule?.annotations };
  }

  private text({ id }: PodRecord, name: string): string | undefined {
    return this.annotations[id]![`kubelet.test/${name}`];
  }

  /** Microseconds; Infinity for "never". */
  private delayUs(pod: PodRecord, name: string, defaultSeconds: number): number {
    const text = this.text(pod, name);
    if (text === undefined) return defaultSeconds * 1e6;
    return text === "never" ? Infinity : durationUs(text);
  }
}
