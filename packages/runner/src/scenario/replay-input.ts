/** A trace replayed by itself, without a scenario around it. */
import type { SchedulerConfiguration } from "@orrery/scheduler/config";
import type { TieBreak } from "@orrery/scheduler/cycle";
import { DEFAULT_TIMINGS } from "../simulation/index.ts";
import type { SimulationInput, Timings } from "../simulation/index.ts";
import { mergeArrivals } from "./merge-arrivals.ts";
import { withNamespaces } from "./object-defaults.ts";
import type { LoadedTrace } from "./trace-loader.ts";

export interface ReplayOptions {
  readonly name: string;
  readonly seed: string;
  readonly scheduler: SchedulerConfiguration;
  readonly tieBreak?: TieBreak;
  readonly timings?: Timings;
  /** Infinity by default: until nothing is left to happen. */
  readonly horizonUs?: number;
  readonly explain?: readonly string[];
}

/** @param traces their nodes together are the cluster, their arrivals together the load */
export function replayInput(traces: readonly LoadedTrace[], options: ReplayOptions): SimulationInput {
  const arrivals = mergeArrivals(traces.flatMap((trace) => trace.arrivals));
  const namespaces = arrivals.flatMap(({ sources }) => sources.map(({ metadata }) => metadata.namespace ?? "default"));
  const behaviors = traces.flatMap((trace) => trace.behaviors ?? []);
  return {
    name: options.name,
    seed: options.seed,
    horizonUs: options.horizonUs ?? Infinity,
    timings: options.timings ?? DEFAULT_TIMINGS,
    scheduler: options.scheduler,
    tieBreak: options.tieBreak ?? "heap",
    nodes: traces.flatMap((trace) => trace.nodes),
    objects: withNamespaces([], ["default", ...namespaces]),
    boundPods: [],
    arrivals,
    timeline: [],
    ...(behaviors.length === 0 ? {} : { behaviors }),
    explain: options.explain ?? [],
    notModelled: [...traces.flatMap((trace) => trace.notModelled), ...options.scheduler.notes],
  };
}
