/** The nodes of a frame: what they offer, what is asked of them, how they are. */
import { byCodeUnits, quantityMilliValue, quantityValue } from "@orrery/sim-core/model";
import type { ResourceList } from "@orrery/sim-core/model";
import type { NodeRecord } from "@orrery/sim-core/store";
import type { InputNode } from "../simulation/index.ts";
import { NodeFlag } from "./frame.ts";
import type { NodeColumns, PodColumns } from "./frame.ts";
import type { StringTable } from "./string-table.ts";

/** @param hardware by node name; a node that is not in it has what it reports */
export function nodeColumns(
  nodes: readonly NodeRecord[],
  remarks: ReadonlyMap<number, number>,
  hardware: ReadonlyMap<string, InputNode["hardware"]>,
  strings: StringTable,
): Omit<NodeColumns, "requestedMilliCpu" | "requestedMemoryBytes" | "pods"> {
  const count = nodes.length;
  const amounts = (of: (node: NodeRecord) => number) => Float64Array.from(nodes, of);
  const texts = (of: (node: NodeRecord) => string) => Int32Array.from(nodes, (node) => strings.numberOf(of(node)));
  const keys = [...new Set(nodes.flatMap(({ node }) => Object.keys(node.metadata.labels ?? {})))].sort(byCodeUnits);
  const machine = ({ node }: NodeRecord) => hardware.get(node.metadata.name);
  return {
    count,
    id: Int32Array.from(nodes, ({ id }) => id),
    name: texts(({ node }) => node.metadata.name),
    pool: texts(({ pool }) => pool),
    flags: Uint8Array.from(nodes, flagsOf),
    remark: Int32Array.from(nodes, ({ id }) => remarks.get(id) ?? 0),
    allocatableMilliCpu: amounts(({ node }) => milli(node.status?.allocatable, "cpu")),
    allocatableMemoryBytes: amounts(({ node }) => whole(node.status?.allocatable, "memory")),
    allocatablePods: amounts(({ node }) => whole(node.status?.allocatable, "pods")),
    hardwareMilliCpu: amounts((record) => machine(record)?.milliCpu ?? milli(record.node.status?.capacity, "cpu")),
    hardwareMemoryBytes: amounts((record) => machine(record)?.memoryBytes ?? whole(record.node.status?.capacity, "memory")),
    labels: keys.map((key) => ({ key, values: texts(({ node }) => node.metadata.labels?.[key] ?? "") })),
  };
}

/** Sums up what the pods that hold each node ask for. */
export function requestedColumns(
  count: number,
  pods: PodColumns,
): Pick<NodeColumns, "requestedMilliCpu" | "requestedMemoryBytes" | "pods"> {
  const requested = {
    requestedMilliCpu: new Float64Array(count),
    requestedMemoryBytes: new Float64Array(count),
    pods: new Int32Array(count),
  };
  for (let row = 0; row < pods.count; row++) {
    const node = pods.node[row]!;
    if (node < 0 || pods.slot[row]! < 0) continue;
    requested.requestedMilliCpu[node]! += pods.milliCpu[row]!;
    requested.requestedMemoryBytes[node]! += pods.memoryBytes[row]!;
    requested.pods[node]! += 1;
  }
  return requested;
}

function flagsOf({ node, outage }: NodeRecord): number {
  const taints = node.spec?.taints ?? [];
  const conditions = node.status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === "Ready");
  const isTaintedBy = (key: string) => taints.some((taint) => taint.key === key);
  const notReady = (ready !== undefined && ready.status !== "True") || NOT_READY_TAINTS.some(isTaintedBy);
  const pressed =
    conditions.some(({ type, status }) => type.endsWith("Pressure") && status === "True") || PRESSURE_TAINTS.some(isTaintedBy);
  return (
    (node.spec?.unschedulable === true ? NodeFlag.unschedulable : 0) |
    (notReady ? NodeFlag.notReady : 0) |
    (outage === undefined ? 0 : NodeFlag.stopped) |
    (taints.some(({ key }) => !key.startsWith("node.kubernetes.io/")) ? NodeFlag.tainted : 0) |
    (pressed ? NodeFlag.pressure : 0)
  );
}

const NOT_READY_TAINTS: readonly string[] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];
const PRESSURE_TAINTS: readonly string[] = ["memory", "disk", "pid"].map((what) => `node.kubernetes.io/${what}-pressure`);

function milli(list: ResourceList | undefined, name: string): number {
  return list?.[name] === undefined ? 0 : quantityMilliValue(list[name]);
}

function whole(list: ResourceList | undefined, name: string): number {
  return list?.[name] === undefined ? 0 : quantityValue(list[name]);
}
