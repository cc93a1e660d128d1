/** The nodes of a pool: names, labels of zone and rack, taints, amounts. */
import { defaultNode, parseQuantity } from "@orrery/sim-core/model";
import type { ContainerImage, Node, NodeCondition } from "@orrery/sim-core/model";
import type { InputNode } from "../simulation/index.ts";
import { nodeResources } from "./allocatable.ts";
import { withUnschedulable } from "./node-changes.ts";
import { NO_SURROUNDINGS, poolKubelet } from "./pool-kubelet.ts";
import type { PoolSurroundings } from "./pool-kubelet.ts";
import type { NodeLayout, NodePool } from "./scenario.ts";

export const ZONE_LABEL = "topology.kubernetes.io/zone";
export const RACK_LABEL = "topology.orrery.io/rack";
export const POOL_LABEL = "orrery.io/pool";

/** Where a node stands; "" where the pool has no zones or racks. */
export interface NodePlace {
  readonly zone: string;
  readonly rack: string;
}

/** Nodes `from` to `from + count - 1` of the pool; later ones go on where the first ones ended. */
export function poolNodes(pool: NodePool, from = 0, count = pool.count, surroundings: PoolSurroundings = NO_SURROUNDINGS): InputNode[] {
  const { capacity, allocatable, hardware } = nodeResources(pool);
  const machine = {
    milliCpu: Number(hardware.get("cpu") ?? 0n),
    memoryBytes: Number(hardware.get("memory") ?? 0n),
    gpus: Number(GPU_RESOURCES.reduce((sum, name) => sum + (hardware.get(name) ?? 0n), 0n)),
  };
  const kubelet = poolKubelet(pool, hardware, surroundings);
  const images = nodeImages(pool, kubelet.presentImages);
  return Array.from({ length: count }, (_, i) => {
    const index = from + i;
    const place = nodePlace(pool.layout ?? {}, index);
    const node: Node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name: nodeName(pool, index, place),
        labels: { [POOL_LABEL]: pool.name, ...placeLabels(pool.layout ?? {}, place), ...pool.labels },
        ...(pool.annotations === undefined ? {} : { annotations: { ...pool.annotations } }),
      },
      spec: pool.taints === undefined ? {} : { taints: pool.taints.map((taint) => ({ ...taint })) },
      status: { capacity, allocatable, conditions: [...HEALTHY], ...(images === undefined ? {} : { images }) },
    };
    const ready = defaultNode(pool.unschedulable === true ? withUnschedulable(node, true) : node);
    return { node: ready, pool: pool.name, hardware: machine, kubelet };
  });
}

/** What a kubelet reports where nothing is wrong. Source: pkg/kubelet/nodestatus/setters.go. */
const HEALTHY: readonly NodeCondition[] = [
  { type: "MemoryPressure", status: "False", reason: "KubeletHasSufficientMemory" },
  { type: "DiskPressure", status: "False", reason: "KubeletHasNoDiskPressure" },
  { type: "PIDPressure", status: "False", reason: "KubeletHasSufficientPID" },
  { type: "Ready", status: "True", reason: "KubeletReady" },
];

/** The pool's own list, and the present images that it does not name; undefined: the kubelet has none. */
function nodeImages({ images }: NodePool, present: ReadonlyMap<string, number>): ContainerImage[] | undefined {
  const listed = new Set((images ?? []).flatMap(({ names = [] }) => names));
  const others = [...present].filter(([name]) => !listed.has(name)).map(([name, sizeBytes]) => ({ names: [name], sizeBytes }));
  return images === undefined && others.length === 0 ? undefined : [...(images ?? []), ...others];
}

/** A node of a manifest or snapshot: what it reports is taken for its hardware. */
export function givenNode(manifest: Node, pool: string): InputNode {
  const node = defaultNode(manifest);
  const amounts = node.status?.capacity ?? node.status?.allocatable ?? {};
  const whole = (name: string): number => (amounts[name] === undefined ? 0 : Number(parseQuantity(amounts[name]).value()));
  return {
    node,
    pool,
    hardware: {
      milliCpu: amounts["cpu"] === undefined ? 0 : Number(parseQuantity(amounts["cpu"]).milliValue()),
      memoryBytes: whole("memory"),
      gpus: GPU_RESOURCES.reduce((sum, name) => sum + whole(name), 0),
    },
  };
}

/** Round robin: first over the zones, then over the racks of each zone. */
export function nodePlace(layout: NodeLayout, index: number): NodePlace {
  const zones = layout.zones ?? [""];
  const zone = zones[index % zones.length]!;
  if (layout.racksPerZone === undefined) return { zone, rack: "" };
  const rack = String(Math.floor(index / zones.length) % layout.racksPerZone);
  const pattern = layout.rackPattern ?? (zone === "" ? "rack-{rack}" : "{zone}-rack-{rack}");
  return { zone, rack: filled(pattern, { zone, rack }) };
}

/** Devices that count as GPUs in reports. */
const GPU_RESOURCES: readonly string[] = ["nvidia.com/gpu", "amd.com/gpu", "orrery.io/gpu-count"];

function placeLabels(layout: NodeLayout, { zone, rack }: NodePlace): Record<string, string> {
  return {
    ...(zone === "" ? {} : { [layout.zoneLabel ?? ZONE_LABEL]: zone }),
    ...(rack === "" ? {} : { [layout.rackLabel ?? RACK_LABEL]: rack }),
  };
}

function nodeName(pool: NodePool, index: number, place: NodePlace): string {
  const width = String(Math.max(pool.count - 1, 0)).length;
  return filled(pool.namePattern ?? "{pool}-{index}", {
    pool: pool.name,
    zone: place.zone,
    rack: place.rack,
    index: String(index).padStart(width, "0"),
    index1: String(index + 1).padStart(width, "0"),
  });
}

function filled(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
