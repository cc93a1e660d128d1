/** A pod as the controllers' cache holds it: what the store said some time ago. */
import { labelMap } from "../../model/index.ts";
import type { LabelMap, PodSpec } from "../../model/index.ts";
import { containersOf } from "../../store/index.ts";
import type { ContainerStart, PodPhase, PodSource } from "../../store/index.ts";
import type { ReplicaPod } from "../replica-pod.ts";
import { DELETION_COST_ANNOTATION, parseDeletionCost } from "../replicaset/deletion-cost.ts";
import { apiTimeUs } from "./api-time.ts";
import { controllerOf } from "./owner.ts";

/** Times are cut to whole seconds, as the API has them. */
export class CachedPod implements ReplicaPod {
  readonly id: number;
  readonly key: string;
  readonly namespace: string;
  readonly createdUs: number;
  source: PodSource;
  labels: LabelMap;
  /** Of its controller; "" without one. */
  ownerUid: string;
  deletionCost: number;
  node = -1;
  phase: PodPhase = "Pending";
  readySinceUs: number | undefined = undefined;
  deleting = false;
  /** Failed with reason Evicted. */
  evicted = false;
  restarts = 0;
  sidecarRestarts = 0;

  constructor(id: number, key: string, source: PodSource, createdUs: number) {
    this.id = id;
    this.key = key;
    this.namespace = key.slice(0, key.indexOf("/"));
    this.createdUs = apiTimeUs(createdUs);
    this.source = source;
    this.labels = labelMap(source.metadata.labels);
    this.ownerUid = controllerOf(source.metadata)?.uid ?? "";
    this.deletionCost = parseDeletionCost(source.metadata.annotations?.[DELETION_COST_ANNOTATION]);
  }

  get uid(): string {
    return `pod-${this.id}`;
  }

  /** New labels, annotations or owners. */
  update(source: PodSource): void {
    this.source = source;
    this.labels = labelMap(source.metadata.labels);
    this.ownerUid = controllerOf(source.metadata)?.uid ?? "";
    this.deletionCost = parseDeletionCost(source.metadata.annotations?.[DELETION_COST_ANNOTATION]);
  }

  /** The condition Ready changed at that moment, or may have. */
  setReady(ready: boolean, atUs: number): void {
    if (!ready) this.readySinceUs = undefined;
    else this.readySinceUs ??= apiTimeUs(atUs);
  }

  /** The ranking counts the container that has restarted most, regular ones and sidecars apart. */
  countRestarts({ container, restartCount }: ContainerStart): void {
    const { spec } = this.source;
    if (container >= (spec.initContainers?.length ?? 0)) this.restarts = Math.max(this.restarts, restartCount);
    else if (isSidecar(spec, container)) this.sidecarRestarts = Math.max(this.sidecarRestarts, restartCount);
  }
}

function isSidecar(spec: PodSpec, container: number): boolean {
  return containersOf(spec)[container]?.restartPolicy === "Always";
}
