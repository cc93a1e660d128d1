/**
 * The whole run at a glance, in at most so many bins of equal width: how many pods wait and run at the end of each, what of the cluster is
 * asked for, and how often things failed in it. Folded over the facts as they come; when the run outgrows the bins, pairs of them are
 * joined.
 */
import { podRequests, quantityMilliValue, quantityValue } from "@orrery/sim-core/model";
import type { Node } from "@orrery/sim-core/model";
import { bindingOf, FactKind, factPayload, readinessOf, STARTED_READY } from "@orrery/sim-core/store";
import type { FactLog, NodeOutage, NodePayload, PodPayload, PodSource } from "@orrery/sim-core/store";
import type { InputNode } from "../simulation/index.ts";
import type { NodeUsage } from "./node-usage.ts";
import { TROUBLE_KINDS, TroubleKind, troubleIn } from "./trouble-kind.ts";

export interface Overview {
  readonly binUs: number;
  /** Bins that have begun. */
  readonly bins: number;
  /** At the end of each bin. */
  readonly pending: Float64Array;
  readonly running: Float64Array;
  /** Of those that run: Ready. */
  readonly ready: Float64Array;
  /** Nodes whose machine is down. */
  readonly down: Float64Array;
  /** Requests over allocatable, of all nodes together: 1 is all. */
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  /** Within each bin: how often it happened, by `TroubleKind`. */
  readonly unhealthy: Float64Array;
  readonly failed: Float64Array;
  readonly restarted: Float64Array;
  readonly evicted: Float64Array;
  readonly oomKilled: Float64Array;
  readonly outage: Float64Array;
  readonly bound: Float64Array;
  /**
   * Samples of usage, oldest first: when, and as shares of the hardware of all nodes the CPU used and wanted, the CPU for which containers
   * waited because of their own limits, and the memory used. CPU as means since the sample before.
   */
  readonly sampleUs: Float64Array;
  readonly usedCpu: Float64Array;
  readonly wantedCpu: Float64Array;
  readonly throttledCpu: Float64Array;
  readonly usedMemory: Float64Array;
}

const MAX_BINS = 1024;
const SERIES = ["pending", "running", "ready", "down", "cpu", "memory", "bound", ...TROUBLE_KINDS] as const;
/** Those that count; the others are the value at the end of the bin. */
const COUNTED: ReadonlySet<string> = new Set(["bound", ...TROUBLE_KINDS]);

interface PodNow {
  readonly milliCpu: number;
  readonly memoryBytes: number;
  node: number;
  stage: "pending" | "bound" | "running" | "over";
  ready: boolean;
}

interface Sample {
  readonly timeUs: number;
  readonly used: number;
  readonly wanted: number;
  readonly throttled: number;
  readonly memory: number;
}

type Hardware = Pick<InputNode["hardware"], "milliCpu" | "memoryBytes">;

export class OverviewFold {
  private binUs = 1_000_000;
  private bins = 0;
  private series: Record<(typeof SERIES)[number], Float64Array<ArrayBuffer>>;
  private readonly pods: PodNow[] = [];
  private readonly offers = new Map<number, { readonly milliCpu: number; readonly memoryBytes: number }>();
  private readonly demands = new Map<PodSource, { readonly milliCpu: number; readonly memoryBytes: number }>();
  /** Nodes whose machine is down, by number. */
  private readonly down = new Set<number>();
  private readonly now = { pending: 0, running: 0, ready: 0, milliCpu: 0, memoryBytes: 0, offeredCpu: 0, offeredMemory: 0 };
  private facts = 0;
  private readonly log: FactLog;
  private readonly usage: NodeUsage;
  private readonly hardware: (node: number) => Hardware;
  private readonly samples: Sample[] = [];

  /** @param hardware what the machine of a node really has, by number of the node */
  constructor(log: FactLog, usage: NodeUsage, hardware: (node: number) => Hardware) {
    this.log = log;
    this.usage = usage;
    this.hardware = hardware;
    this.series = Object.fromEntries(SERIES.map((name) => [name, new Float64Array(MAX_BINS)])) as typeof this.series;
  }

  /** Takes in new facts, and the time that has passed without any. */
  follow(nowUs: number): void {
    const { log } = this;
    for (; this.facts < log.length; this.facts++) {
      this.reach(log.timeUs[this.facts]!);
      this.apply(this.facts);
      this.write();
    }
    if (Number.isFinite(nowUs)) this.reach(nowUs);
    for (const { timeUs, ids, milliCpu, wantedMilliCpu, throttledMilliCpu, memoryBytes } of this.usage.totals(this.samples.length)) {
      let [cpu, memory] = [0, 0];
      for (const id of ids) {
        const own = this.hardware(id);
        cpu += own.milliCpu;
        memory += own.memoryBytes;
      }
      this.samples.push({
        timeUs,
        used: ratio(milliCpu, cpu),
        wanted: ratio(wantedMilliCpu, cpu),
        throttled: ratio(throttledMilliCpu, cpu),
        memory: ratio(memoryBytes, memory),
      });
    }
  }

  /** A copy whose buffers may be transferred. */
  get overview(): Overview {
    const { binUs, bins } = this;
    const copies = Object.fromEntries(SERIES.map((name) => [name, this.series[name].slice(0, bins)])) as Pick<
      Overview,
      (typeof SERIES)[number]
    >;
    const column = (of: (sample: Sample) => number) => Float64Array.from(this.samples, of);
    return {
      binUs,
      bins,
      ...copies,
      sampleUs: column(({ timeUs }) => timeUs),
      usedCpu: column(({ used }) => used),
      wantedCpu: column(({ wanted }) => wanted),
      throttledCpu: column(({ throttled }) => throttled),
      usedMemory: column(({ memory }) => memory),
    };
  }

  private reach(timeUs: number): void {
    while (Math.floor(timeUs / this.binUs) >= MAX_BINS) this.join();
    const wanted = Math.floor(timeUs / this.binUs) + 1;
    while (this.bins < wanted) {
      this.bins += 1;
      this.write();
    }
  }

  private join(): void {
    this.binUs *= 2;
    const joined = Math.ceil(this.bins / 2);
    for (const name of SERIES) {
      const values = this.series[name];
      for (let bin = 0; bin < joined; bin++) {
        const last = Math.min(bin * 2 + 1, this.bins - 1);
        values[bin] = COUNTED.has(name) ? values[bin * 2]! + (last > bin * 2 ? values[last]! : 0) : values[last]!;
      }
      values.fill(0, joined);
    }
    this.bins = joined;
  }

  private write(): void {
    const bin = this.bins - 1;
    const { now, series } = this;
    series.pending[bin] = now.pending;
    series.running[bin] = now.running;
    series.ready[bin] = now.ready;
    series.down[bin] = this.down.size;
    series.cpu[bin] = now.offeredCpu > 0 ? now.milliCpu / now.offeredCpu : 0;
    series.memory[bin] = now.offeredMemory > 0 ? now.memoryBytes / now.offeredMemory : 0;
  }

  private apply(fact: number): void {
    const { log } = this;
    const kind = log.kind[fact] as FactKind;
    const subject = log.subject[fact]!;
    const detail = log.detail[fact]!;
    const trouble = troubleIn(log, fact);
    if (trouble !== 0) for (const name of TROUBLE_KINDS) if (trouble === TroubleKind[name]) this.series[name][this.bins - 1]! += 1;
    switch (kind) {
      case FactKind.NodeAdded:
        return this.offer(subject, (log.payloads[detail] as NodePayload).node);
      case FactKind.NodeUpdated:
        return this.offer(subject, log.payloads[detail] as Node);
      case FactKind.NodeRemoved:
        this.down.delete(subject);
        return this.offer(subject, undefined);
      case FactKind.NodeStopped:
        if (factPayload<NodeOutage>(log, detail)?.what === "machine") this.down.add(subject);
        else this.down.delete(subject);
        return;
      case FactKind.NodeStarted:
        this.down.delete(subject);
        return;
      case FactKind.PodCreated:
        this.pods[subject] = { ...this.demand((log.payloads[detail] as PodPayload).source), node: -1, stage: "pending", ready: false };
        this.now.pending += 1;
        return;
      case FactKind.PodBound:
        this.series.bound[this.bins - 1]! += 1;
        this.pods[subject]!.node = bindingOf(log, detail).nodeId;
        return this.move(subject, "bound");
      case FactKind.PodStarted:
        this.turn(subject, detail === STARTED_READY);
        return this.move(subject, "running");
      case FactKind.PodReadinessChanged:
        return this.turn(subject, readinessOf(log, detail));
      case FactKind.PodSucceeded:
      case FactKind.PodFailed:
      case FactKind.PodRemoved:
        return this.move(subject, "over");
    }
  }

  private offer(node: number, object: Node | undefined): void {
    const before = this.offers.get(node);
    const { cpu = 0, memory = 0 } = object?.status?.allocatable ?? {};
    const offer = { milliCpu: quantityMilliValue(cpu), memoryBytes: quantityValue(memory) };
    this.now.offeredCpu += offer.milliCpu - (before?.milliCpu ?? 0);
    this.now.offeredMemory += offer.memoryBytes - (before?.memoryBytes ?? 0);
    this.offers.set(node, offer);
  }

  private move(number: number, stage: PodNow["stage"]): void {
    const pod = this.pods[number]!;
    const { now } = this;
    const holds = (at: PodNow["stage"]) => at === "bound" || at === "running";
    const change = Number(holds(stage)) - Number(holds(pod.stage));
    now.milliCpu += change * pod.milliCpu;
    now.memoryBytes += change * pod.memoryBytes;
    now.pending += Number(stage === "pending") - Number(pod.stage === "pending");
    const runs = Number(stage === "running") - Number(pod.stage === "running");
    now.running += runs;
    now.ready += pod.ready ? runs : 0;
    pod.stage = stage;
  }

  private turn(number: number, ready: boolean): void {
    const pod = this.pods[number]!;
    if (pod.stage === "running") this.now.ready += Number(ready) - Number(pod.ready);
    pod.ready = ready;
  }

  private demand(source: PodSource): { readonly milliCpu: number; readonly memoryBytes: number } {
    let demand = this.demands.get(source);
    if (demand === undefined) {
      const requests = podRequests({ metadata: { name: "" }, spec: source.spec });
      demand = { milliCpu: Number(requests.get("cpu")?.milliValue() ?? 0n), memoryBytes: Number(requests.get("memory")?.value() ?? 0n) };
      this.demands.set(source, demand);
    }
    return demand;
  }
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
