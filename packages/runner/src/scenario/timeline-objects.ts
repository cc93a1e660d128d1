/** Objects other than nodes as the timeline changes them: pods made and deleted, manifests applied, patched, rolled out. */
import type { RandomStreams } from "@orrery/sim-core/engine";
import { strategicMerge } from "@orrery/sim-core/model";
import type { PriorityClass } from "@orrery/sim-core/model";
import type { ApiObject, PodSource } from "@orrery/sim-core/store";
import { isFields } from "./check-shape.ts";
import { controlledSource, isControlled } from "./controlled-workload.ts";
import { defaultObjects } from "./object-defaults.ts";
import { podSource } from "./pod-source.ts";
import type { Path } from "./problem.ts";
import { randomTime } from "./random-time.ts";
import type { Workload } from "./scenario.ts";
import type { Moment } from "./timeline-moment.ts";
import type { Manifest, PatchEntry, RolloutEntry, TimelineEntry } from "./timeline-entry.ts";
import { podKey } from "./workload-arrivals.ts";
import { isUnchanged, WrittenObjects } from "./written-objects.ts";
import type { Unchanged } from "./written-objects.ts";

/** A workload, what its pods are made from, and how many of them arrive by themselves. */
export interface KnownWorkload {
  readonly workload: Workload;
  readonly namespace: string;
  readonly source: PodSource;
  readonly arriving: number;
}

export interface ObjectsWorld {
  readonly workloads: readonly KnownWorkload[];
  readonly priorityClasses: readonly PriorityClass[];
  readonly streams: RandomStreams;
  /** Objects of the start, nodes and pods aside. */
  readonly manifests: readonly Manifest[];
}

export class TimelineObjects {
  private readonly world: ObjectsWorld;
  private readonly created = new Map<string, number>();
  private readonly written = new WrittenObjects();

  constructor(world: ObjectsWorld) {
    this.world = world;
    for (const manifest of world.manifests) this.written.set(manifest);
  }

  createPods({ workload: name, count }: NonNullable<TimelineEntry["createPods"]>, { say, complain }: Moment): void {
    const { workloads, streams } = this.world;
    const known = workloads.find((each) => each.workload.name === name);
    const names = workloads.map((each) => each.workload.name).join(", ");
    if (known === undefined) return complain(["createPods", "workload"], `there is no workload ${JSON.stringify(name)}`, names);
    const draw = randomTime(known.workload.duration ?? "forever");
    const stream = streams.stream("timeline duration", name);
    const before = this.created.get(name) ?? 0;
    this.created.set(name, before + count);
    for (let i = 0; i < count; i++) {
      const key = podKey(known.namespace, name, known.arriving + before + i);
      say({ kind: "createPod", key, source: known.source, durationUs: draw(stream) }, `create pod ${key}`);
    }
  }

  apply(manifest: Manifest, moment: Moment): void {
    if (manifest.kind === "Pod") this.applyPod(manifest, moment);
    else this.write(manifest, "apply", ["apply"], moment);
  }

  patch(entry: PatchEntry, moment: Moment): void {
    if (entry.kind === "Pod") this.patchPod(entry, moment);
    else this.write(this.written.patched(entry), "patch", ["patch"], moment);
  }

  rollOut(entry: RolloutEntry, at: string, moment: Moment): void {
    this.write(this.written.rolledOut(entry, at), "roll out", ["rollout"], moment);
  }

  scale({ kind, name, namespace = "default", replicas }: NonNullable<TimelineEntry["scale"]>, { say }: Moment): void {
    this.written.scale({ kind, name, namespace }, replicas);
    const target = { kind, metadata: { name, namespace } };
    say({ kind: "scaleWorkload", target, replicas }, `scale ${kind} ${name} to ${replicas}`);
  }

  delete({ kind, name, namespace = "default", gracePeriodSeconds }: NonNullable<TimelineEntry["delete"]>, moment: Moment): void {
    if (kind === "Pod") {
      const key = `${namespace}/${name}`;
      const grace = gracePeriodSeconds === undefined ? {} : { graceSeconds: gracePeriodSeconds };
      return moment.say({ kind: "deletePod", key, ...grace }, `delete pod ${key}`);
    }
    this.written.delete({ kind, name, namespace });
    moment.say({ kind: "removeObject", object: { kind, metadata: { name, namespace } } }, `delete ${kind} ${name}`);
  }

  private applyPod(manifest: Manifest, { say, complain }: Moment): void {
    const { metadata } = manifest;
    const namespace = metadata.namespace ?? "default";
    const pod = manifest as unknown as { readonly metadata: Manifest["metadata"]; readonly spec: PodSource["spec"] };
    if (pod.spec.nodeName !== undefined) {
      const message = "a pod that is bound already cannot be applied later";
      return complain(["apply", "spec", "nodeName"], message, "a pod without nodeName; the scheduler chooses");
    }
    const source = podSource(pod, metadata.name, namespace, this.world.priorityClasses);
    if ("message" in source) return complain(["apply", ...source.path], source.message, source.accepted);
    const key = `${namespace}/${metadata.name}`;
    say({ kind: "createPod", key, source, durationUs: Infinity }, `create pod ${key}`);
  }

  private patchPod({ name, namespace = "default", patch }: PatchEntry, { say, complain }: Moment): void {
    if (!changesOnlyLabels(patch)) {
      const message = "only labels and annotations of a running pod can be patched";
      return complain(["patch", "patch"], message, "metadata.labels, metadata.annotations");
    }
    const update = ({ metadata, ...rest }: PodSource): PodSource => ({
      ...rest,
      metadata: strategicMerge(metadata, patch["metadata"]) as PodSource["metadata"],
    });
    const key = `${namespace}/${name}`;
    say({ kind: "updatePod", key, update }, `patch pod ${key}`);
  }

  /** @param path of the action; a mistake of a patch has its own path below it */
  private write(manifest: Manifest | Unchanged, words: string, path: Path, { say, complain }: Moment): void {
    if (isUnchanged(manifest)) return complain([...path, ...manifest.path], manifest.message, manifest.accepted);
    const controlled = controlledSource(manifest, this.world.priorityClasses);
    if (controlled !== undefined && "message" in controlled) {
      const below = path[0] === "apply" ? controlled.path : [];
      return complain([...path, ...below], controlled.message, controlled.accepted);
    }
    this.written.set(manifest);
    const object = defaultObjects([manifest as ApiObject])[0]!;
    const label = `${words} ${manifest.kind} ${manifest.metadata.name}`;
    say(isControlled(manifest) ? { kind: "applyWorkload", object } : { kind: "setObject", object }, label);
  }
}

function changesOnlyLabels(patch: Readonly<Record<string, unknown>>): boolean {
  const metadata = patch["metadata"];
  if (Object.keys(patch).length !== 1 || !isFields(metadata)) return false;
  const fields = Object.keys(metadata);
  return fields.length > 0 && fields.every((field) => field === "labels" || field === "annotations");
}
