/**
 * Virtual machines with a recording of their CPU as pods that use what was recorded: each is a pod of its own, with a label that ties its
 * behaviour to it.
 *
 * Not modelled: their memory and disk over time, which such recordings do not have.
 */
import { defaultPod, selectorFromMap } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import type { BehaviorRule, Curve } from "@orrery/sim-core/workload";
import type { PodArrivals } from "../simulation/index.ts";
import { idleBehavior } from "./behavior-rules.ts";
import type { LoadedTrace, TraceRequest, UsageRequest } from "./trace-loader.ts";

/** What of the recording is needed here; `OpendcVms` of @orrery/traces fits. Rows in file order. */
export interface RecordedVms {
  readonly count: number;
  readonly id: readonly string[];
  /** From any instant on. */
  readonly submissionMs: ArrayLike<number>;
  readonly cores: ArrayLike<number>;
  /** Thousands of bytes. */
  readonly memoryKb: ArrayLike<number>;
  /** Of one VM they follow each other in time; those of several may be mixed. */
  readonly fragments: {
    readonly count: number;
    /** Row of the VM. */
    readonly vm: ArrayLike<number>;
    readonly durationMs: ArrayLike<number>;
    readonly cpuUsageMhz: ArrayLike<number>;
  };
}

/** Pod label: the id of the machine in its recording. */
export const RECORDED_VM = "orrery.io/recorded-vm";

/** Pods arrive when their machines were submitted, the first at 0, and run as long as they were recorded. */
export function usageTrace(vms: RecordedVms, request: TraceRequest, { mhzPerCore, stopUs }: UsageRequest): LoadedTrace {
  const timeScale = request.arrivals.kind === "timed" ? request.arrivals.timeScale : 1;
  const firstMs = Array.from(vms.submissionMs).reduce((least, ms) => Math.min(least, ms), Infinity);
  const scaledUs = (ms: number): number => Math.round(ms * 1000 * timeScale);
  const order = Array.from({ length: vms.count }, (_, row) => row);
  order.sort((a, b) => vms.submissionMs[a]! - vms.submissionMs[b]! || a - b);
  const rows = order.slice(0, Math.min(request.podLimit, order.length));
  const usage = usageOf(vms, mhzPerCore, scaledUs);
  const arrivals: PodArrivals = {
    sources: rows.map((row) => sourceOf(vms, row, request.name)),
    arrivalUs: Float64Array.from(rows, (row) => scaledUs(vms.submissionMs[row]! - firstMs)),
    source: Int32Array.from(rows, (_, at) => at),
    durationUs: Float64Array.from(rows, (row) => usage[row]!.endUs),
    keyOf: (at) => `default/${request.name}-${vms.id[rows[at]!]!}`,
  };
  const behaviors = rows.map((row) => ruleOf(vms.id[row]!, request.name, usage[row]!.cpu, stopUs));
  return { nodes: [], arrivals: [arrivals], behaviors, notModelled: [] };
}

interface Usage {
  readonly cpu: Curve;
  readonly endUs: number;
}

/** Of every machine; fragments of no length say nothing. */
function usageOf({ count, fragments }: RecordedVms, mhzPerCore: number, scaledUs: (ms: number) => number): Usage[] {
  const times: number[][] = Array.from({ length: count }, () => []);
  const values: number[][] = Array.from({ length: count }, () => []);
  const endMs = new Float64Array(count);
  for (let row = 0; row < fragments.count; row++) {
    const vm = fragments.vm[row]!;
    const fromUs = scaledUs(endMs[vm]!);
    endMs[vm] = endMs[vm]! + fragments.durationMs[row]!;
    if (scaledUs(endMs[vm]) === fromUs) continue;
    times[vm]!.push(fromUs);
    values[vm]!.push(fragments.cpuUsageMhz[row]! / mhzPerCore);
  }
  return times.map((own, vm): Usage => {
    const endUs = scaledUs(endMs[vm]!);
    if (own.length === 0) return { cpu: { kind: "constant", value: 0 }, endUs };
    const [timesUs, amounts] = [Float64Array.from(own), Float64Array.from(values[vm]!)];
    return { cpu: { kind: "steps", from: "start", timesUs, values: amounts, repeatUs: undefined }, endUs };
  });
}

function sourceOf({ id, cores, memoryKb }: RecordedVms, row: number, workload: string): PodSource {
  const metadata = { namespace: "default", labels: { app: workload, [RECORDED_VM]: id[row]! } };
  const requests = { cpu: String(cores[row]!), memory: String(memoryKb[row]! * 1000) };
  const spec = { containers: [{ name: "main", resources: { requests } }] };
  return { metadata, spec: defaultPod({ metadata: { ...metadata, name: workload }, spec }).spec, workload };
}

function ruleOf(id: string, workload: string, cpu: Curve, stopUs: number): BehaviorRule {
  const selector = selectorFromMap({ [RECORDED_VM]: id, app: workload });
  const behavior = { ...idleBehavior(stopUs), cpu };
  return { name: `${workload}-${id}`, namespace: "default", selector, container: undefined, behavior };
}
