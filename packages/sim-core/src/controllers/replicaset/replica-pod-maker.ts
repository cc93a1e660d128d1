/** Makes the pods of a ReplicaSet: what they are made from, and their names. */
import { AdmissionError, defaultPod } from "../../model/index.ts";
import type { PriorityClass } from "../../model/index.ts";
import type { PodSource } from "../../store/index.ts";
import type { ControllerWorld } from "../loop/controller-world.ts";
import { generatedName } from "../loop/generated-name.ts";
import { controllerOf, controllerReference } from "../loop/owner.ts";
import { namespacedKey } from "../loop/workload-objects.ts";
import type { PodTemplate, ReplicaSetObject } from "../loop/workload-objects.ts";

/** The API server draws another suffix when a name is taken. Source: apiserver pkg/registry/generic/registry/store.go. */
const NAME_ATTEMPTS = 8;

export class ReplicaPodMaker {
  private readonly world: ControllerWorld;
  private readonly payloads = new WeakMap<PodTemplate, { readonly uid: string; readonly payload: number }>();

  constructor(world: ControllerWorld) {
    this.world = world;
  }

  /** @returns the number of the new pod, or why the API server refused it. */
  create(replicaSet: ReplicaSetObject, template: PodTemplate): number | string {
    const { store, streams } = this.world;
    const payload = this.payload(replicaSet, template);
    if (typeof payload === "string") return payload;
    const base = `${namespacedKey(replicaSet)}-`;
    const slash = base.indexOf("/") + 1;
    const random = streams.stream("pod name", namespacedKey(replicaSet));
    let refused: string | undefined;
    for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
      const key = base.slice(0, slash) + generatedName(base.slice(slash), random);
      refused = store.createPod(key, payload);
      if (refused === undefined) return store.state.podIds.get(key)!;
    }
    return refused!;
  }

  private payload(replicaSet: ReplicaSetObject, template: PodTemplate): number | string {
    const uid = replicaSet.metadata.uid ?? "";
    const known = this.payloads.get(template);
    if (known?.uid === uid) return known.payload;
    const source = podSourceOf(replicaSet, template, this.priorityClasses());
    if (typeof source === "string") return source;
    const payload = this.world.store.addPodPayload({ source, durationUs: Infinity });
    this.payloads.set(template, { uid, payload });
    return payload;
  }

  private priorityClasses(): PriorityClass[] {
    const objects = [...this.world.store.state.objects.values()];
    return objects.filter(({ kind }) => kind === "PriorityClass") as unknown as PriorityClass[];
  }
}

function podSourceOf(replicaSet: ReplicaSetObject, template: PodTemplate, priorityClasses: PriorityClass[]): PodSource | string {
  const { metadata } = replicaSet;
  const { labels, annotations } = template.metadata ?? {};
  const podMetadata = {
    namespace: metadata.namespace ?? "default",
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ownerReferences: [controllerReference("ReplicaSet", metadata)],
  };
  try {
    const { spec } = defaultPod({ metadata: { ...podMetadata, name: metadata.name }, spec: template.spec }, { priorityClasses });
    return { metadata: podMetadata, spec, workload: controllerOf(metadata)?.name ?? metadata.name };
  } catch (error) {
    if (!(error instanceof AdmissionError)) throw error;
    return error.message;
  }
}
