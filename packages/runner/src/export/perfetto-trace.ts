/**
 * A run as a trace for Perfetto (ui.perfetto.dev) and chrome://tracing, in the JSON trace event format: a process a node, pods as slices
 * on it, failures as instants, pending pods as a counter.
 */
import { FACT_NAMES, FactKind } from "@orrery/sim-core/store";
import type { Simulation } from "../simulation/index.ts";

interface TraceEvent {
  readonly ph: "X" | "i" | "C" | "M";
  readonly name: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly s?: "p";
  readonly args?: Readonly<Record<string, unknown>>;
}

/** @param slotOf the pod's place on its node, from 0 */
export function perfettoTrace({ state, store: { log }, progress: { nowUs } }: Simulation, slotOf: (pod: number) => number): string {
  const events: TraceEvent[] = [];
  for (const { id, node } of state.nodes) events.push({ ph: "M", name: "process_name", pid: id + 1, args: { name: node.metadata.name } });
  events.push({ ph: "M", name: "process_name", pid: CLUSTER, args: { name: "cluster" } });
  for (const pod of state.pods) {
    if (pod.boundUs < 0) continue;
    const endUs = pod.finishedUs >= 0 ? pod.finishedUs : nowUs;
    const where = { pid: pod.nodeId + 1, tid: slotOf(pod.id) };
    const args = { workload: pod.source.workload, phase: pod.phase, reason: pod.reason };
    const startedUs = pod.startedUs < 0 ? endUs : pod.startedUs;
    if (startedUs > pod.boundUs)
      events.push({ ph: "X", cat: "starting", name: `${pod.key} starting`, ts: pod.boundUs, dur: startedUs - pod.boundUs, ...where, args });
    if (endUs > startedUs) events.push({ ph: "X", cat: "pod", name: pod.key, ts: startedUs, dur: endUs - startedUs, ...where, args });
  }
  let pending = 0;
  for (let fact = 0; fact < log.length; fact++) {
    const kind = log.kind[fact] as FactKind;
    const ts = log.timeUs[fact]!;
    if (NODE_TROUBLES.has(kind)) events.push({ ph: "i", s: "p", name: FACT_NAMES[kind]!, pid: log.subject[fact]! + 1, tid: 0, ts });
    if (kind === FactKind.PodCreated) pending += 1;
    else if (kind === FactKind.PodBound) pending -= 1;
    else continue;
    events.push({ ph: "C", name: "pending pods", pid: CLUSTER, ts, args: { pods: pending } });
  }
  return JSON.stringify({ displayTimeUnit: "ms", traceEvents: events });
}

const CLUSTER = 0;
const NODE_TROUBLES: ReadonlySet<FactKind> = new Set([
  FactKind.NodeStopped,
  FactKind.NodeStarted,
  FactKind.NodeFaulted,
  FactKind.NodeRemoved,
]);
