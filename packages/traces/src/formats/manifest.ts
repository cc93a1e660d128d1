/** Trace rows as Kubernetes objects, so that a trace meets the same scheduler as a real manifest. */
import type { Node, ObjectMeta, PodSpec, ResourceList } from "@orrery/sim-core/model";
import type { PodShape, TraceNodes } from "./trace.ts";

/** Devices of a node or asked for by a pod, in traces that share GPUs. */
export const GPU_COUNT = "orrery.io/gpu-count";
/** Pods: thousandths of each device; nodes: 1000 x devices. */
export const GPU_MILLI = "orrery.io/gpu-milli";
/** Whole devices, as the NVIDIA device plugin offers them. */
export const WHOLE_GPU = "nvidia.com/gpu";
/** Node label. */
export const GPU_MODEL = "orrery.io/gpu-model";
/** Pod annotation: models allowed, joined by "|". */
export const GPU_MODELS = "orrery.io/gpu-models";
/** Pod label: the class of service the trace names. */
export const QOS = "orrery.io/qos";
/** Pod annotation: at most so many pods of the app on a node (one becomes a required anti-affinity as well). */
export const MAX_PER_NODE = "orrery.io/max-per-node";

/** What pods of a shape share: everything but their name. */
export interface PodManifest {
  readonly metadata: Pick<ObjectMeta, "namespace" | "labels" | "annotations">;
  readonly spec: PodSpec;
}

/**
 * The Kubernetes template of a shape. The GPU resources under orrery.io are per device and belong to the GPU-sharing plugin;
 * NodeResourcesFit must ignore the group (`ignoredResourceGroups: [orrery.io]`), because it would add up device counts.
 * Not modelled: more than one pod of an app per node as a limit (kept as annotation).
 */
export function podManifest(shape: PodShape): PodManifest {
  const labels: Record<string, string> = { ...shape.labels };
  if (shape.app !== "") labels["app"] = shape.app;
  if (shape.qos !== "") labels[QOS] = shape.qos;
  const annotations: Record<string, string> = {};
  if (shape.gpuModels.length > 0) annotations[GPU_MODELS] = shape.gpuModels.join("|");
  if (shape.maxPerNode !== undefined) annotations[MAX_PER_NODE] = String(shape.maxPerNode);
  const { requests, limits } = resources(shape);
  const spec: PodSpec = { containers: [{ name: "main", resources: { requests, ...(Object.keys(limits).length > 0 ? { limits } : {}) } }] };
  if (Object.keys(shape.nodeSelector).length > 0) spec.nodeSelector = { ...shape.nodeSelector };
  if (shape.priority !== undefined) spec.priority = shape.priority;
  if (shape.priorityClassName !== undefined) spec.priorityClassName = shape.priorityClassName;
  if (shape.maxPerNode === 1 && shape.app !== "") {
    const term = { labelSelector: { matchLabels: { app: shape.app } }, topologyKey: "kubernetes.io/hostname" };
    spec.affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  }
  return { metadata: { namespace: shape.namespace, labels, annotations }, spec };
}

/** Node `index` as the API server would serve it; capacity and allocatable are equal, reserves are the scenario's matter. */
export function nodeManifest(nodes: TraceNodes, index: number): Node {
  const name = nodes.name[index]!;
  const gpus = nodes.gpuCount[index]!;
  const amounts: ResourceList = {
    cpu: milliQuantity(nodes.milliCpu[index]!),
    memory: bytesQuantity(nodes.memoryBytes[index]!),
    pods: String(nodes.maxPods[index]!),
  };
  const disk = nodes.ephemeralBytes?.[index] ?? 0;
  if (disk > 0) amounts["ephemeral-storage"] = bytesQuantity(disk);
  if (gpus > 0 && nodes.gpuSharing) {
    amounts[GPU_COUNT] = String(gpus);
    amounts[GPU_MILLI] = String(gpus * 1000);
  } else if (gpus > 0) amounts[WHOLE_GPU] = String(gpus);
  for (const [resource, count] of Object.entries(nodes.extended?.[index] ?? {})) amounts[resource] = String(count);
  const labels: Record<string, string> = { "kubernetes.io/hostname": name, ...nodes.labels?.[index] };
  if (nodes.gpuModel[index] !== "") labels[GPU_MODEL] = nodes.gpuModel[index]!;
  const taints = nodes.taints?.[index] ?? [];
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels },
    spec: {
      ...(taints.length > 0 ? { taints: [...taints] } : {}),
      ...(nodes.unschedulable?.[index] === true ? { unschedulable: true } : {}),
    },
    status: { capacity: { ...amounts }, allocatable: amounts },
  };
}

function resources(shape: PodShape): { requests: ResourceList; limits: ResourceList } {
  const requests: ResourceList = {};
  const limits: ResourceList = {};
  if (shape.milliCpu > 0) requests["cpu"] = milliQuantity(shape.milliCpu);
  if (shape.memoryBytes > 0) requests["memory"] = bytesQuantity(shape.memoryBytes);
  if (shape.ephemeralBytes > 0) requests["ephemeral-storage"] = bytesQuantity(shape.ephemeralBytes);
  const both = (resource: string, count: number): void => {
    requests[resource] = String(count);
    limits[resource] = String(count);
  };
  if (shape.gpuCount > 0 && shape.gpuMilli === 0) both(WHOLE_GPU, shape.gpuCount);
  if (shape.gpuCount > 0 && shape.gpuMilli > 0) {
    both(GPU_COUNT, shape.gpuCount);
    both(GPU_MILLI, shape.gpuMilli);
  }
  for (const [resource, count] of Object.entries(shape.extended)) if (count > 0) both(resource, count);
  if (shape.limits.milliCpu !== undefined) limits["cpu"] = milliQuantity(shape.limits.milliCpu);
  if (shape.limits.memoryBytes !== undefined) limits["memory"] = bytesQuantity(shape.limits.memoryBytes);
  if (shape.limits.ephemeralBytes !== undefined) limits["ephemeral-storage"] = bytesQuantity(shape.limits.ephemeralBytes);
  return { requests, limits };
}

/** 1500 as "1500m", 2000 as "2": the form the API server keeps. */
export function milliQuantity(milli: number): string {
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

/** Bytes with the largest binary suffix that keeps them whole. */
export function bytesQuantity(bytes: number): string {
  let amount = bytes;
  let suffix = "";
  for (const next of ["Ki", "Mi", "Gi", "Ti"]) {
    if (amount === 0 || amount % 1024 !== 0) break;
    amount /= 1024;
    suffix = next;
  }
  return `${amount}${suffix}`;
}
