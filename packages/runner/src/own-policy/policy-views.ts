/**
 * Pods and nodes as a policy sees them: frozen views that read what the scheduler knows at the moment of the call. One view stands for one
 * pod or node as long as that lives, so that a call makes nothing anew; what would be a copy is made when it is asked for, and kept until
 * the node changes.
 */
import type { LabelMap } from "@orrery/sim-core/model";
import type { NodeInfo, PodInfo } from "@orrery/scheduler/framework";
import type { PolicyNode, PolicyPod, PolicyTaint, PolicyToleration } from "./policy-api.ts";

/** Views of one run. */
export class PolicyViews {
  private readonly pods = new WeakMap<PodInfo, PolicyPod>();
  private readonly nodes = new WeakMap<NodeInfo, PolicyNode>();

  pod(info: PodInfo): PolicyPod {
    let view = this.pods.get(info);
    if (view === undefined) this.pods.set(info, (view = podView(info)));
    return view;
  }

  node(info: NodeInfo): PolicyNode {
    let view = this.nodes.get(info);
    if (view === undefined) this.nodes.set(info, (view = Object.freeze(new NodeView(info, this))));
    return view;
  }
}

/** Nothing of a pod that is scheduled changes. */
function podView({ name, namespace, pod, template, request }: PodInfo): PolicyPod {
  const controller = pod.metadata.ownerReferences?.find((owner) => owner.controller === true);
  return Object.freeze({
    name,
    namespace,
    labels: textsOf(template.labels),
    controller: controller === undefined ? undefined : Object.freeze({ kind: controller.kind, name: controller.name }),
    milliCpu: request.milliCpu,
    memoryBytes: request.memory,
    ephemeralStorageBytes: request.ephemeralStorage,
    extended: amountsOf(request.scalar),
    priority: template.priority,
    tolerations: tolerationsOf(template.tolerations),
  });
}

class NodeView implements PolicyNode {
  readonly #info: NodeInfo;
  readonly #views: PolicyViews;
  readonly #kept: { generation: number; podList: readonly PolicyPod[]; extended: Readonly<Record<string, number>> | undefined } = {
    generation: -1,
    podList: [],
    extended: undefined,
  };

  constructor(info: NodeInfo, views: PolicyViews) {
    this.#info = info;
    this.#views = views;
  }

  get name(): string {
    return this.#info.name;
  }
  get labels(): Readonly<Record<string, string>> {
    return textsOf(this.#info.labels);
  }
  get taints(): readonly PolicyTaint[] {
    return taintsOf(this.#info.taints);
  }
  get unschedulable(): boolean {
    return this.#info.unschedulable;
  }
  get pods(): number {
    return this.#info.pods.length;
  }
  get podList(): readonly PolicyPod[] {
    return this.#current.podList;
  }
  get allocatablePods(): number {
    return this.#info.allocatablePods;
  }
  get allocatableMilliCpu(): number {
    return this.#info.allocatableMilliCpu;
  }
  get allocatableMemoryBytes(): number {
    return this.#info.allocatableMemory;
  }
  get allocatableEphemeralStorageBytes(): number {
    return this.#info.allocatableEphemeralStorage;
  }
  get allocatableExtended(): Readonly<Record<string, number>> {
    return amountsOf(this.#info.allocatableScalar);
  }
  get requestedMilliCpu(): number {
    return this.#info.requestedMilliCpu;
  }
  get requestedMemoryBytes(): number {
    return this.#info.requestedMemory;
  }
  get requestedEphemeralStorageBytes(): number {
    return this.#info.requestedEphemeralStorage;
  }
  get requestedExtended(): Readonly<Record<string, number>> {
    const kept = this.#current;
    return (kept.extended ??= record(this.#info.requestedScalar));
  }

  /** Made anew when the node, or a pod on it, has changed. */
  get #current() {
    const kept = this.#kept;
    if (kept.generation !== this.#info.generation) {
      kept.generation = this.#info.generation;
      kept.podList = Object.freeze(this.#info.pods.map((pod) => this.#views.pod(pod)));
      kept.extended = undefined;
    }
    return kept;
  }
}
Object.freeze(NodeView);
Object.freeze(NodeView.prototype);

/** Without a prototype, so that a label has no namesake among the methods of objects. */
function record<V>(entries: Iterable<readonly [string, V]>): Readonly<Record<string, V>> {
  const made = Object.create(null) as Record<string, V>;
  for (const [key, value] of entries) made[key] = value;
  return Object.freeze(made);
}

/** A frozen copy of something that never changes, made once. */
function once<From extends object, To>(make: (from: From) => To): (from: From) => To {
  const made = new WeakMap<From, To>();
  return (from) => {
    let to = made.get(from);
    if (to === undefined) made.set(from, (to = make(from)));
    return to;
  };
}

const textsOf = once((labels: LabelMap) => record(labels));
const amountsOf = once((amounts: ReadonlyMap<string, number>) => record(amounts));
const taintsOf = once((taints: NodeInfo["taints"]): readonly PolicyTaint[] =>
  Object.freeze(taints.map(({ key, value = "", effect }) => Object.freeze({ key, value, effect }))),
);
const tolerationsOf = once((tolerations: PodInfo["template"]["tolerations"]): readonly PolicyToleration[] =>
  Object.freeze(
    tolerations.map(({ key = "", operator = "Equal", value = "", effect = "" }) => Object.freeze({ key, operator, value, effect })),
  ),
);
