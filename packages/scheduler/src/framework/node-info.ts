/** A node with everything that runs on it, summed. Source: pkg/scheduler/framework/types.go (NodeInfo), Kubernetes v1.36.2. */
import { isScalarResourceName, labelMap, parseQuantity } from "@orrery/sim-core/model";
import type { LabelMap, Node, Taint } from "@orrery/sim-core/model";
import type { PodInfo } from "./pod-info.ts";
import type { HostPort } from "./pod-template.ts";
import { HUGE } from "./resource-vector.ts";

/** Sums of a NodeInfo in int64, for nodes or pods with amounts that numbers cannot hold. */
export interface ExactTotals {
  milliCPU: bigint;
  memory: bigint;
  ephemeralStorage: bigint;
  scalar: Map<string, bigint>;
  nonZeroMilliCPU: bigint;
  nonZeroMemory: bigint;
}

export class NodeInfo {
  /** Dense number of the node in its cache; stable while the node lives, reused afterwards. */
  readonly slot: number;
  node: Node;
  name: string;
  labels: LabelMap;
  taints: readonly Taint[];
  unschedulable: boolean;

  allocatableMilliCpu = 0;
  allocatableMemory = 0;
  allocatableEphemeralStorage = 0;
  allocatablePods = 0;
  allocatableScalar: ReadonlyMap<string, number> = new Map();

  requestedMilliCpu = 0;
  requestedMemory = 0;
  requestedEphemeralStorage = 0;
  requestedScalar: Map<string, number> = new Map();
  nonZeroMilliCpu = 0;
  nonZeroMemory = 0;

  /** Some allocatable amount, or the request of some pod here, is beyond HUGE: use `exactAllocatable` and `exactRequested`. */
  allocatableHuge = false;
  hugePods = 0;

  pods: PodInfo[] = [];
  /** Host ports in use here; usually none. */
  hostPorts: HostPort[] = [];
  /** How many pods here mount a claim, by `namespace/name` (Go: PVCRefCounts). */
  claimUse: Map<string, number> = new Map();
  /** Grows with every change of this node or its pods. */
  generation = 0;

  constructor(slot: number, node: Node) {
    this.slot = slot;
    this.node = node;
    this.name = "";
    this.labels = new Map();
    this.taints = [];
    this.unschedulable = false;
    this.setNode(node);
  }

  /** Takes over a new version of the node object; pods stay. */
  setNode(node: Node): void {
    this.node = node;
    this.name = node.metadata.name;
    this.labels = labelMap(node.metadata.labels);
    this.taints = node.spec?.taints ?? [];
    this.unschedulable = node.spec?.unschedulable ?? false;
    const exact = this.exactAllocatable();
    this.allocatableMilliCpu = Number(exact.milliCPU);
    this.allocatableMemory = Number(exact.memory);
    this.allocatableEphemeralStorage = Number(exact.ephemeralStorage);
    this.allocatablePods = Number(parseQuantity(node.status?.allocatable?.["pods"] ?? 0).value());
    const scalar = new Map<string, number>();
    let huge = this.allocatableMilliCpu > HUGE || this.allocatableMemory > HUGE || this.allocatableEphemeralStorage > HUGE;
    for (const [name, amount] of exact.scalar) {
      scalar.set(name, Number(amount));
      huge ||= Number(amount) > HUGE;
    }
    this.allocatableScalar = scalar;
    this.allocatableHuge = huge;
    this.generation += 1;
  }

  get huge(): boolean {
    return this.allocatableHuge || this.hugePods > 0;
  }

  addPod(pod: PodInfo): void {
    this.pods.push(pod);
    this.account(pod, 1);
  }

  /** @returns whether the pod was here. */
  removePod(pod: PodInfo): boolean {
    const at = this.pods.findIndex((p) => p.uid === pod.uid);
    if (at < 0) return false;
    const found = this.pods[at]!;
    // As in Go: the last pod takes the place of the one that left.
    this.pods[at] = this.pods[this.pods.length - 1]!;
    this.pods.pop();
    this.account(found, -1);
    return true;
  }

  /** An independent copy for dry runs (preemption, nominated pods). */
  clone(): NodeInfo {
    const copy = Object.assign(Object.create(NodeInfo.prototype) as NodeInfo, this);
    copy.pods = this.pods.slice();
    copy.requestedScalar = new Map(this.requestedScalar);
    copy.hostPorts = this.hostPorts.slice();
    copy.claimUse = new Map(this.claimUse);
    return copy;
  }

  /** The node's allocatable in int64. */
  exactAllocatable(): ExactTotals {
    const totals = emptyTotals();
    const allocatable = this.node.status?.allocatable ?? {};
    for (const name of Object.keys(allocatable)) {
      const quantity = parseQuantity(allocatable[name]!);
      if (name === "cpu") totals.milliCPU = quantity.milliValue();
      else if (name === "memory") totals.memory = quantity.value();
      else if (name === "ephemeral-storage") totals.ephemeralStorage = quantity.value();
      else if (isScalarResourceName(name)) totals.scalar.set(name, quantity.value());
    }
    return totals;
  }

  /** The sums of requests in int64 with Go's wrap-around, computed from the pods. */
  exactRequested(): ExactTotals {
    const totals = emptyTotals();
    for (const pod of this.pods) {
      const exact = pod.request.exact;
      totals.milliCPU = BigInt.asIntN(64, totals.milliCPU + exact.milliCPU);
      totals.memory = BigInt.asIntN(64, totals.memory + exact.memory);
      totals.ephemeralStorage = BigInt.asIntN(64, totals.ephemeralStorage + exact.ephemeralStorage);
      totals.nonZeroMilliCPU = BigInt.asIntN(64, totals.nonZeroMilliCPU + exact.nonZeroMilliCPU);
      totals.nonZeroMemory = BigInt.asIntN(64, totals.nonZeroMemory + exact.nonZeroMemory);
      for (const [name, amount] of exact.scalar) totals.scalar.set(name, BigInt.asIntN(64, (totals.scalar.get(name) ?? 0n) + amount));
    }
    return totals;
  }

  /**
   * A set, as in Go: where two pods hold one port (which the scheduler never decides), the first of them to leave takes it away for both.
   * Arrays are
   * replaced, not changed, because copies of the node share them.
   */
  private accountPort(port: HostPort, sign: 1 | -1): void {
    const others = this.hostPorts.filter((p) => p.port !== port.port || p.protocol !== port.protocol || p.ip !== port.ip);
    this.hostPorts = sign > 0 ? [...others, port] : others;
  }

  /** A huge amount has swallowed the low digits of the running sums: add up anew. */
  private sumAgain(): void {
    this.requestedMilliCpu = sum(this.pods, (p) => p.request.milliCpu);
    this.requestedMemory = sum(this.pods, (p) => p.request.memory);
    this.requestedEphemeralStorage = sum(this.pods, (p) => p.request.ephemeralStorage);
    this.nonZeroMilliCpu = sum(this.pods, (p) => p.nonZeroMilliCpu);
    this.nonZeroMemory = sum(this.pods, (p) => p.nonZeroMemory);
    for (const name of this.requestedScalar.keys())
      this.requestedScalar.set(
        name,
        sum(this.pods, (p) => p.request.scalar.get(name) ?? 0),
      );
  }

  private account(pod: PodInfo, sign: 1 | -1): void {
    const request = pod.request;
    this.requestedMilliCpu += sign * request.milliCpu;
    this.requestedMemory += sign * request.memory;
    this.requestedEphemeralStorage += sign * request.ephemeralStorage;
    if (request.scalar.size > 0) {
      for (const [name, amount] of request.scalar) this.requestedScalar.set(name, (this.requestedScalar.get(name) ?? 0) + sign * amount);
    }
    this.nonZeroMilliCpu += sign * pod.nonZeroMilliCpu;
    this.nonZeroMemory += sign * pod.nonZeroMemory;
    if (request.huge) {
      this.hugePods += sign;
      this.sumAgain();
    }
    for (const port of pod.template.hostPorts) this.accountPort(port, sign);
    for (const claim of pod.template.claimNames) {
      const uses = (this.claimUse.get(claim) ?? 0) + sign;
      if (uses > 0) this.claimUse.set(claim, uses);
      else this.claimUse.delete(claim);
    }
    this.generation += 1;
  }
}

function sum(pods: readonly PodInfo[], amount: (pod: PodInfo) => number): number {
  return pods.reduce((total, pod) => total + amount(pod), 0);
}

function emptyTotals(): ExactTotals {
  return { milliCPU: 0n, memory: 0n, ephemeralStorage: 0n, scalar: new Map(), nonZeroMilliCPU: 0n, nonZeroMemory: 0n };
}
