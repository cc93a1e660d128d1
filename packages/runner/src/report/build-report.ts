/** The report of a simulation, wherever it stands: a fold over its facts and attempts. */
import { AttemptOutcome, PREEMPTION_REASON } from "@orrery/scheduler/component";
import { isStaticPod } from "@orrery/sim-core/kubelet";
import { FactKind, factPayload } from "@orrery/sim-core/store";
import type { PodDeletion, PodRecord } from "@orrery/sim-core/store";
import type { InputNode, Simulation, SimulationInput } from "../simulation/index.ts";
import { buildLife } from "./build-life.ts";
import { isPending, pendingPods } from "./pending-pods.ts";
import { waitingTimes } from "./percentiles.ts";
import { finite, type PoolMeter } from "./pool-meter.ts";
import { REPORT_VERSION } from "./report.ts";
import type { AttemptCounts, EndOfRun, FragmentedResource, HostFigures, InputFile, PodCounts, PoolUse, Report, Series } from "./report.ts";
import { type ResourceTable, unitOf } from "./resource-demand.ts";
import { rolloutFigures } from "./rollout-figures.ts";
import { UsageFold } from "./usage-fold.ts";
import { workloadFigures } from "./workload-figures.ts";

export interface ReportContext {
  readonly end: EndOfRun;
  readonly host: HostFigures;
  readonly inputs: readonly InputFile[];
  readonly warnings?: readonly string[];
}

export function buildReport(simulation: Simulation, context: ReportContext): Report {
  const { input, state, store, scheduler, progress, digest } = simulation;
  const endUs = endOf(simulation, context.end);
  const fold = new UsageFold(store.log, inputNodes(input), endUs);
  const atStart = input.boundPods.length;
  const arrived = state.pods.slice(atStart);
  const waits = Float64Array.from(
    arrived.filter(({ boundUs }) => boundUs >= 0),
    ({ boundUs, createdUs }) => boundUs - createdUs,
  );
  const pending = pendingPods(state, scheduler.attempts);
  const longestPendingUs = state.pods.reduce((most, pod) => (isPending(pod) ? Math.max(most, endUs - pod.createdUs) : most), 0);
  return {
    kind: "orrery/report",
    version: REPORT_VERSION,
    name: input.name,
    seed: input.seed,
    tieBreak: input.tieBreak,
    digest,
    partial: context.end === "interrupted",
    // What rests without pods that wait is done.
    end: context.end === "at-rest" && pending.total === 0 ? "complete" : context.end,
    time: { simulatedUs: endUs, horizonUs: finite(input.horizonUs), events: progress.events },
    host: context.host,
    inputs: context.inputs,
    warnings: context.warnings ?? [],
    pods: podCounts(state.pods, atStart, progress.arrivals + created(simulation)),
    waiting: { ...waitingTimes(waits), longestPendingUs },
    attempts: attemptCounts(scheduler.attempts),
    preemption: preemption(simulation),
    pending,
    cluster: poolUse("", fold.cluster, fold.table),
    pools: [...fold.pools].map(([name, meter]) => poolUse(name, meter, fold.table)),
    fragmentation: fragmentation(fold),
    series: series(fold),
    workloads: workloadFigures(state.pods, atStart),
    life: buildLife(simulation, endUs),
    rollouts: rolloutFigures(store.log, endUs),
    timeline: { changes: input.timeline.length, refused: simulation.refusedChanges },
    notModelled: input.notModelled,
  };
}

/** A run that came to rest by itself ends with the last thing that changed the cluster, not with the last look at its clock. */
function endOf({ store: { log }, progress }: Simulation, end: EndOfRun): number {
  if (end === "horizon" || end === "interrupted") return progress.nowUs;
  let at = log.length - 1;
  while (at >= 0 && log.kind[at] === FactKind.PodUnschedulable) at -= 1;
  return at < 0 ? 0 : log.timeUs[at]!;
}

function inputNodes(input: SimulationInput): InputNode[] {
  return [...input.nodes, ...input.timeline.flatMap(({ change }) => (change.kind === "addNode" ? [change.node] : []))];
}

/** Pods that the timeline, a control loop or a kubelet (a static pod) creates are arrivals too. */
function created({ input, controllers, state }: Simulation): number {
  const byTimeline = input.timeline.filter(({ change }) => change.kind === "createPod").length;
  const fromFiles = state.pods.filter(({ source }) =>
    isStaticPod({ metadata: { name: "", ...source.metadata }, spec: source.spec }),
  ).length;
  return byTimeline + controllers.createdPods + fromFiles;
}

function podCounts(pods: readonly PodRecord[], boundAtStart: number, arrivals: number): PodCounts {
  const counts = { placed: 0, pending: 0, starting: 0, running: 0, succeeded: 0, failed: 0, deleted: 0 };
  for (const pod of pods) {
    if (pod.id >= boundAtStart && pod.boundUs >= 0) counts.placed += 1;
    if (pod.phase === "Succeeded") counts.succeeded += 1;
    else if (pod.phase === "Failed") counts.failed += 1;
    else if (pod.removed) counts.deleted += 1;
    else if (pod.phase === "Running") counts.running += 1;
    else if (pod.nodeId >= 0) counts.starting += 1;
    else counts.pending += 1;
  }
  return { total: pods.length, boundAtStart, arrivals, created: pods.length - boundAtStart, ...counts };
}

function attemptCounts({ length, outcome, ties }: { length: number; outcome: Uint8Array; ties: Int32Array }): AttemptCounts {
  const counts = { total: length, placed: 0, unschedulable: 0, errors: 0, tied: 0 };
  for (let at = 0; at < length; at++) {
    if (outcome[at] === AttemptOutcome.placed) {
      counts.placed += 1;
      if (ties[at]! > 1) counts.tied += 1;
    } else if (outcome[at] === AttemptOutcome.error) counts.errors += 1;
    else counts.unschedulable += 1;
  }
  return counts;
}

function preemption({ store: { log } }: Simulation): { nominations: number; victims: number } {
  let nominations = 0;
  let victims = 0;
  for (let at = 0; at < log.length; at++) {
    const kind = log.kind[at];
    if (kind === FactKind.PodNominated && log.detail[at]! >= 0) nominations += 1;
    if (kind !== FactKind.PodDeletionRequested) continue;
    if (factPayload<PodDeletion>(log, log.detail[at]!)?.because?.reason === PREEMPTION_REASON) victims += 1;
  }
  return { nominations, victims };
}

function poolUse(name: string, meter: PoolMeter, table: ResourceTable): PoolUse {
  const resources = table.names.map((resource, r) => ({
    resource,
    unit: unitOf(resource),
    requested: meter.used[r]!,
    allocatable: meter.allocatable[r]!,
    hardware: meter.hardware[r]!,
    overAllocatable: meter.overAllocatable(r),
    overHardware: meter.overHardware(r),
  }));
  return { name, nodes: meter.nodes, boundPods: meter.boundPods, resources };
}

function fragmentation({ fragmentation: measure, samples, table }: UsageFold): FragmentedResource[] {
  return measure.resources.map((r, i) => {
    const values = samples.fragmentation.map((sample) => sample[i]!).filter((value) => !Number.isNaN(value));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const { count, coverage } = measure.shapes[i]!;
    const max = values.length === 0 ? null : Math.max(...values);
    return {
      resource: table.names[r]!,
      mean: finite(mean),
      max,
      end: finite(samples.fragmentation.at(-1)![i]!),
      typicalShapes: count,
      coverage,
    };
  });
}

function series({ samples, table, pools, fragmentation: measure }: UsageFold): Series {
  const byPool = [...pools].map(([name, meter]) => {
    const known = samples.pools.get(meter);
    return {
      name,
      use: table.names.map((resource, r) => ({ resource, values: samples.timeUs.map((_, i) => finite(known?.get(i)?.[r] ?? NaN)) })),
    };
  });
  return {
    timeUs: samples.timeUs,
    pending: samples.pending,
    use: table.names.map((resource, r) => ({ resource, values: samples.use.map((sample) => finite(sample[r]!)) })),
    pools: byPool,
    fragmentation: measure.resources.map((r, i) => ({
      resource: table.names[r]!,
      values: samples.fragmentation.map((sample) => finite(sample[i]!)),
    })),
  };
}
