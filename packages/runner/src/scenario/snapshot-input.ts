/**
 * A cluster as `kubectl get -A -o json` printed it, as input of a simulation: bound pods stay where they are and pending ones are
 * scheduled, or all but those tied to their node are placed anew.
 */
import { defaultPod } from "@orrery/sim-core/model";
import type { Node, Pod, PriorityClass } from "@orrery/sim-core/model";
import type { ApiObject, PodSource } from "@orrery/sim-core/store";
import type { SchedulerConfiguration } from "@orrery/scheduler/config";
import type { TieBreak } from "@orrery/scheduler/cycle";
import { DEFAULT_TIMINGS } from "../simulation/index.ts";
import type { BoundPod, PodArrivals, SimulationInput, Timings } from "../simulation/index.ts";
import { checkShape } from "./check-shape.ts";
import { givenNode } from "./node-pool.ts";
import { objectNotes } from "./object-notes.ts";
import { defaultObjects, withNamespaces } from "./object-defaults.ts";
import { unheededSentences } from "./parse-scenario.ts";
import { POD } from "./pod-shape.ts";

/** Objects of a dump by kind; what @orrery/traces reads fits. */
export type ObjectsByKind = ReadonlyMap<
  string,
  readonly { readonly kind: string; readonly metadata: { readonly name: string }; readonly [field: string]: unknown }[]
>;

export interface SnapshotOptions {
  readonly name: string;
  readonly seed: string;
  readonly scheduler: SchedulerConfiguration;
  readonly tieBreak?: TieBreak;
  readonly timings?: Timings;
  /** Infinity by default: until nothing is left to happen. */
  readonly horizonUs?: number;
  /** Place anew what the dump shows as bound; pods of DaemonSets, static pods and pods that are being deleted stay. */
  readonly reschedule?: boolean;
  /** Node label whose value is the pool of reports; "" where a node has none. */
  readonly poolLabel?: string;
  readonly explain?: readonly string[];
}

/** Completed pods hold nothing and are left out, as are pods on nodes that the dump does not have; both are said in `notModelled`. */
export function snapshotInput(objects: ObjectsByKind, options: SnapshotOptions): SimulationInput {
  const nodes = (objects.get("Node") ?? []).map((object) => {
    const node = withoutManagedFields(object) as unknown as Node;
    return givenNode(node, node.metadata.labels?.[options.poolLabel ?? ""] ?? "");
  });
  const pods = (objects.get("Pod") ?? []).map((object) => withoutManagedFields(object) as unknown as Pod);
  const nodeNames = new Set(nodes.map(({ node }) => node.metadata.name));
  const classes = (objects.get("PriorityClass") ?? []) as unknown as PriorityClass[];
  const sources = new SourcesBySpec(classes);
  const live = pods.filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed");
  const lost = live.filter(({ spec }) => spec.nodeName && !nodeNames.has(spec.nodeName));
  const here = live.filter((pod) => !lost.includes(pod));
  const stays = (pod: Pod): boolean => Boolean(pod.spec.nodeName) && (options.reschedule !== true || isTied(pod));
  const others = defaultObjects(otherObjects(objects));
  return {
    name: options.name,
    seed: options.seed,
    horizonUs: options.horizonUs ?? Infinity,
    timings: options.timings ?? DEFAULT_TIMINGS,
    scheduler: options.scheduler,
    nodeControllers: false,
    tieBreak: options.tieBreak ?? "heap",
    nodes,
    objects: withNamespaces(others, ["default", ...here.map(({ metadata }) => metadata.namespace ?? "default")]),
    boundPods: boundPods(here.filter(stays), sources),
    arrivals: [
      waitingPods(
        here.filter((pod) => !stays(pod)),
        sources,
      ),
    ].filter(({ arrivalUs }) => arrivalUs.length > 0),
    timeline: [],
    explain: options.explain ?? [],
    notModelled: [
      ...leftOut(pods.length - live.length, "completed pods are left out: they hold no resources"),
      ...leftOut(lost.length, "pods are left out: they are bound to nodes that the snapshot does not have"),
      ...controllerNotes(objects),
      ...unheededSentences(here.flatMap((pod) => checkShape(pod, POD).unheeded)),
      ...objectNotes(others),
      ...options.scheduler.notes,
    ],
  };
}

/** Pods of DaemonSets and static pods belong to their node, and what is being deleted goes from where it is. */
function isTied({ metadata }: Pod): boolean {
  const mirror = metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined;
  const owners = (metadata.ownerReferences ?? []).filter(({ controller }) => controller !== false);
  return mirror || metadata.deletionTimestamp !== undefined || owners.some(({ kind }) => kind === "DaemonSet" || kind === "Node");
}

function boundPods(pods: readonly Pod[], sources: SourcesBySpec): BoundPod[] {
  const starts = pods.map((pod) => startOf(pod));
  const first = starts.reduce((least, start) => Math.min(least, start), Infinity);
  return pods.map((pod, i) => ({
    key: keyOf(pod),
    source: sources.of(pod),
    nodeName: pod.spec.nodeName!,
    durationUs: Infinity,
    startedBeforeUs: (starts[i]! - first) * 1000,
    phase: pod.status?.phase === "Running" ? "Running" : "Pending",
    terminating: pod.metadata.deletionTimestamp !== undefined,
  }));
}

/** In the order of their creation; of one second, by name. */
function waitingPods(pods: readonly Pod[], sources: SourcesBySpec): PodArrivals {
  const rows = [...pods].sort((a, b) => createdAt(a) - createdAt(b) || (keyOf(a) < keyOf(b) ? -1 : 1));
  const distinct = [...new Set(rows.map((pod) => sources.of(pod)))];
  const index = new Map(distinct.map((source, i) => [source, i]));
  return {
    sources: distinct,
    arrivalUs: new Float64Array(rows.length),
    source: Int32Array.from(rows, (pod) => index.get(sources.of(pod))!),
    durationUs: new Float64Array(rows.length).fill(Infinity),
    keyOf: (row) => keyOf(rows[row]!),
  };
}

/** Pods of one template share a source: the unit of scheduling equivalence. */
class SourcesBySpec {
  private readonly known = new Map<string, PodSource>();
  private readonly priorityClasses: readonly PriorityClass[];

  constructor(priorityClasses: readonly PriorityClass[]) {
    this.priorityClasses = priorityClasses;
  }

  of(pod: Pod): PodSource {
    const { namespace = "default", labels, annotations, ownerReferences } = pod.metadata;
    const { nodeName: _, ...spec } = pod.spec;
    const metadata = {
      namespace,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
    };
    const identity = JSON.stringify([metadata, spec]);
    let source = this.known.get(identity);
    if (source === undefined) {
      // The API server has admitted the pod: its priority stands.
      const admitted = defaultPod(
        { metadata: { ...metadata, name: "" }, spec },
        { priorityClasses: this.priorityClasses, keepPriority: spec.priority !== undefined },
      );
      source = { metadata, spec: admitted.spec, workload: workloadOf(pod) };
      this.known.set(identity, source);
    }
    return source;
  }
}

/** The owner's name; of a ReplicaSet of a Deployment, the Deployment's. */
function workloadOf({ metadata }: Pod): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller !== false);
  if (owner === undefined) return metadata.name;
  const hash = metadata.labels?.["pod-template-hash"];
  return hash !== undefined && owner.kind === "ReplicaSet" && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

function keyOf({ metadata }: Pod): string {
  return `${metadata.namespace ?? "default"}/${metadata.name}`;
}

/** Milliseconds; a pod that its kubelet has not seen started last. */
function startOf(pod: Pod): number {
  return milliseconds(pod.status?.startTime) ?? createdAt(pod);
}

function createdAt({ metadata }: Pod): number {
  return milliseconds(metadata.creationTimestamp) ?? 0;
}

function milliseconds(timestamp: string | null | undefined): number | undefined {
  const parsed = timestamp ? Date.parse(timestamp) : NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** Kinds that the store keeps for the scheduler. */
const KEPT: readonly string[] = [
  "Namespace",
  "PriorityClass",
  "StorageClass",
  "CSIDriver",
  "CSINode",
  "CSIStorageCapacity",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "VolumeAttachment",
  "PodDisruptionBudget",
  "Service",
  "ReplicationController",
  "ReplicaSet",
  "StatefulSet",
];
const CONTROLLERS: readonly string[] = ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicationController"];

function otherObjects(objects: ObjectsByKind): ApiObject[] {
  return KEPT.flatMap((kind) => (objects.get(kind) ?? []).map((object) => withoutManagedFields(object)));
}

function controllerNotes(objects: ObjectsByKind): string[] {
  const counts = CONTROLLERS.map((kind) => [kind, (objects.get(kind) ?? []).length] as const).filter(([, count]) => count > 0);
  if (counts.length === 0) return [];
  return [
    `${counts.map(([kind, count]) => `${kind} (${count})`).join(", ")}: controllers are not modelled, no pod is created, replaced or scaled.`,
  ];
}

function leftOut(count: number, sentence: string): string[] {
  return count === 0 ? [] : [`${count} ${sentence}.`];
}

function withoutManagedFields(object: {
  readonly metadata: { readonly name: string };
  readonly kind: string;
  readonly [field: string]: unknown;
}): ApiObject {
  const { managedFields: _, ...metadata } = object.metadata as ApiObject["metadata"] & { managedFields?: unknown };
  return { ...object, metadata };
}
