/** What a scenario asks of whoever can read trace files: the command line, or the browser. */
import type { PriorityClass } from "@orrery/sim-core/model";
import type { BehaviorRule } from "@orrery/sim-core/workload";
import type { InputNode, PodArrivals } from "../simulation/index.ts";

export interface TraceRequest {
  readonly name: string;
  /** Paths or addresses, already relative to where the host runs. Empty: the trace brings no nodes. */
  readonly nodes: readonly string[];
  readonly pods: readonly string[];
  /** undefined: recognise the format by content. */
  readonly format: string | undefined;
  readonly arrivals: TraceArrivals;
  /** Recorded CPU of the pods, which then must be virtual machines of OpenDC. */
  readonly usage?: UsageRequest;
  /** Infinity: all. */
  readonly nodeLimit: number;
  readonly podLimit: number;
  /** Refuse bad rows instead of counting them. */
  readonly strict: boolean;
  readonly seed: string;
  readonly priorityClasses: readonly PriorityClass[];
  /** Nodes of the scenario itself: the capacity of an inflation counts them too. */
  readonly otherNodes: readonly InputNode[];
}

export interface UsageRequest {
  /** OpenDC's fragments; path as those of `pods`. */
  readonly file: string;
  /** What a whole core of the recording gave. */
  readonly mhzPerCore: number;
  /** How long a pod takes to stop. */
  readonly stopUs: number;
}

export type TraceArrivals =
  | { readonly kind: "timed"; readonly timeScale: number }
  | { readonly kind: "inflation"; readonly resource: InflationResource; readonly target: number };
export type InflationResource = "cpu" | "memory" | "gpu";

export interface LoadedTrace {
  readonly nodes: readonly InputNode[];
  readonly arrivals: readonly PodArrivals[];
  /** What its pods do, where that was recorded. */
  readonly behaviors?: readonly BehaviorRule[];
  readonly notModelled: readonly string[];
}

/** @throws anything with a message that names file and line; it becomes an error of the scenario's `spec.traces` item */
export type TraceLoader = (request: TraceRequest) => Promise<LoadedTrace>;
