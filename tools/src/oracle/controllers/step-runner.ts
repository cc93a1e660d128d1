/** What a step of a recording does, as commands to the store. */
import { deleteObject, type PropagationPolicy, withConditions, withTaints } from "@orrery/sim-core/controllers";
import { type Engine, type EventKind, Phase } from "@orrery/sim-core/engine";
import { defaultPod, strategicMerge } from "@orrery/sim-core/model";
import type { Node, Pod, PodSpec, PriorityClass } from "@orrery/sim-core/model";
import { containerNumber } from "@orrery/sim-core/store";
import type { ApiObject, PodRecord, PodSource, Store } from "@orrery/sim-core/store";
import { type ScriptedStatus, type Step, usBeforeStart } from "./recording.ts";
import type { ScriptedNodes } from "./scripted-nodes.ts";
import type { StableNames } from "./stable-names.ts";

/** Operations that `StepRunner` knows; a recording with another is not covered. */
export const KNOWN_OPERATIONS: ReadonlySet<string> = new Set([
  "create",
  "patch",
  "mergePatch",
  "scale",
  "delete",
  "podStatus",
  "nodeStatus",
  "taint",
  "relabel",
  "stopNode",
  "startNode",
  "stopNodeOf",
  "deleteNodeOf",
]);

/** What the API server gives a new node. Source: plugin/pkg/admission/nodetaint. */
const NEW_NODE_TAINT = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

/**
 * A script creates the objects of a step one after the other and waits for each answer. The recorded machine took 20 to 160 ms for one; the
 * slowest of its recordings leaves no room for less.
 */
const CREATION_US = 165_000;

export interface StepWorld {
  readonly engine: Engine;
  readonly store: Store;
  readonly names: StableNames;
  readonly nodes: ScriptedNodes;
  readonly startUs: number;
}

export class StepRunner {
  /** Numbers of nodes that a step created. */
  readonly createdNodes: number[] = [];
  readonly endedByScript = new Set<number>();
  private readonly world: StepWorld;
  private readonly creations: (() => void)[] = [];
  private readonly creationKind: EventKind;

  constructor(world: StepWorld) {
    this.world = world;
    this.creationKind = world.engine.registerKind("creation", Phase.arrival, (at) => this.creations[at]!());
  }

  /** Pods that are created with a past: they live it before the first step. */
  prepare(steps: readonly Step[]): void {
    const at = (beforeUs: number, act: () => void) => this.at(this.world.startUs - beforeUs, act);
    const pods = steps.flatMap(({ objects = [] }) => objects.filter(hasPast));
    // All of them were created at once: in the recording their ages are the same.
    const bornUs = Math.max(0, ...pods.map(({ status }) => pastOf(status)));
    for (const object of pods) {
      at(bornUs, () => this.createPod(object));
      const { conditions = [], ...status } = object.status!;
      at(bornUs, () => this.applyStatus(this.pod(object.metadata.name), status));
      for (const condition of conditions) {
        const set = () => this.applyStatus(this.pod(object.metadata.name), { conditions: [condition] });
        at(usBeforeStart(condition.lastTransitionTime), set);
      }
    }
  }

  run(step: Step): void {
    const { op, kind = "", name = "" } = step;
    if (op === "create")
      step.objects!.forEach((object, i) => this.at(this.world.engine.nowUs + i * CREATION_US, () => this.create(object)));
    else if (op === "patch" || op === "mergePatch") this.patch(kind, name, step.patch);
    else if (op === "scale") {
      this.update(kind, name, (object) => ({ ...object, spec: { ...(object["spec"] as object), replicas: step.replicas } }));
    } else if (op === "delete") this.delete(step);
    else if (op === "relabel") this.patch("Pod", name, { metadata: { labels: step.labels } });
    else if (op === "podStatus") this.applyStatus(this.pod(name), step.status!);
    else this.actOnNode(step);
  }

  private at(timeUs: number, act: () => void): void {
    this.world.engine.emit(this.creationKind, this.creations.push(act) - 1, timeUs);
  }

  private actOnNode({ op, name = "", status, taints = [], remove }: Step): void {
    const { nodes, store } = this.world;
    const id = op.endsWith("Of") ? this.pod(name).nodeId : store.state.nodeIds.get(name)!;
    const { node } = store.state.nodes[id]!;
    if (op === "stopNode" || op === "stopNodeOf") nodes.stop(id);
    else if (op === "startNode") nodes.start(id);
    else if (op === "deleteNodeOf") store.removeNode(node.metadata.name);
    else if (op === "taint") store.updateNode(remove === true ? withTaints(node, [], taints) : withTaints(node, taints, []));
    else
      store.updateNode(
        withConditions(
          node,
          (status!.conditions ?? []).map((condition) => this.stamped(condition)),
        ),
      );
  }

  /** `@now` becomes the time of the step. */
  private stamped<C extends { lastHeartbeatTime?: string | null }>(condition: C): C {
    return condition.lastHeartbeatTime === "@now" ? { ...condition, lastHeartbeatTime: `T+${this.world.engine.nowUs}us` } : condition;
  }

  private create(object: ApiObject & { readonly status?: ScriptedStatus }): void {
    const { store } = this.world;
    if (object.kind === "Pod") {
      if (hasPast(object)) return;
      this.createPod(object);
      if (object.status !== undefined) this.applyStatus(this.pod(object.metadata.name), object.status);
    } else if (object.kind === "Node") this.createNode(object as unknown as Node);
    else {
      const { kind, metadata } = object;
      const uid = `${kind}-${metadata.name}-${store.log.length}`;
      store.setObject({ ...object, metadata: { ...metadata, namespace: "default", uid, generation: 1, ...this.ownersOf(metadata) } });
    }
  }

  /** The node has not reported yet. */
  private createNode(node: Node): void {
    const { store, nodes } = this.world;
    const conditions = [{ type: "Ready", status: "False" }];
    store.addNode(withConditions(withTaints(node, [NEW_NODE_TAINT], []), conditions), "");
    const id = store.state.nodeIds.get(node.metadata.name)!;
    this.createdNodes.push(id);
    nodes.join(id);
  }

  private createPod(object: ApiObject): void {
    const { store } = this.world;
    const { metadata } = object;
    const { nodeName, ...spec } = object["spec"] as PodSpec & { nodeName?: string };
    const { labels, annotations } = metadata;
    const podMetadata = {
      namespace: "default",
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...this.ownersOf(metadata),
    };
    const priorityClasses = [...store.state.objects.values()].filter(({ kind }) => kind === "PriorityClass") as unknown as PriorityClass[];
    const admitted = defaultPod({ metadata: { ...podMetadata, name: metadata.name }, spec } as Pod, { priorityClasses });
    const source: PodSource = { metadata: podMetadata, spec: admitted.spec, workload: metadata.name };
    store.createPod(`default/${metadata.name}`, store.addPodPayload({ source, durationUs: Infinity }));
    if (nodeName !== undefined) store.bindPod(this.pod(metadata.name).id, store.state.nodeIds.get(nodeName)!);
  }

  /** An owner's uid `@` stands for that of the object with the owner's name. */
  private ownersOf({ ownerReferences }: ApiObject["metadata"]): Pick<ApiObject["metadata"], "ownerReferences"> {
    if (ownerReferences === undefined) return {};
    const uidOf = (kind: string, name: string) => this.world.store.state.objects.get(`${kind}/default/${name}`)?.metadata.uid ?? "";
    return {
      ownerReferences: ownerReferences.map((owner) => ({ ...owner, uid: owner.uid === "@" ? uidOf(owner.kind, owner.name) : owner.uid })),
    };
  }

  private patch(kind: string, name: string, patch: unknown): void {
    const { store } = this.world;
    if (kind === "Node") store.updateNode(strategicMerge(store.state.nodes[store.state.nodeIds.get(name)!]!.node, patch) as Node);
    else if (kind === "Pod") {
      const { id, source } = this.pod(name);
      const { metadata, spec } = strategicMerge({ metadata: source.metadata, spec: source.spec }, patch) as Pick<
        PodSource,
        "metadata" | "spec"
      >;
      store.updatePod(id, { ...source, metadata, spec });
    } else this.update(kind, name, (object) => strategicMerge(object, patch) as ApiObject);
  }

  private update(kind: string, name: string, change: (object: ApiObject) => ApiObject): void {
    const { store } = this.world;
    const object = store.state.objects.get(`${kind}/default/${name}`)!;
    const changed = change(object);
    const metadata = { ...changed.metadata, generation: (object.metadata.generation ?? 0) + 1 };
    store.setObject({ ...changed, metadata });
  }

  private delete({ kind = "", name = "", propagationPolicy, gracePeriodSeconds: graceSeconds }: Step): void {
    const { store, engine } = this.world;
    if (kind === "Node") store.removeNode(name);
    else if (kind === "Pod") store.deletePod(this.pod(name).id, graceSeconds === undefined ? undefined : { graceSeconds });
    else {
      const object = store.state.objects.get(`${kind}/default/${name}`)!;
      deleteObject(store, object, (propagationPolicy ?? "Background") as PropagationPolicy, engine.nowUs);
    }
  }

  private applyStatus({ id, phase: before, source: { spec } }: PodRecord, status: ScriptedStatus): void {
    const { store } = this.world;
    const { phase = before, conditions = [], containerStatuses = [], initContainerStatuses = [] } = status;
    if (phase === "Running" && before === "Pending") store.startPod(id, false);
    for (const { name, restartCount = 0 } of containerStatuses) {
      const container = containerNumber(
        spec,
        spec.containers.findIndex((each) => each.name === name),
      );
      if (restartCount > 0) store.containerStarted(id, { container, restartCount });
    }
    for (const { name, restartCount = 0 } of initContainerStatuses) {
      const container = (spec.initContainers ?? []).findIndex((each) => each.name === name);
      if (restartCount > 0) store.containerStarted(id, { container, restartCount });
    }
    for (const condition of conditions) if (condition.type === "Ready") store.setPodReady(id, condition.status === "True");
    if (phase !== before && (phase === "Succeeded" || phase === "Failed")) {
      this.endedByScript.add(id);
      store.finishPod(id, phase === "Succeeded", { reason: "", message: "" });
    }
  }

  private pod(name: string): PodRecord {
    const { store, names } = this.world;
    const found = store.state.pods.findLast((pod) => names.podName(pod) === name);
    if (found === undefined) throw new Error(`there is no pod ${name}`);
    return found;
  }
}

function hasPast({ kind, status }: ApiObject & { readonly status?: ScriptedStatus }): boolean {
  return kind === "Pod" && status !== undefined && pastOf(status) > 0;
}

/** How long before the first step the earliest time of a status lies, in microseconds. */
function pastOf(status: ScriptedStatus | undefined): number {
  const times = [status?.startTime, ...(status?.conditions ?? []).map(({ lastTransitionTime }) => lastTransitionTime)];
  return Math.max(...times.map(usBeforeStart));
}
