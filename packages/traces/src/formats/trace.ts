/** The common currency of all trace readers: columns, with pods of one shape sharing one description. */
import type { Taint } from "@orrery/sim-core/model";
import type { ReadReport } from "../report/index.ts";

/** Nodes as columns. Every array has `count` entries. */
export interface TraceNodes {
  readonly count: number;
  readonly name: readonly string[];
  readonly milliCpu: Float64Array;
  readonly memoryBytes: Float64Array;
  /** How many pods the node takes (kubelet's --max-pods). */
  readonly maxPods: Int32Array;
  readonly ephemeralBytes?: Float64Array;
  readonly gpuCount: Int32Array;
  /** "" where unknown or where the node has no GPU. */
  readonly gpuModel: readonly string[];
  /** True: GPUs are offered in thousandths (orrery.io/gpu-milli); false: whole, as nvidia.com/gpu. */
  readonly gpuSharing: boolean;
  readonly labels?: readonly Readonly<Record<string, string>>[];
  readonly taints?: readonly (readonly Taint[])[];
  readonly unschedulable?: readonly boolean[];
  /** Extended resources by name, whole counts. */
  readonly extended?: readonly Readonly<Record<string, number>>[];
  readonly report: ReadReport;
}

/** What is equal among pods made from one template. Zero means: asks for none. */
export interface PodShape {
  readonly namespace: string;
  readonly app: string;
  readonly milliCpu: number;
  readonly memoryBytes: number;
  readonly ephemeralBytes: number;
  /** Devices asked for. */
  readonly gpuCount: number;
  /** Thousandths of each device, 1..1000, in traces that share GPUs; 0 = whole devices as nvidia.com/gpu. */
  readonly gpuMilli: number;
  /** GPU models allowed; empty = any. */
  readonly gpuModels: readonly string[];
  /** Extended resources by name, whole counts; Kubernetes wants limits equal to requests. */
  readonly extended: Readonly<Record<string, number>>;
  readonly limits: { readonly milliCpu?: number; readonly memoryBytes?: number; readonly ephemeralBytes?: number };
  readonly labels: Readonly<Record<string, string>>;
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** The class the trace names (LS, BE, Burstable, ...); "" = unknown. Not the class Kubernetes derives. */
  readonly qos: string;
  /** Undefined = the cluster's default priority. */
  readonly priority?: number;
  readonly priorityClassName?: string;
  /** At most this many pods of the app on one node; undefined = no limit. */
  readonly maxPerNode?: number;
}

/**
 * Pods as columns, in the file's order. Times are whole microseconds from the trace's origin, NaN = not known:
 * an arrival of NaN is before the trace starts, an end of NaN after it ends (censoring, not missing data).
 */
export interface TracePods {
  readonly count: number;
  readonly name: readonly string[];
  /** Index into `shapes`. */
  readonly shape: Int32Array;
  readonly shapes: readonly PodShape[];
  readonly arrivalUs: Float64Array;
  /** When the original scheduler placed it; NaN = never or unknown. A reference, not an input of a replay. */
  readonly scheduledUs?: Float64Array;
  /** When it was deleted in the original. */
  readonly endUs: Float64Array;
  /** How long it runs once placed: what a replay uses, so that a delayed pod is shifted and not shortened. */
  readonly durationUs: Float64Array;
  /** 1 where the end is only the end of the observation: the pod lived at least that long. */
  readonly endCensored?: Uint8Array;
  /** Pods requested together (a batch, a tenant's request) share a number. */
  readonly batch?: Int32Array;
  readonly report: ReadReport;
}

/** What `shape` means for a pod that asks for nothing. Readers spread it and overwrite what they know. */
export const EMPTY_SHAPE: PodShape = {
  namespace: "default",
  app: "",
  milliCpu: 0,
  memoryBytes: 0,
  ephemeralBytes: 0,
  gpuCount: 0,
  gpuMilli: 0,
  gpuModels: [],
  extended: {},
  limits: {},
  labels: {},
  nodeSelector: {},
  qos: "",
};

/** Pods by arrival, those from before the trace first, ties in the file's order. */
export function arrivalOrder(pods: Pick<TracePods, "count" | "arrivalUs">): Uint32Array {
  const order = Uint32Array.from({ length: pods.count }, (_, i) => i);
  const at = (i: number): number => (Number.isNaN(pods.arrivalUs[i]!) ? Number.NEGATIVE_INFINITY : pods.arrivalUs[i]!);
  return order.sort((a, b) => {
    const left = at(a);
    const right = at(b);
    return left < right ? -1 : left > right ? 1 : a - b;
  });
}
