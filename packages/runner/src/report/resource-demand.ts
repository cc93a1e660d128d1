/** Pods' requests and nodes' offers as vectors over the resources that a run knows. */
import { byCodeUnits, podRequests, quantityMilliValue, quantityValue } from "@orrery/sim-core/model";
import type { Node, ResourceList } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import { GPU_COUNT, GPU_MILLI, WHOLE_GPU_MILLI } from "@orrery/scheduler/policies";

/** Devices that pods may share: what they hold of them, summed up, in devices. Stands for the two names that Kubernetes objects use. */
export const SHARED_GPU = "orrery.io/gpu";
/** Devices of the NVIDIA device plugin, whole. */
export const WHOLE_GPU = "nvidia.com/gpu";

export type ResourceUnit = "cores" | "bytes" | "devices" | "pods" | "count";

export function unitOf(resource: string): ResourceUnit {
  if (resource === "cpu") return "cores";
  if (resource === "memory" || resource === "ephemeral-storage" || resource.startsWith("hugepages-")) return "bytes";
  if (resource === SHARED_GPU || resource === WHOLE_GPU || resource.endsWith("/gpu")) return "devices";
  return resource === "pods" ? "pods" : "count";
}

/** What a pod asks for. Pods of equal demand share one object. */
export interface Demand {
  /** By resource number; cores, bytes, devices, counts. */
  readonly amounts: Float64Array;
  /** Shared devices asked for, and thousandths of each; 0 and 0 without. */
  readonly gpuCount: number;
  readonly gpuMilli: number;
}

/** All resources of a run, with those that planners look for first in front. */
export class ResourceTable {
  readonly names: readonly string[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly bySource = new Map<PodSource, Demand>();
  private readonly byKey = new Map<string, Demand>();

  constructor(nodes: Iterable<Node>, sources: Iterable<PodSource>) {
    const found = new Set<string>();
    for (const node of nodes) for (const name of namesIn(node.status?.allocatable)) found.add(name);
    for (const source of sources) for (const [name] of amountsOf(source)) found.add(name);
    const first = ["cpu", "memory", SHARED_GPU, WHOLE_GPU, "ephemeral-storage", "pods"];
    const rest = [...found].filter((name) => !first.includes(name)).sort(byCodeUnits);
    this.names = [...first.filter((name) => found.has(name) || name === "cpu" || name === "memory" || name === "pods"), ...rest];
    this.numbers = new Map(this.names.map((name, number) => [name, number]));
  }

  numberOf(name: string): number | undefined {
    return this.numbers.get(name);
  }

  demandOf(source: PodSource): Demand {
    let demand = this.bySource.get(source);
    if (demand !== undefined) return demand;
    const amounts = new Float64Array(this.names.length);
    for (const [name, amount] of amountsOf(source)) amounts[this.numbers.get(name)!] = amount;
    amounts[this.numbers.get("pods")!] = 1;
    const { count, milli } = sharedGpus(source);
    const key = `${amounts.join()}/${count}/${milli}`;
    demand = this.byKey.get(key) ?? { amounts, gpuCount: count, gpuMilli: milli };
    this.byKey.set(key, demand);
    this.bySource.set(source, demand);
    return demand;
  }

  /** A resource list as a vector; names that are not in the table count nothing. */
  offer(list: ResourceList | undefined): Float64Array {
    const amounts = new Float64Array(this.names.length);
    for (const [name, amount] of Object.entries(list ?? {})) {
      const number = this.numbers.get(tableName(name));
      if (number !== undefined && name !== GPU_MILLI) amounts[number] = amountOf(name, amount);
    }
    return amounts;
  }
}

function namesIn(list: ResourceList | undefined): string[] {
  return Object.keys(list ?? {}).map(tableName);
}

function tableName(name: string): string {
  return name === GPU_COUNT || name === GPU_MILLI ? SHARED_GPU : name;
}

function amountOf(name: string, amount: string | number): number {
  return name === "cpu" ? quantityMilliValue(amount) / 1000 : quantityValue(amount);
}

function* amountsOf(source: PodSource): Iterable<[string, number]> {
  const { count, milli } = sharedGpus(source);
  if (count > 0) yield [SHARED_GPU, (count * milli) / WHOLE_GPU_MILLI];
  for (const [name, quantity] of requestsOf(source)) {
    if (tableName(name) === SHARED_GPU) continue;
    yield [name, name === "cpu" ? Number(quantity.milliValue()) / 1000 : Number(quantity.value())];
  }
}

function sharedGpus(source: PodSource): { count: number; milli: number } {
  const requests = requestsOf(source);
  const milli = requests.get(GPU_MILLI);
  const count = Number(requests.get(GPU_COUNT)?.value() ?? (milli === undefined ? 0 : 1));
  return { count, milli: count === 0 ? 0 : Number(milli?.value() ?? WHOLE_GPU_MILLI) };
}

function requestsOf(source: PodSource): ReturnType<typeof podRequests> {
  return podRequests({ metadata: { name: "" }, spec: source.spec });
}
