/** How pods and nodes fared, in the few numbers that a golden result of a scenario with behaviours pins. */
import { buildLife, type LifeFigures, type ReadyTimes } from "../report/index.ts";
import type { Simulation } from "../simulation/index.ts";

const SAMPLES = 12;

/** Runs to the end. @returns ready pods by workload at evenly spaced moments up to the horizon; undefined: it has none */
export function runWatchingReady(simulation: Simulation): Record<string, number[]> | undefined {
  const { horizonUs } = simulation.input;
  if (horizonUs === Infinity || (simulation.input.behaviors ?? []).length === 0) {
    simulation.run();
    return undefined;
  }
  const ready = new Map<string, number[]>();
  for (let sample = 1; sample <= SAMPLES; sample++) {
    simulation.advanceTo(Math.floor((horizonUs * sample) / SAMPLES));
    for (const { source } of simulation.state.pods) {
      if (!ready.has(source.workload)) ready.set(source.workload, new Array<number>(sample - 1).fill(0));
    }
    for (const counts of ready.values()) counts.push(0);
    for (const pod of simulation.state.pods) if (pod.ready && !pod.removed) ready.get(pod.source.workload)![sample - 1]! += 1;
  }
  return Object.fromEntries(ready);
}

/** undefined: nothing has a behaviour. */
export function lifeNumbers(simulation: Simulation): unknown {
  if ((simulation.input.behaviors ?? []).length === 0) return undefined;
  const { cluster, pools, nodes, workloads } = buildLife(simulation, simulation.progress.nowUs)!;
  const { count, machine, downUs, notReadyUs } = cluster.outages;
  return {
    outages: {
      count,
      machine,
      nodes: nodes.filter(({ outages }) => outages.count > 0).length,
      downS: seconds(downUs),
      notReadyS: seconds(notReadyUs),
    },
    pools: Object.fromEntries(pools.map((pool) => [pool.name, { outages: pool.outages.count, ...figures(pool) }])),
    workloads: Object.fromEntries(workloads.map((workload) => [workload.name, figures(workload)])),
  };
}

function figures({ restarts, oomKills, probeFailures, evictions, podsLost, ready, cpu }: LifeFigures): Readonly<Record<string, unknown>> {
  return {
    restarts: Object.fromEntries(restarts.byReason.map(({ reason, count }) => [reason, count])),
    oomKills,
    probeFailures,
    evictions: Object.fromEntries(evictions.byReason.map(({ reason, count }) => [reason, count])),
    podsLost,
    ...readiness(ready),
    throttledS: seconds(cpu.throttledUs),
    slowdown: cpu.slowdown === null ? null : Math.round(cpu.slowdown * 1000) / 1000,
  };
}

function readiness({ never, fromBinding }: ReadyTimes): Readonly<Record<string, unknown>> {
  const ms = (us: number | undefined) => (us === undefined ? null : Math.round(us / 1000));
  return { neverReady: never, readyP50Ms: ms(fromBinding?.p50Us), readyP99Ms: ms(fromBinding?.p99Us) };
}

function seconds(us: number): number {
  return Math.round(us / 1e6);
}
