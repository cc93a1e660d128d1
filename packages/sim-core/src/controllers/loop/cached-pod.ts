/** A pod as the controllers' cache holds it: what the store said some time ago. */
import { labelMap } from "../../model/index.ts";
import type { LabelMap } from "../../model/index.ts";
import type { PodPhase, PodSource } from "../../store/index.ts";
import type { ReplicaPod } from "../replica-pod.ts";
import { DELETION_COST_ANNOTATION, parseDeletionCost } from "../replicaset/deletion-cost.ts";
import { apiTimeUs } from "./api-time.ts";
import { controllerOf } from "./owner.ts";
import { podReadySinceUs } from "./pod-readiness.ts";

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
  /** The node model restarts nothing. */
  readonly restarts = 0;
  readonly sidecarRestarts = 0;

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

  /** @param atUs when that happened */
  enter(phase: PodPhase, atUs: number): void {
    this.phase = phase;
    const sinceUs = podReadySinceUs({ phase, startedUs: atUs });
    this.readySinceUs = sinceUs === undefined ? undefined : apiTimeUs(sinceUs);
  }
}
