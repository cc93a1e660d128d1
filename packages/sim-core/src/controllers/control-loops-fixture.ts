/** A small cluster without a scheduler for tests of control loops: pods run some time after their creation, and stop when deleted. */
import { Engine, Phase, randomStreams } from "../engine/index.ts";
import { FactKind, factPayload, type PodDeletion, Store } from "../store/index.ts";
import { ControllerManager, type DeploymentObject, type ReplicaSetObject } from "./index.ts";

export const SECOND = 1_000_000;

/** Pods whose image is named here never start. */
export const BROKEN = "broken";

export class World {
  readonly engine = new Engine();
  readonly store = new Store(this.engine);
  private steps: (() => void)[] = [];
  private readonly stepKind;

  constructor(startUs = SECOND) {
    const { engine, store } = this;
    store.addNode({ metadata: { name: "n" } }, "");
    const heartbeats = { leaseRenewedUs: (_: number, nowUs: number) => nowUs };
    void new ControllerManager({ engine, store, watchDelayUs: 5_000, streams: randomStreams("1"), heartbeats });
    const start = engine.registerKind("start", Phase.kubelet, (id) => {
      const pod = store.state.pods[id]!;
      if (!pod.removed && pod.phase === "Pending" && pod.deletionRequestedUs < 0) store.startPod(id);
    });
    const gone = engine.registerKind("gone", Phase.kubelet, (id) => store.removePod(id));
    this.stepKind = engine.registerKind("step", Phase.arrival, (at) => this.steps[at]!());
    store.watch(0, [FactKind.PodCreated, FactKind.PodDeletionRequested], (fact) => {
      const id = store.log.subject[fact]!;
      const pod = store.state.pods[id]!;
      if (store.log.kind[fact] === FactKind.PodDeletionRequested)
        return void (pod.removed || engine.emit(gone, id, engine.nowUs + SECOND / 2));
      if (store.state.pods[id]!.nodeId < 0) store.bindPod(id, 0);
      if (pod.source.spec.containers[0]!.image !== BROKEN) engine.emit(start, id, engine.nowUs + startUs);
    });
  }

  at(seconds: number, step: () => void): void {
    this.engine.emit(this.stepKind, this.steps.push(step) - 1, Math.round(seconds * SECOND));
  }

  run(seconds: number): void {
    this.engine.advance(seconds * SECOND);
  }

  get running() {
    return this.store.state.pods.filter((pod) => pod.phase === "Running" && !pod.removed && pod.deletionRequestedUs < 0);
  }

  get deletions(): PodDeletion[] {
    const { log } = this.store;
    const facts = Array.from({ length: log.length }, (_, fact) => fact).filter((fact) => log.kind[fact] === FactKind.PodDeletionRequested);
    return facts.map((fact) => factPayload<PodDeletion>(log, log.detail[fact]!) ?? {});
  }

  get replicaSets(): ReplicaSetObject[] {
    return [...this.store.state.objects.values()].filter(({ kind }) => kind === "ReplicaSet") as ReplicaSetObject[];
  }

  get deployment(): DeploymentObject & { status: Record<string, unknown> } {
    return this.store.state.objects.get("Deployment/default/web") as never;
  }

  change(spec: Partial<DeploymentObject["spec"]>): void {
    const { deployment } = this;
    const generation = (deployment.metadata.generation ?? 1) + 1;
    this.store.setObject({ ...deployment, metadata: { ...deployment.metadata, generation }, spec: { ...deployment.spec, ...spec } });
  }

  conditions(): string[] {
    const conditions = this.deployment.status["conditions"] as { type: string; status: string; reason: string }[];
    return conditions.map(({ type, status, reason }) => `${type}=${status}:${reason}`);
  }

  /** Most pods that were not being deleted, and fewest running ones from `fromS` on, over all facts. */
  extremes(fromS: number): { most: number; fewest: number } {
    const alive = new Set<number>();
    const running = new Set<number>();
    let most = 0;
    let fewest = Infinity;
    const { log } = this.store;
    for (let at = 0; at < log.length; at++) {
      const id = log.subject[at]!;
      const kind = log.kind[at];
      if (kind === FactKind.PodCreated) alive.add(id);
      if (kind === FactKind.PodStarted) running.add(id);
      if (kind === FactKind.PodDeletionRequested || kind === FactKind.PodRemoved) {
        alive.delete(id);
        running.delete(id);
      }
      most = Math.max(most, alive.size);
      if (log.timeUs[at]! >= fromS * SECOND) fewest = Math.min(fewest, running.size);
    }
    return { most, fewest };
  }
}

export function template(image: string) {
  return { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image }] } };
}

export function deploymentOf(spec: Partial<DeploymentObject["spec"]>): DeploymentObject {
  return {
    kind: "Deployment",
    metadata: { name: "web", namespace: "default", uid: "d", generation: 1 },
    spec: { replicas: 4, selector: { matchLabels: { app: "web" } }, template: template("v1"), ...spec },
  };
}

export function replicaSetOf(replicas: number): ReplicaSetObject {
  const spec = { replicas, selector: { matchLabels: { app: "web" } }, template: template("v1") };
  return { kind: "ReplicaSet", metadata: { name: "web", namespace: "default", uid: "r", generation: 1 }, spec };
}

export function scaled(world: World, replicas: number): ReplicaSetObject {
  const current = world.store.state.objects.get("ReplicaSet/default/web") as ReplicaSetObject;
  return { ...current, metadata: { ...current.metadata, generation: replicas + 2 }, spec: { ...current.spec, replicas } };
}
