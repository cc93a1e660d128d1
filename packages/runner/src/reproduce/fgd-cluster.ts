/** The nodes and pods of an openb workload as Kubernetes objects. Pods of one shape share their spec, so that the scheduler compiles it once. */
import type { Node, Pod } from "@orrery/sim-core/model";
import { GPU_COUNT, GPU_MILLI, GPU_MODEL_LABEL, GPU_MODELS_ANNOTATION, parseGpuModels } from "@orrery/scheduler/policies";
import type { PodShape } from "@orrery/scheduler/policies";

/** A row of openb_node_list_*.csv. */
export interface FgdNode {
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryMib: number;
  /** Devices. */
  readonly gpuCount: number;
  /** "" without GPUs. */
  readonly gpuModel: string;
}

/** A row of openb_pod_list_*.csv; times play no part. */
export interface FgdPod {
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly gpuCount: number;
  /** Thousandths of each device. */
  readonly gpuMilli: number;
  /** Accepted models joined by "|"; "": any. Some workload files have no such column. */
  readonly gpuSpec: string;
}

/** More pods than any node of the experiment can hold: it has no such limit. */
const PODS_PER_NODE = "10000";

export function fgdNode(row: FgdNode): Node {
  const gpus: Record<string, string> = row.gpuCount > 0 ? { [GPU_COUNT]: String(row.gpuCount) } : {};
  return {
    metadata: { name: row.name, labels: row.gpuModel === "" ? {} : { [GPU_MODEL_LABEL]: row.gpuModel } },
    spec: {},
    status: { allocatable: { cpu: `${row.cpuMilli}m`, memory: `${row.memoryMib}Mi`, pods: PODS_PER_NODE, ...gpus } },
  };
}

/** Makes the pods of one workload. */
export class FgdPodFactory {
  private readonly shapes = new Map<string, Pick<Pod, "spec"> & { readonly annotations: Record<string, string> }>();

  make(row: FgdPod, name: string): Pod {
    const key = `${row.cpuMilli}/${row.memoryMib}/${row.gpuCount}/${row.gpuMilli}/${row.gpuSpec}`;
    let shape = this.shapes.get(key);
    if (shape === undefined) {
      const gpus: Record<string, string> = row.gpuCount > 0 ? { [GPU_COUNT]: String(row.gpuCount), [GPU_MILLI]: String(row.gpuMilli) } : {};
      const requests = { cpu: `${row.cpuMilli}m`, memory: `${row.memoryMib}Mi`, ...gpus };
      const annotations: Record<string, string> = row.gpuSpec === "" ? {} : { [GPU_MODELS_ANNOTATION]: row.gpuSpec };
      shape = { annotations, spec: { containers: [{ name: "main", image: "openb", resources: { requests, limits: gpus } }] } };
      this.shapes.set(key, shape);
    }
    return { metadata: { name, namespace: "openb", annotations: shape.annotations }, spec: shape.spec };
  }
}

/** Thousandths of GPUs, all devices together. */
export function gpuDemandMilli(pod: FgdPod): number {
  return pod.gpuCount * pod.gpuMilli;
}

/** What makes a pod typical: its shape without memory. */
export function podShape(pod: FgdPod): PodShape {
  return { cpuMilli: pod.cpuMilli, gpuCount: pod.gpuCount, gpuMilli: pod.gpuCount > 0 ? pod.gpuMilli : 0, gpuModels: [...(parseGpuModels(pod.gpuSpec) ?? [])] };
}
