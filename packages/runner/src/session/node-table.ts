/** The nodes of a frame: what they offer, what is asked of them, how they are. */
import { byCodeUnits, quantityMilliValue, quantityValue } from "@orrery/sim-core/model";
import type { Node, ResourceList } from "@orrery/sim-core/model";
import type { NodeRecord } from "@orrery/sim-core/store";
import type { InputNode, SimulationInput } from "../simulation/index.ts";
import { NodeFlag } from "./frame.ts";
import type { NodeColumns, PodColumns } from "./frame.ts";
import type { Room } from "./frame-room.ts";
import { isSlow, isThrottled } from "./node-usage.ts";
import type { UsageColumns } from "./node-usage.ts";
import type { StringTable } from "./string-table.ts";

/** What a node object says, read once: objects are replaced, never changed. */
interface NodeRow {
  readonly name: number;
  readonly pool: number;
  readonly flags: number;
  readonly allocatableMilliCpu: number;
  readonly allocatableMemoryBytes: number;
  readonly allocatablePods: number;
  readonly hardwareMilliCpu: number;
  readonly hardwareMemoryBytes: number;
  readonly labels: ReadonlyMap<string, number>;
  /** The keys of the labels in one text, so that few sets have to be united. */
  readonly labelKeys: string;
}

/** What the machines really have, by name of the node: of all that are ever there. */
export function hardwareByName({ nodes, timeline }: SimulationInput): Map<string, InputNode["hardware"]> {
  const joining = timeline.flatMap(({ change }) => (change.kind === "addNode" ? [change.node] : []));
  return new Map([...nodes, ...joining].map(({ node, hardware }) => [node.metadata.name, hardware]));
}

/** What node objects say, by row of the last frame: most nodes are the same from one frame to the next. */
interface Known {
  readonly nodes: readonly Node[];
  readonly name: Int32Array;
  readonly pool: Int32Array;
  readonly flags: Uint8Array;
  readonly allocatableMilliCpu: Float64Array;
  readonly allocatableMemoryBytes: Float64Array;
  readonly allocatablePods: Float64Array;
  readonly hardwareMilliCpu: Float64Array;
  readonly hardwareMemoryBytes: Float64Array;
  readonly labels: readonly { readonly key: string; readonly values: Int32Array }[];
}

export class NodeTable {
  private readonly rows = new WeakMap<Node, NodeRow>();
  private readonly hardware: ReadonlyMap<string, InputNode["hardware"]>;
  private readonly strings: StringTable;
  private known: Known | undefined;

  /** @param hardware by node name; a node that is not in it has what it reports */
  constructor(hardware: ReadonlyMap<string, InputNode["hardware"]>, strings: StringTable) {
    this.hardware = hardware;
    this.strings = strings;
  }

  /**
   * @param usage by row
   * @param room where the columns are put
   */
  columns(
    nodes: readonly NodeRecord[],
    remarks: ReadonlyMap<number, number>,
    usage: UsageColumns,
    room: Room,
  ): Omit<NodeColumns, "requestedMilliCpu" | "requestedMemoryBytes" | "pods"> {
    const known = this.knownOf(nodes);
    const count = nodes.length;
    const id = room.int32(count);
    const remark = room.int32(count);
    const flags = room.uint8(count);
    for (let row = 0; row < count; row++) {
      const record = nodes[row]!;
      id[row] = record.id;
      remark[row] = remarks.size === 0 ? 0 : (remarks.get(record.id) ?? 0);
      flags[row] = known.flags[row]! | outageFlag(record) | usageFlags(usage, row, known.hardwareMilliCpu[row]!);
    }
    const numbers = (column: Int32Array) => copied<Int32Array>(room.int32(count), column);
    const amounts = (column: Float64Array) => copied<Float64Array>(room.float64(count), column);
    return {
      count,
      id,
      name: numbers(known.name),
      pool: numbers(known.pool),
      flags,
      remark,
      allocatableMilliCpu: amounts(known.allocatableMilliCpu),
      allocatableMemoryBytes: amounts(known.allocatableMemoryBytes),
      allocatablePods: amounts(known.allocatablePods),
      hardwareMilliCpu: amounts(known.hardwareMilliCpu),
      hardwareMemoryBytes: amounts(known.hardwareMemoryBytes),
      ...usage,
      labels: known.labels.map(({ key, values }) => ({ key, values: numbers(values) })),
    };
  }

  private knownOf(nodes: readonly NodeRecord[]): Known {
    const { known } = this;
    if (known?.nodes.length === nodes.length && nodes.every(({ node }, row) => node === known.nodes[row])) return known;
    const rows = nodes.map((record) => this.row(record));
    const keySets = new Set(rows.map(({ labelKeys }) => labelKeys));
    const keys = [...new Set([...keySets].flatMap((set) => (set === "" ? [] : set.split("\n"))))].sort(byCodeUnits);
    const amounts = (of: (row: NodeRow) => number) => Float64Array.from(rows, of);
    return (this.known = {
      nodes: nodes.map(({ node }) => node),
      name: Int32Array.from(rows, ({ name }) => name),
      pool: Int32Array.from(rows, ({ pool }) => pool),
      flags: Uint8Array.from(rows, ({ flags }) => flags),
      allocatableMilliCpu: amounts((row) => row.allocatableMilliCpu),
      allocatableMemoryBytes: amounts((row) => row.allocatableMemoryBytes),
      allocatablePods: amounts((row) => row.allocatablePods),
      hardwareMilliCpu: amounts((row) => row.hardwareMilliCpu),
      hardwareMemoryBytes: amounts((row) => row.hardwareMemoryBytes),
      labels: keys.map((key) => ({ key, values: Int32Array.from(rows, ({ labels }) => labels.get(key) ?? 0) })),
    });
  }

  private row({ node, pool }: NodeRecord): NodeRow {
    let row = this.rows.get(node);
    if (row !== undefined) return row;
    const { strings } = this;
    const { allocatable, capacity } = node.status ?? {};
    const machine = this.hardware.get(node.metadata.name);
    const labels = Object.entries(node.metadata.labels ?? {});
    row = {
      name: strings.numberOf(node.metadata.name),
      pool: strings.numberOf(pool),
      flags: flagsOf(node),
      allocatableMilliCpu: milli(allocatable, "cpu"),
      allocatableMemoryBytes: whole(allocatable, "memory"),
      allocatablePods: whole(allocatable, "pods"),
      hardwareMilliCpu: machine?.milliCpu ?? milli(capacity, "cpu"),
      hardwareMemoryBytes: machine?.memoryBytes ?? whole(capacity, "memory"),
      labels: new Map(labels.map(([key, value]) => [key, strings.numberOf(value)])),
      labelKeys: labels.map(([key]) => key).join("\n"),
    };
    this.rows.set(node, row);
    return row;
  }
}

/** Sums up what the pods that hold each node ask for. */
export function requestedColumns(
  count: number,
  pods: Omit<PodColumns, "held">,
  room: Room,
): Pick<NodeColumns, "requestedMilliCpu" | "requestedMemoryBytes" | "pods"> {
  const requested = {
    requestedMilliCpu: room.float64(count).fill(0),
    requestedMemoryBytes: room.float64(count).fill(0),
    pods: room.int32(count).fill(0),
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

function outageFlag({ outage }: NodeRecord): number {
  if (outage === undefined) return 0;
  return outage.what === "machine" ? NodeFlag.stopped : NodeFlag.stalled;
}

function usageFlags({ wantedMilliCpu, usedMilliCpu, throttledMilliCpu }: UsageColumns, at: number, hardwareMilliCpu: number): number {
  const [used, throttled] = [usedMilliCpu[at]!, throttledMilliCpu[at]!];
  return (
    (isSlow(wantedMilliCpu[at]!, used, hardwareMilliCpu) ? NodeFlag.slow : 0) | (isThrottled(used, throttled) ? NodeFlag.throttled : 0)
  );
}

function flagsOf(node: Node): number {
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

function copied<T extends Int32Array | Float64Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
