/** What is left of each GPU of a node, summed up from the devices that its pods hold. */
import type { NodeInfo, PodInfo } from "../framework/index.ts";
import { GPU_COUNT, GPU_DEVICES_ANNOTATION, GPU_MODEL_LABEL, WHOLE_GPU_MILLI } from "./gpu-resources.ts";
import type { GpuRequest, GpuRequests } from "./gpu-request.ts";

export class GpuNode {
  readonly node: NodeInfo;
  /** The node's generation when this was summed up. */
  readonly generation: number;
  /** Different for every GpuNode that one GpuNodes has made: what was computed for it may be kept under this number. */
  readonly serial: number;
  /** Thousandths left, by device. */
  readonly left: Int32Array;
  totalLeft = 0;
  maxLeft = 0;
  /** Devices that nobody uses. */
  freeDevices = 0;
  readonly model: string;
  /** Pods here by what they use: 0 a share of one device, else the number of devices. */
  readonly podsByKind = new Map<number, number>();

  constructor(node: NodeInfo, serial: number) {
    this.node = node;
    this.generation = node.generation;
    this.serial = serial;
    this.left = new Int32Array(Math.max(0, node.allocatableScalar.get(GPU_COUNT) ?? 0)).fill(WHOLE_GPU_MILLI);
    this.model = node.labels.get(GPU_MODEL_LABEL) ?? "";
  }

  get devices(): number {
    return this.left.length;
  }

  take(request: GpuRequest, devices: readonly number[]): void {
    const kind = request.shares ? 0 : request.count;
    this.podsByKind.set(kind, (this.podsByKind.get(kind) ?? 0) + 1);
    for (const device of devices) {
      if (device < this.left.length) this.left[device] = Math.max(0, this.left[device]! - request.milli);
    }
  }

  sumUp(): void {
    const { left } = this;
    this.totalLeft = 0;
    this.maxLeft = 0;
    this.freeDevices = 0;
    for (let i = 0; i < left.length; i++) {
      this.totalLeft += left[i]!;
      if (left[i]! > this.maxLeft) this.maxLeft = left[i]!;
      if (left[i] === WHOLE_GPU_MILLI) this.freeDevices += 1;
    }
  }

  /** Whether `count` devices have `milli` left each. */
  fits(count: number, milli: number): boolean {
    if (count === 1) return this.maxLeft >= milli;
    if (milli === WHOLE_GPU_MILLI) return this.freeDevices >= count;
    let fitting = 0;
    for (let i = 0; i < this.left.length; i++) if (this.left[i]! >= milli) fitting += 1;
    return fitting >= count;
  }
}

/** The GPU states of nodes, each summed up anew when the node's generation has moved on. Works for copies of nodes in dry runs too. */
export class GpuNodes {
  private readonly requests: GpuRequests;
  private readonly bySlot: (GpuNode | undefined)[] = [];
  private made = 0;

  constructor(requests: GpuRequests) {
    this.requests = requests;
  }

  of(node: NodeInfo): GpuNode {
    const known = this.bySlot[node.slot];
    if (known !== undefined && known.node === node && known.generation === node.generation) return known;
    const fresh = this.build(node);
    while (this.bySlot.length <= node.slot) this.bySlot.push(undefined);
    this.bySlot[node.slot] = fresh;
    return fresh;
  }

  /** As `of`, without `pod` and not kept: Reserve asks when the pod may or may not be on the node already. */
  without(node: NodeInfo, pod: PodInfo): GpuNode {
    return this.build(node, pod.uid);
  }

  private build(node: NodeInfo, exceptUid?: string): GpuNode {
    const state = new GpuNode(node, ++this.made);
    const unknown: GpuRequest[] = [];
    for (const pod of node.pods) {
      const request = this.requests.of(pod);
      if (request.count === 0 || pod.uid === exceptUid) continue;
      const devices = pod.gpuDevices ?? annotatedDevices(pod);
      if (devices === undefined) unknown.push(request);
      else state.take(request, devices);
    }
    for (const request of unknown) state.take(request, tightestDevices(state, request.count, request.milli));
    state.sumUp();
    return state;
  }
}

/** The `count` fitting devices with the least left, lowest index first among equals; fewer when not enough fit. */
export function tightestDevices(state: GpuNode, count: number, milli: number): number[] {
  const { left } = state;
  const chosen: number[] = [];
  while (chosen.length < count) {
    let best = -1;
    for (let i = 0; i < left.length; i++) {
      if (left[i]! >= milli && !chosen.includes(i) && (best < 0 || left[i]! < left[best]!)) best = i;
    }
    if (best < 0) break;
    chosen.push(best);
  }
  return chosen;
}

function annotatedDevices(pod: PodInfo): readonly number[] | undefined {
  const text = pod.pod.metadata.annotations?.[GPU_DEVICES_ANNOTATION];
  if (text === undefined || !/^\d+(,\d+)*$/.test(text)) return undefined;
  return text.split(",").map(Number);
}
