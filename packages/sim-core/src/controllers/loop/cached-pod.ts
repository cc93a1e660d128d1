/** A pod as the controllers' cache holds it: what the store said some time ago. */
import type { LabelMap, PodSpec } from "../../model/index.ts";
import { containersOf } from "../../store/index.ts";
import type { ContainerStart, PodPhase, PodSource } from "../../store/index.ts";
import type { ReplicaPod } from "../replica-pod.ts";
import { apiTimeUs } from "./api-time.ts";
import { podTraits, type PodTraits } from "./pod-traits.ts";

/** Times are cut to whole seconds, as the API has them. */
export class CachedPod implements ReplicaPod {
  readonly id: number;
  readonly key: string;
  readonly createdUs: number;
  source: PodSource;
  private traits: PodTraits;
  node = -1;
  phase: PodPhase = "Pending";
  readySinceUs: number | undefined = undefined;
  deleting = false;
  /** Failed with reason Evicted. */
  evicted = false;
  restarts = 0;
  sidecarRestarts = 0;

  constructor(id: number, key: string, source: PodSource, createdUs: number, traits = podTraits(source)) {
    this.id = id;
    this.key = key;
    this.createdUs = apiTimeUs(createdUs);
    this.source = source;
    this.traits = traits;
  }

  get uid(): string {
    return `pod-${this.id}`;
  }

  get namespace(): string {
    return this.key.slice(0, this.key.indexOf("/"));
  }

  get labels(): LabelMap {
    return this.traits.labels;
  }

  /** Of its controller; "" without one. */
  get ownerUid(): string {
    return this.traits.ownerUid;
  }

  get deletionCost(): number {
    return this.traits.deletionCost;
  }

  /** New labels, annotations or owners. */
  update(source: PodSource, traits = podTraits(source)): void {
    this.source = source;
    this.traits = traits;
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
