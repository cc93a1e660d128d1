/** An openb workload as Kubernetes objects. Pods of one shape share their spec, so that the scheduler compiles it once. */
import type { Node, Pod, ResourceList } from "@orrery/sim-core/model";
import { GPU_COUNT, GPU_MILLI, GPU_MODEL_LABEL, GPU_MODELS_ANNOTATION, WHOLE_GPU_MILLI } from "@orrery/scheduler/policies";
import type { PodShape } from "@orrery/scheduler/policies";

/** openb_node_list_*.csv as columns; what a trace reader gives, may be more. */
export interface FgdNodes {
  readonly count: number;
  readonly name: readonly string[];
  readonly milliCpu: ArrayLike<number>;
  readonly memoryBytes: ArrayLike<number>;
  /** Devices. */
  readonly gpuCount: ArrayLike<number>;
  /** "" where unknown. */
  readonly gpuModel: readonly string[];
}

/** openb_pod_list_*.csv as columns; times play no part. */
export interface FgdPods {
  readonly count: number;
  readonly name: readonly string[];
  /** Index into `shapes`. */
  readonly shape: ArrayLike<number>;
  readonly shapes: readonly FgdShape[];
}

export interface FgdShape {
  readonly milliCpu: number;
  readonly memoryBytes: number;
  readonly gpuCount: number;
  /** Thousandths of each device, 1..1000; 0: the whole of it. */
  readonly gpuMilli: number;
  /** Models accepted; empty: any. */
  readonly gpuModels: readonly string[];
}

/** More pods than any node of the experiment can hold: it has no such limit. */
const PODS_PER_NODE = "10000";

export function fgdNode(nodes: FgdNodes, index: number): Node {
  const gpus = nodes.gpuCount[index]!;
  const model = nodes.gpuModel[index]!;
  const allocatable: ResourceList = { cpu: `${nodes.milliCpu[index]!}m`, memory: String(nodes.memoryBytes[index]!), pods: PODS_PER_NODE };
  if (gpus > 0) allocatable[GPU_COUNT] = String(gpus);
  const labels: Record<string, string> = model === "" ? {} : { [GPU_MODEL_LABEL]: model };
  return { metadata: { name: nodes.name[index]!, labels }, spec: {}, status: { allocatable } };
}

/** Makes pods of one workload, one function call a pod. */
export function fgdPodMaker(pods: FgdPods): (row: number, name: string) => Pod {
  const templates = pods.shapes.map((shape) => {
    const requests: ResourceList = { cpu: `${shape.milliCpu}m`, memory: String(shape.memoryBytes) };
    if (shape.gpuCount > 0) {
      requests[GPU_COUNT] = String(shape.gpuCount);
      requests[GPU_MILLI] = String(milliOfEach(shape));
    }
    const annotations: Record<string, string> = shape.gpuModels.length > 0 ? { [GPU_MODELS_ANNOTATION]: shape.gpuModels.join("|") } : {};
    return { annotations, spec: { containers: [{ name: "main", image: "openb", resources: { requests } }] } };
  });
  return (row, name) => {
    const { annotations, spec } = templates[pods.shape[row]!]!;
    return { metadata: { name, namespace: "openb", annotations }, spec };
  };
}

/** Thousandths of each device that a pod of the shape takes; 0 without GPU. */
export function milliOfEach(shape: FgdShape): number {
  return shape.gpuCount === 0 ? 0 : shape.gpuMilli || WHOLE_GPU_MILLI;
}

/** What makes a pod typical: its shape without memory. */
export function typicalShape(shape: FgdShape): PodShape {
  return { cpuMilli: shape.milliCpu, gpuCount: shape.gpuCount, gpuMilli: milliOfEach(shape), gpuModels: shape.gpuModels };
}
