/** Lanes over a span of time: per node or per workload, what went on in each of so many bins of equal width. A fold over the facts. */
import { byCodeUnits, podRequests, quantityMilliValue } from "@orrery/sim-core/model";
import type { Node } from "@orrery/sim-core/model";
import { bindingOf, FactKind, readinessOf, STARTED_READY } from "@orrery/sim-core/store";
import type { FactLog, NodePayload, PodPayload, PodSource } from "@orrery/sim-core/store";
import { troubleIn } from "./trouble-kind.ts";

export type LaneKind = "node" | "workload";

export interface Lanes {
  readonly kind: LaneKind;
  readonly fromUs: number;
  readonly toUs: number;
  readonly bins: number;
  readonly names: readonly string[];
  /** By lane and bin, at the end of the bin: pods that run, and pods that wait for a node (of a node: none). */
  readonly running: Float32Array;
  readonly waiting: Float32Array;
  /** CPU asked for over allocatable at the end of the bin; of a workload: over all nodes; -1: the node is not there. */
  readonly cpu: Float32Array;
  /** Of those that run: not ready. */
  readonly unready: Float32Array;
  /** What went wrong within the bin: bits of `TroubleKind`. */
  readonly troubles: Uint8Array;
  /** Of nodes: CPU used and wanted over hardware, a mean around the end of the bin; -1: unknown. Of workloads: always unknown. */
  readonly used: Float32Array;
  readonly wanted: Float32Array;
}

interface Lane {
  running: number;
  unready: number;
  waiting: number;
  milliCpu: number;
  allocatable: number;
  there: boolean;
}

interface PodNow {
  readonly milliCpu: number;
  readonly workload: number;
  node: number;
  stage: "waiting" | "bound" | "running" | "over";
  ready: boolean;
}

/** @param bins at least 1; `toUs` after `fromUs` */
export function lanesOf(
  log: FactLog,
  facts: number,
  kind: LaneKind,
  fromUs: number,
  toUs: number,
  bins: number,
): Omit<Lanes, "used" | "wanted"> {
  return new LaneFold(log, kind, fromUs, toUs, bins).run(facts);
}

class LaneFold {
  private readonly log: FactLog;
  private readonly kind: LaneKind;
  private readonly fromUs: number;
  private readonly toUs: number;
  private readonly bins: number;
  private readonly lanes: Lane[] = [];
  private readonly names: string[] = [];
  private readonly laneOfName = new Map<string, number>();
  private readonly laneOfNode: number[] = [];
  private readonly pods: PodNow[] = [];
  private readonly cpuOf = new Map<PodSource, number>();
  /** Snapshots by bin, of the lanes there were then. */
  private readonly rows: { running: number[]; unready: number[]; waiting: number[]; cpu: number[] }[] = [];
  private readonly troubles = new Map<string, number>();
  private allocatable = 0;

  constructor(log: FactLog, kind: LaneKind, fromUs: number, toUs: number, bins: number) {
    this.log = log;
    this.kind = kind;
    this.fromUs = fromUs;
    this.toUs = toUs;
    this.bins = bins;
  }

  run(facts: number): Omit<Lanes, "used" | "wanted"> {
    const { log, bins } = this;
    for (let fact = 0; fact < facts && log.timeUs[fact]! < this.toUs; fact++) {
      while (this.rows.length < bins && log.timeUs[fact]! >= this.endOf(this.rows.length)) this.snapshot();
      this.apply(fact);
    }
    while (this.rows.length < bins) this.snapshot();
    return this.result();
  }

  private endOf(bin: number): number {
    return this.fromUs + ((bin + 1) * (this.toUs - this.fromUs)) / this.bins;
  }

  private snapshot(): void {
    const { lanes, kind } = this;
    const share = (lane: Lane) => {
      if (!lane.there) return -1;
      const whole = kind === "node" ? lane.allocatable : this.allocatable;
      return whole > 0 ? lane.milliCpu / whole : 0;
    };
    this.rows.push({
      running: lanes.map((lane) => lane.running),
      unready: lanes.map((lane) => lane.unready),
      waiting: lanes.map((lane) => lane.waiting),
      cpu: lanes.map(share),
    });
  }

  private result(): Omit<Lanes, "used" | "wanted"> {
    const { bins, names, rows } = this;
    const order = names.map((_, lane) => lane).sort((a, b) => byCodeUnits(names[a]!, names[b]!));
    const size = names.length * bins;
    const lanes = {
      running: new Float32Array(size),
      waiting: new Float32Array(size),
      cpu: new Float32Array(size),
      unready: new Float32Array(size),
      troubles: new Uint8Array(size),
    };
    for (const [row, lane] of order.entries())
      for (let bin = 0; bin < bins; bin++) {
        const at = row * bins + bin;
        const known = lane < rows[bin]!.cpu.length;
        lanes.running[at] = known ? rows[bin]!.running[lane]! : 0;
        lanes.waiting[at] = known ? rows[bin]!.waiting[lane]! : 0;
        lanes.cpu[at] = known ? rows[bin]!.cpu[lane]! : -1;
        lanes.unready[at] = known ? rows[bin]!.unready[lane]! : 0;
        lanes.troubles[at] = this.troubles.get(`${lane}/${bin}`) ?? 0;
      }
    return { kind: this.kind, fromUs: this.fromUs, toUs: this.toUs, bins, names: order.map((lane) => names[lane]!), ...lanes };
  }

  private apply(fact: number): void {
    const { log, kind } = this;
    const subject = log.subject[fact]!;
    const detail = log.detail[fact]!;
    const trouble = troubleIn(log, fact);
    if (trouble !== 0) this.mark(fact, trouble);
    switch (log.kind[fact]) {
      case FactKind.NodeAdded:
        return this.offer(subject, (log.payloads[detail] as NodePayload).node);
      case FactKind.NodeUpdated:
        return this.offer(subject, log.payloads[detail] as Node);
      case FactKind.NodeRemoved:
        return this.offer(subject, undefined);
      case FactKind.PodCreated: {
        const { source } = log.payloads[detail] as PodPayload;
        const pod: PodNow = {
          milliCpu: this.cpu(source),
          workload: kind === "workload" ? this.lane(source.workload) : -1,
          node: -1,
          stage: "over",
          ready: false,
        };
        this.pods[subject] = pod;
        return this.move(pod, "waiting");
      }
      case FactKind.PodBound:
        this.pods[subject]!.node = bindingOf(log, detail).nodeId;
        return this.move(this.pods[subject]!, "bound");
      case FactKind.PodStarted:
        this.pods[subject]!.ready = detail === STARTED_READY;
        return this.move(this.pods[subject]!, "running");
      case FactKind.PodReadinessChanged:
        return this.turn(this.pods[subject]!, readinessOf(log, detail));
      case FactKind.PodSucceeded:
      case FactKind.PodFailed:
      case FactKind.PodRemoved:
        return this.move(this.pods[subject]!, "over");
    }
  }

  private move(pod: PodNow, stage: PodNow["stage"]): void {
    const lane = this.lanes[this.kind === "workload" ? pod.workload : (this.laneOfNode[pod.node] ?? -1)];
    const before = pod.stage;
    pod.stage = stage;
    if (lane === undefined) return;
    const holds = (at: PodNow["stage"]) => Number(at === "bound" || at === "running");
    // A pod's first fact on a node is its binding: what it was before, it was elsewhere.
    const from = this.kind === "node" && stage === "bound" ? "over" : before;
    lane.running += Number(stage === "running") - Number(from === "running");
    lane.unready += pod.ready ? 0 : Number(stage === "running") - Number(from === "running");
    lane.waiting += Number(stage === "waiting") - Number(from === "waiting");
    lane.milliCpu += (holds(stage) - holds(from)) * pod.milliCpu;
  }

  private turn(pod: PodNow, ready: boolean): void {
    if (pod.ready === ready) return;
    pod.ready = ready;
    if (pod.stage !== "running") return;
    const lane = this.lanes[this.kind === "workload" ? pod.workload : (this.laneOfNode[pod.node] ?? -1)];
    if (lane !== undefined) lane.unready += ready ? -1 : 1;
  }

  private offer(node: number, object: Node | undefined): void {
    if (this.laneOfNode[node] === undefined) this.laneOfNode[node] = this.kind === "node" ? this.lane(object!.metadata.name) : -1 - node;
    const offered = object === undefined ? 0 : quantityMilliValue(object.status?.allocatable?.["cpu"] ?? 0);
    const own = this.kind === "node" ? this.lanes[this.laneOfNode[node]]! : this.hidden(node);
    this.allocatable += offered - own.allocatable;
    own.allocatable = offered;
    own.there = object !== undefined;
  }

  /** What a node offers, where nodes have no lanes. */
  private readonly offers = new Map<number, Lane>();
  private hidden(node: number): Lane {
    let lane = this.offers.get(node);
    if (lane === undefined) this.offers.set(node, (lane = newLane()));
    return lane;
  }

  private lane(name: string): number {
    let lane = this.laneOfName.get(name);
    if (lane === undefined) {
      lane = this.names.push(name) - 1;
      this.laneOfName.set(name, lane);
      this.lanes.push(newLane());
    }
    return lane;
  }

  private mark(fact: number, trouble: number): void {
    const { log } = this;
    const timeUs = log.timeUs[fact]!;
    if (timeUs < this.fromUs) return;
    const pod = NODE_FAILURES.has(log.kind[fact] as FactKind) ? undefined : this.pods[log.subject[fact]!];
    const node = pod === undefined ? log.subject[fact]! : pod.node;
    const lane = this.kind === "node" ? this.laneOfNode[node] : pod?.workload;
    if (lane === undefined || lane < 0) return;
    const key = `${lane}/${Math.floor(((timeUs - this.fromUs) / (this.toUs - this.fromUs)) * this.bins)}`;
    this.troubles.set(key, (this.troubles.get(key) ?? 0) | trouble);
  }

  private cpu(source: PodSource): number {
    let milliCpu = this.cpuOf.get(source);
    if (milliCpu === undefined) {
      milliCpu = Number(
        podRequests({ metadata: { name: "" }, spec: source.spec })
          .get("cpu")
          ?.milliValue() ?? 0n,
      );
      this.cpuOf.set(source, milliCpu);
    }
    return milliCpu;
  }
}

const NODE_FAILURES: ReadonlySet<FactKind> = new Set([FactKind.NodeStopped, FactKind.NodeFaulted]);

function newLane(): Lane {
  return { running: 0, unready: 0, waiting: 0, milliCpu: 0, allocatable: 0, there: true };
}
