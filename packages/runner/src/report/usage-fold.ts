/** The facts of a run, folded into use by pool and resource, and into samples over time. */
import { bindingOf, FactKind } from "@orrery/sim-core/store";
import type { FactLog, NodePayload, PodPayload, PodSource } from "@orrery/sim-core/store";
import type { Node, ResourceList } from "@orrery/sim-core/model";
import { WHOLE_GPU_MILLI } from "@orrery/scheduler/policies";
import type { InputNode } from "../simulation/index.ts";
import { FreeFragmentation } from "./free-fragmentation.ts";
import type { FreeNode } from "./free-fragmentation.ts";
import { PoolMeter, share } from "./pool-meter.ts";
import { ResourceTable, SHARED_GPU, WHOLE_GPU } from "./resource-demand.ts";
import type { Demand } from "./resource-demand.ts";

/** How many samples the series of a run has; one more at its end. */
export const SAMPLES = 60;

export interface Samples {
  readonly timeUs: number[];
  readonly pending: number[];
  /** By sample: by resource number, requests over allocatable. */
  readonly use: Float64Array[];
  /** The same by pool; pools that join later miss the first samples. */
  readonly pools: Map<PoolMeter, Map<number, Float64Array>>;
  /** By sample: by measured resource of the fragmentation. */
  readonly fragmentation: Float64Array[];
}

interface NodeUse extends FreeNode {
  readonly pool: PoolMeter;
  readonly hardware: Float64Array;
  allocatable: Float64Array;
  pods: number;
  gone: boolean;
}

interface Placement {
  readonly node: NodeUse;
  demand: Demand;
  readonly devices: readonly number[];
}

export class UsageFold {
  readonly table: ResourceTable;
  readonly fragmentation: FreeFragmentation;
  readonly cluster: PoolMeter;
  readonly pools = new Map<string, PoolMeter>();
  readonly samples: Samples = { timeUs: [], pending: [], use: [], pools: new Map(), fragmentation: [] };
  private readonly log: FactLog;
  private readonly hardwareOf: ReadonlyMap<string, InputNode["hardware"]>;
  private readonly nodes: NodeUse[] = [];
  private readonly placements = new Map<number, Placement>();
  /** Pods that have ended: they hold nothing, but their removal may still come. */
  private readonly released = new Set<number>();
  private readonly sources: PodSource[] = [];
  private pending = 0;

  /** @param inputNodes every node that can appear, with its hardware */
  constructor(log: FactLog, inputNodes: Iterable<InputNode>, endUs: number) {
    this.log = log;
    this.hardwareOf = new Map(Array.from(inputNodes, ({ node, hardware }) => [node.metadata.name, hardware]));
    this.table = resourcesOf(log);
    this.fragmentation = new FreeFragmentation(this.table.names, podsByDemand(log, this.table));
    this.cluster = new PoolMeter(this.table.names.length);
    let sample = 1;
    for (let at = 0; at < log.length && log.timeUs[at]! <= endUs; at++) {
      while (sample <= SAMPLES && (endUs * sample) / (SAMPLES + 1) < log.timeUs[at]!) this.takeSample((endUs * sample++) / (SAMPLES + 1));
      this.apply(at);
    }
    const samples = endUs > 0 ? SAMPLES : 0;
    for (; sample <= samples; sample++) this.takeSample((endUs * sample) / (SAMPLES + 1));
    this.takeSample(endUs);
    for (const meter of [this.cluster, ...this.pools.values()]) meter.finish(endUs);
  }

  private apply(at: number): void {
    const { log } = this;
    const subject = log.subject[at]!;
    const timeUs = log.timeUs[at]!;
    switch (log.kind[at] as FactKind) {
      case FactKind.NodeAdded:
        return this.addNode(subject, log.payloads[log.detail[at]!] as NodePayload, timeUs);
      case FactKind.NodeUpdated:
        return this.resize(this.nodes[subject]!, (log.payloads[log.detail[at]!] as Node).status?.allocatable, timeUs);
      case FactKind.NodeRemoved:
        return this.removeNode(this.nodes[subject]!, timeUs);
      case FactKind.PodCreated:
        this.sources[subject] = (log.payloads[log.detail[at]!] as PodPayload).source;
        this.pending += 1;
        return;
      case FactKind.PodUpdated:
        return this.updatePod(subject, log.payloads[log.detail[at]!] as PodSource, timeUs);
      case FactKind.PodBound:
        this.pending -= 1;
        return this.bind(subject, at, timeUs);
      case FactKind.PodRemoved:
        if (!this.placements.has(subject)) this.pending -= 1;
        return this.release(subject, timeUs);
      case FactKind.PodSucceeded:
      case FactKind.PodFailed:
        return this.release(subject, timeUs);
      default:
    }
  }

  private addNode(id: number, { node, pool }: NodePayload, timeUs: number): void {
    let meter = this.pools.get(pool);
    if (meter === undefined) this.pools.set(pool, (meter = new PoolMeter(this.table.names.length)));
    const allocatable = this.table.offer(node.status?.allocatable);
    const shared = this.table.numberOf(SHARED_GPU);
    const devices =
      shared === undefined || allocatable[shared]! === 0 ? undefined : new Float64Array(allocatable[shared]!).fill(WHOLE_GPU_MILLI);
    const use: NodeUse = {
      pool: meter,
      hardware: this.hardware(node),
      allocatable,
      free: allocatable.slice(),
      devices,
      pods: 0,
      gone: false,
    };
    this.nodes[id] = use;
    this.meter(use, timeUs, (each) => {
      each.nodes += 1;
      addTo(each.allocatable, allocatable, 1);
      addTo(each.hardware, use.hardware, 1);
    });
  }

  /** What the machine has; of resources that the input does not tell, what the node says of its capacity. */
  private hardware(node: Node): Float64Array {
    const { table } = this;
    const hardware = table.offer(node.status?.capacity ?? node.status?.allocatable);
    const known = this.hardwareOf.get(node.metadata.name);
    if (known === undefined) return hardware;
    hardware[table.numberOf("cpu")!] = known.milliCpu / 1000;
    hardware[table.numberOf("memory")!] = known.memoryBytes;
    for (const name of [SHARED_GPU, WHOLE_GPU]) {
      const number = table.numberOf(name);
      if (number !== undefined && hardware[number]! > 0) hardware[number] = known.gpus;
    }
    return hardware;
  }

  private resize(node: NodeUse, list: ResourceList | undefined, timeUs: number): void {
    const before = node.allocatable;
    const after = this.table.offer(list);
    node.allocatable = after;
    addTo(node.free, before, -1);
    addTo(node.free, after, 1);
    this.meter(node, timeUs, (each) => {
      addTo(each.allocatable, before, -1);
      addTo(each.allocatable, after, 1);
    });
  }

  /** Its pods count no more, though they may linger until somebody deletes them. */
  private removeNode(node: NodeUse, timeUs: number): void {
    const used = node.allocatable.slice();
    addTo(used, node.free, -1);
    this.meter(node, timeUs, (each) => {
      each.nodes -= 1;
      each.boundPods -= node.pods;
      addTo(each.allocatable, node.allocatable, -1);
      addTo(each.hardware, node.hardware, -1);
      addTo(each.used, used, -1);
    });
    node.gone = true;
  }

  private bind(pod: number, at: number, timeUs: number): void {
    const { nodeId, gpuDevices } = bindingOf(this.log, this.log.detail[at]!);
    const node = this.nodes[nodeId]!;
    const demand = this.table.demandOf(this.sources[pod]!);
    const placement = { node, demand, devices: gpuDevices ?? tightest(node.devices, demand) };
    this.placements.set(pod, placement);
    this.hold(placement, 1, timeUs);
  }

  private release(pod: number, timeUs: number): void {
    const placement = this.placements.get(pod);
    if (placement === undefined || this.released.has(pod)) return;
    this.released.add(pod);
    this.hold(placement, -1, timeUs);
  }

  private updatePod(pod: number, source: PodSource, timeUs: number): void {
    this.sources[pod] = source;
    const placement = this.placements.get(pod);
    const demand = this.table.demandOf(source);
    if (placement === undefined || placement.demand === demand || this.released.has(pod)) return;
    this.hold(placement, -1, timeUs);
    placement.demand = demand;
    this.hold(placement, 1, timeUs);
  }

  private hold({ node, demand, devices }: Placement, sign: 1 | -1, timeUs: number): void {
    if (node.gone) return;
    node.pods += sign;
    addTo(node.free, demand.amounts, -sign);
    for (const device of devices)
      if (node.devices !== undefined && device < node.devices.length) node.devices[device]! -= sign * demand.gpuMilli;
    this.meter(node, timeUs, (each) => {
      each.boundPods += sign;
      addTo(each.used, demand.amounts, sign);
    });
  }

  private meter(node: NodeUse, timeUs: number, change: (meter: PoolMeter) => void): void {
    for (const meter of [this.cluster, node.pool]) {
      meter.advance(timeUs);
      change(meter);
    }
  }

  private takeSample(timeUs: number): void {
    const { samples, cluster } = this;
    samples.timeUs.push(Math.round(timeUs));
    samples.pending.push(this.pending);
    samples.use.push(shares(cluster));
    for (const pool of this.pools.values()) {
      const known = samples.pools.get(pool) ?? new Map<number, Float64Array>();
      samples.pools.set(pool, known.set(samples.timeUs.length - 1, shares(pool)));
    }
    samples.fragmentation.push(this.fragmentation.measure(this.nodes.filter(({ gone }) => !gone)));
  }
}

function shares({ used, allocatable }: PoolMeter): Float64Array {
  return used.map((amount, r) => share(amount, allocatable[r]!));
}

function resourcesOf(log: FactLog): ResourceTable {
  const nodes: Node[] = [];
  const sources = new Set<PodSource>();
  for (let at = 0; at < log.length; at++) {
    const payload = log.payloads[log.detail[at]!];
    const kind = log.kind[at];
    if (kind === FactKind.NodeAdded) nodes.push((payload as NodePayload).node);
    else if (kind === FactKind.NodeUpdated) nodes.push(payload as Node);
    else if (kind === FactKind.PodCreated) sources.add((payload as PodPayload).source);
    else if (kind === FactKind.PodUpdated) sources.add(payload as PodSource);
  }
  return new ResourceTable(nodes, sources);
}

function podsByDemand(log: FactLog, table: ResourceTable): Map<Demand, number> {
  const counts = new Map<Demand, number>();
  for (let at = 0; at < log.length; at++) {
    if (log.kind[at] !== FactKind.PodCreated) continue;
    const demand = table.demandOf((log.payloads[log.detail[at]!] as PodPayload).source);
    counts.set(demand, (counts.get(demand) ?? 0) + 1);
  }
  return counts;
}

/** Where the input does not say which devices a pod holds, the fullest that it fits on are taken to be its. */
function tightest(devices: Float64Array | undefined, { gpuCount, gpuMilli }: Demand): number[] {
  if (devices === undefined || gpuCount === 0) return [];
  const fitting = Array.from(devices.keys()).filter((device) => devices[device]! >= gpuMilli);
  return fitting.sort((a, b) => devices[a]! - devices[b]! || a - b).slice(0, gpuCount);
}

function addTo(target: Float64Array, more: Float64Array, factor: number): void {
  for (let r = 0; r < target.length; r++) target[r]! += factor * more[r]!;
}
