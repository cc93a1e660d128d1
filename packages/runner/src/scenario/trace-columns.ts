/** Columns of a trace as nodes and arrivals of a simulation: timed as they were, or inflated to a share of the capacity. */
import { randomStreams } from "@orrery/sim-core/engine";
import { defaultPod, parseQuantity } from "@orrery/sim-core/model";
import type { Node, ObjectMeta, PodSpec, PriorityClass } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import { inflate } from "../arrivals/index.ts";
import type { InputNode, PodArrivals } from "../simulation/index.ts";
import { givenNode } from "./node-pool.ts";
import type { InflationResource, LoadedTrace, TraceRequest } from "./trace-loader.ts";

/** What of a trace's columns is needed here; `TracePods` of @orrery/traces fits. */
export interface PodColumns<Shape extends PodDemand> {
  readonly count: number;
  readonly name: readonly string[];
  readonly shape: Int32Array;
  readonly shapes: readonly Shape[];
  /** NaN: before the trace starts. */
  readonly arrivalUs: Float64Array;
  /** NaN: to the end. */
  readonly durationUs: Float64Array;
  /** When each pod was deleted; NaN: not within the trace. */
  readonly endUs: Float64Array;
}

export interface PodDemand {
  readonly namespace: string;
  readonly app: string;
  readonly milliCpu: number;
  readonly memoryBytes: number;
  readonly gpuCount: number;
  /** Thousandths of each device; 0: whole devices. */
  readonly gpuMilli: number;
}

export interface PodTemplate {
  readonly metadata: Pick<ObjectMeta, "namespace" | "labels" | "annotations">;
  readonly spec: PodSpec;
}

/** A trace as its reader gives it; `node` and `pod` are the reader's own translation into manifests. */
export interface TraceTables<Shape extends PodDemand> {
  readonly nodes?: { readonly count: number; readonly node: (row: number) => Node };
  readonly pods?: PodColumns<Shape>;
  readonly pod: (shape: Shape) => PodTemplate;
}

/**
 * @throws RangeError when an inflation cannot reach its target
 * @throws AdmissionError when a pod names a priority class that is not there
 */
export function loadedTrace<Shape extends PodDemand>(tables: TraceTables<Shape>, request: TraceRequest): LoadedTrace {
  const { node = () => ({ metadata: { name: "" } }), count = 0 } = tables.nodes ?? {};
  const nodes = Array.from({ length: Math.min(count, request.nodeLimit) }, (_, row) => givenNode(node(row), request.name));
  const { pods } = tables;
  if (pods === undefined || pods.count === 0) return { nodes, arrivals: [], notModelled: [] };
  const sources = pods.shapes.map((shape) => sourceOf(tables.pod(shape), shape.app || request.name, request.priorityClasses));
  const arrivals =
    request.arrivals.kind === "timed"
      ? timed(pods, sources, request.arrivals.timeScale, request.podLimit)
      : inflated(pods, sources, [...nodes, ...request.otherNodes], request.arrivals, request);
  return { nodes, arrivals: [arrivals], notModelled: [] };
}

/** A trace knows the number of a priority, where a manifest would have to name its class. */
function sourceOf({ metadata, spec }: PodTemplate, workload: string, priorityClasses: readonly PriorityClass[]): PodSource {
  const keepPriority = spec.priorityClassName === undefined;
  const pod = defaultPod({ metadata: { ...metadata, name: workload }, spec }, { priorityClasses, keepPriority });
  return { metadata: { ...metadata, namespace: metadata.namespace ?? "default" }, spec: pod.spec, workload };
}

function timed<Shape extends PodDemand>(
  pods: PodColumns<Shape>,
  sources: readonly PodSource[],
  timeScale: number,
  limit: number,
): PodArrivals {
  const arrivalOf = (row: number): number =>
    Number.isNaN(pods.arrivalUs[row]!) ? 0 : Math.max(0, Math.round(pods.arrivalUs[row]! * timeScale));
  const order = Array.from({ length: pods.count }, (_, row) => row);
  const times = Float64Array.from(order, arrivalOf);
  order.sort((a, b) => times[a]! - times[b]! || a - b);
  const rows = order.slice(0, Math.min(limit, order.length));
  return {
    sources,
    arrivalUs: Float64Array.from(rows, (row) => times[row]!),
    source: Int32Array.from(rows, (row) => pods.shape[row]!),
    durationUs: Float64Array.from(rows, (row) => {
      const us = lifetimeUs(pods, row);
      return us === Infinity ? Infinity : Math.max(0, Math.round(us * timeScale));
    }),
    keyOf: (at) => `${pods.shapes[pods.shape[rows[at]!]!]!.namespace}/${pods.name[rows[at]!]!}`,
  };
}

/**
 * How long a pod shall run: as long as it ran; where the trace never saw it start, from its arrival (or the start of the trace) to its
 * deletion; for ever
 * where it saw no end either.
 */
function lifetimeUs<Shape extends PodDemand>(pods: PodColumns<Shape>, row: number): number {
  const ranUs = pods.durationUs[row]!;
  if (!Number.isNaN(ranUs)) return ranUs;
  const endUs = pods.endUs[row]!;
  const arrivalUs = pods.arrivalUs[row]!;
  return Number.isNaN(endUs) ? Infinity : endUs - (Number.isNaN(arrivalUs) ? 0 : arrivalUs);
}

function inflated<Shape extends PodDemand>(
  pods: PodColumns<Shape>,
  sources: readonly PodSource[],
  nodes: readonly InputNode[],
  { resource, target }: { readonly resource: InflationResource; readonly target: number },
  { seed, name, podLimit }: TraceRequest,
): PodArrivals {
  const count = Math.min(pods.count, podLimit);
  const names = pods.name.slice(0, count);
  const demand = Float64Array.from({ length: count }, (_, row) => demandOf(pods.shapes[pods.shape[row]!]!, resource));
  const capacity = nodes.reduce((sum, node) => sum + capacityOf(node, resource), 0);
  const stream = randomStreams(seed).stream("inflation", name);
  const { rows, originals } = inflate({ names, demand, target: capacity * target, random: () => stream.next() });
  return {
    sources,
    arrivalUs: new Float64Array(rows.length),
    source: Int32Array.from(rows, (row) => pods.shape[row]!),
    durationUs: new Float64Array(rows.length).fill(Infinity),
    keyOf: (at) =>
      `${pods.shapes[pods.shape[rows[at]!]!]!.namespace}/${names[rows[at]!]!}${at < originals ? "" : `-clone-${at - originals}`}`,
  };
}

/** Thousandths of cores or devices, or bytes. */
function demandOf(shape: PodDemand, resource: InflationResource): number {
  if (resource === "cpu") return shape.milliCpu;
  if (resource === "memory") return shape.memoryBytes;
  return shape.gpuCount * (shape.gpuMilli === 0 ? 1000 : shape.gpuMilli);
}

function capacityOf({ node, hardware }: InputNode, resource: InflationResource): number {
  if (resource === "gpu") return hardware.gpus * 1000;
  const amount = node.status?.allocatable?.[resource];
  if (amount === undefined) return 0;
  return Number(resource === "cpu" ? parseQuantity(amount).milliValue() : parseQuantity(amount).value());
}
