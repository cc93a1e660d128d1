/** Pods and nodes of a run, one row each, as they are at its end. */
import { podRequests, quantityMilliValue, quantityValue } from "@orrery/sim-core/model";
import type { ResourceList } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import { LifeFold } from "../report/index.ts";
import type { RunHistory } from "../simulation/index.ts";
import type { Table } from "./column.ts";

export function podTable({ state, input, store, usage, nowUs }: RunHistory, nodeName: (id: number) => string | null): Table {
  const { pods } = state;
  const { pods: stories } = new LifeFold(store.log, state, nowUs);
  const uses = pods.map(({ id }) => usage.podUse(id));
  const orNull = (value: number) => (value < 0 || value === Infinity ? null : value);
  const requests = new Map<PodSource, Requests>();
  const requestOf = (source: PodSource): Requests => {
    let known = requests.get(source);
    if (known === undefined) requests.set(source, (known = requestsOf(source)));
    return known;
  };
  const time = (name: string, value: (pod: (typeof pods)[number]) => number) => ({
    name,
    type: "INT64" as const,
    data: pods.map((pod) => orNull(value(pod))),
  });
  return {
    name: "pods",
    rows: pods.length,
    columns: [
      { name: "pod", type: "STRING", data: pods.map(({ key }) => key) },
      { name: "workload", type: "STRING", data: pods.map(({ source }) => source.workload) },
      { name: "phase", type: "STRING", data: pods.map(({ phase }) => phase) },
      { name: "removed", type: "BOOLEAN", data: pods.map(({ removed }) => removed) },
      { name: "bound_at_start", type: "BOOLEAN", data: pods.map(({ id }) => id < input.boundPods.length) },
      { name: "node", type: "STRING", data: pods.map(({ nodeId }) => nodeName(nodeId)) },
      time("created_us", ({ createdUs }) => createdUs),
      time("bound_us", ({ boundUs }) => boundUs),
      time("started_us", ({ startedUs }) => startedUs),
      time("finished_us", ({ finishedUs }) => finishedUs),
      time("deletion_requested_us", ({ deletionRequestedUs }) => deletionRequestedUs),
      time("duration_us", ({ durationUs }) => durationUs),
      { name: "cpu_cores", type: "DOUBLE", data: pods.map(({ source }) => requestOf(source).cpuCores) },
      { name: "memory_bytes", type: "INT64", data: pods.map(({ source }) => requestOf(source).memoryBytes) },
      { name: "other_requests", type: "STRING", data: pods.map(({ source }) => requestOf(source).others) },
      { name: "gpu_devices", type: "STRING", data: pods.map(({ gpuDevices }) => gpuDevices?.join(",") ?? null) },
      { name: "priority", type: "INT32", data: pods.map(({ source }) => source.spec.priority ?? 0) },
      { name: "reason", type: "STRING", data: pods.map(({ reason }) => reason || null) },
      time("first_ready_us", ({ id }) => stories[id]?.firstReadyUs ?? -1),
      { name: "restarts", type: "INT32", data: pods.map(({ id }) => stories[id]?.restarts.length ?? 0) },
      { name: "cpu_us", type: "DOUBLE", data: uses.map(({ cpuUs }) => cpuUs) },
      { name: "wanted_cpu_us", type: "DOUBLE", data: uses.map(({ wantedCpuUs }) => wantedCpuUs) },
      { name: "throttled_us", type: "DOUBLE", data: uses.map(({ throttledUs }) => throttledUs) },
      { name: "memory_peak_bytes", type: "DOUBLE", data: uses.map(({ memoryPeakBytes }) => memoryPeakBytes) },
    ],
  };
}

export function nodeTable({ state, input }: RunHistory): Table {
  const { nodes } = state;
  const all = [...input.nodes, ...input.timeline.flatMap(({ change }) => (change.kind === "addNode" ? [change.node] : []))];
  const hardware = new Map(all.map((each) => [each.node.metadata.name, each.hardware]));
  const known = nodes.map(({ node }) => hardware.get(node.metadata.name));
  const allocatable = nodes.map(({ node }) => node.status?.allocatable ?? {});
  return {
    name: "nodes",
    rows: nodes.length,
    columns: [
      { name: "node", type: "STRING", data: nodes.map(({ node }) => node.metadata.name) },
      { name: "pool", type: "STRING", data: nodes.map(({ pool }) => pool) },
      { name: "removed", type: "BOOLEAN", data: nodes.map(({ removed }) => removed) },
      { name: "unschedulable", type: "BOOLEAN", data: nodes.map(({ node }) => node.spec?.unschedulable === true) },
      { name: "allocatable_cpu_cores", type: "DOUBLE", data: allocatable.map(({ cpu }) => quantityMilliValue(cpu ?? 0) / 1000) },
      { name: "allocatable_memory_bytes", type: "INT64", data: allocatable.map(({ memory }) => quantityValue(memory ?? 0)) },
      { name: "other_allocatable", type: "STRING", data: allocatable.map((list) => others(Object.entries(list))) },
      { name: "hardware_cpu_cores", type: "DOUBLE", data: known.map((each) => (each === undefined ? null : each.milliCpu / 1000)) },
      { name: "hardware_memory_bytes", type: "INT64", data: known.map((each) => each?.memoryBytes ?? null) },
      { name: "hardware_gpus", type: "INT32", data: known.map((each) => each?.gpus ?? null) },
      { name: "labels", type: "STRING", data: nodes.map(({ node }) => JSON.stringify(node.metadata.labels ?? {})) },
      { name: "taints", type: "STRING", data: nodes.map(({ node }) => JSON.stringify(node.spec?.taints ?? [])) },
    ],
  };
}

interface Requests {
  readonly cpuCores: number;
  readonly memoryBytes: number;
  /** The rest as a JSON object; null: none. */
  readonly others: string | null;
}

function requestsOf(source: PodSource): Requests {
  const requests = podRequests({ metadata: { name: "" }, spec: source.spec });
  return {
    cpuCores: Number(requests.get("cpu")?.milliValue() ?? 0) / 1000,
    memoryBytes: Number(requests.get("memory")?.value() ?? 0),
    others: others(Array.from(requests, ([name, quantity]) => [name, String(quantity)] as const)),
  };
}

function others(entries: Iterable<readonly [string, ResourceList[string]]>): string | null {
  const rest = Array.from(entries).filter(([name]) => name !== "cpu" && name !== "memory");
  return rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest));
}
