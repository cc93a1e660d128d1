/** A scenario as its file has it, once its shape is checked. What each field means: docs/scenario-format.md. */
import type { ContainerImage, ObjectMeta, PodSpec, ResourceList, Taint } from "@orrery/sim-core/model";
import type { Amount, BehaviorEntry } from "./behavior.ts";
import type { KubeletEntry, MachineEntry, ThresholdEntries } from "./kubelet-entry.ts";
import type { FaultEntry, Manifest, TimelineEntry } from "./timeline-entry.ts";
import type { NodeMonitorEntry } from "./node-monitor.ts";
import type { RandomTime } from "./random-time.ts";
import type { Timings } from "../simulation/index.ts";

export interface Scenario {
  readonly apiVersion: "orrery/v1";
  readonly kind: "Scenario";
  readonly metadata: { readonly name: string };
  readonly spec: ScenarioSpec;
}

export interface ScenarioSpec {
  readonly description?: string;
  readonly seed?: string | number;
  readonly seeds?: readonly (string | number)[];
  readonly horizon?: string;
  readonly controlPlane?: Partial<Record<ControlPlaneDelay, string>> & { readonly nodeMonitor?: NodeMonitorEntry };
  readonly scheduler?: { readonly configuration?: unknown; readonly file?: string; readonly tieBreak?: "heap" | "first" | "random" };
  readonly nodePools?: readonly NodePool[];
  readonly manifests?: readonly (Manifest | { readonly file: string })[];
  readonly workloads?: readonly Workload[];
  readonly behaviors?: readonly BehaviorEntry[];
  readonly images?: ImagesEntry;
  readonly traces?: readonly TraceSource[];
  readonly timeline?: readonly TimelineEntry[];
  readonly faults?: readonly FaultEntry[];
  readonly explain?: readonly string[];
}

export type ControlPlaneDelay =
  | "watchDelay"
  | "schedulingCycle"
  | "binding"
  | "eviction"
  | "podStart"
  | "podStop"
  | "relist"
  | "containerStart";
export const DELAY_FIELDS: ReadonlyMap<ControlPlaneDelay, keyof Timings> = new Map([
  ["watchDelay", "watchDelayUs"],
  ["schedulingCycle", "schedulingCycleUs"],
  ["binding", "bindingUs"],
  ["eviction", "evictionUs"],
  ["podStart", "podStartUs"],
  ["podStop", "podStopUs"],
  ["relist", "relistUs"],
  ["containerStart", "containerStartUs"],
] as const);

export interface ImagesEntry {
  readonly registry?: { readonly bandwidth?: Amount };
  readonly sizes?: Readonly<Record<string, Amount>>;
}

export interface NodeLayout {
  readonly zones?: readonly string[];
  readonly racksPerZone?: number;
  readonly zoneLabel?: string;
  readonly rackLabel?: string;
  readonly rackPattern?: string;
}

export interface NodePool extends MachineEntry {
  readonly name: string;
  readonly count: number;
  readonly namePattern?: string;
  readonly capacity: ResourceList;
  readonly oversell?: Readonly<Record<string, number>>;
  readonly kubeReserved?: ResourceList;
  readonly systemReserved?: ResourceList;
  readonly evictionHard?: ThresholdEntries;
  readonly kubelet?: KubeletEntry;
  readonly staticPods?: readonly (Manifest | { readonly file: string })[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  readonly unschedulable?: boolean;
  readonly layout?: NodeLayout;
  readonly images?: readonly ContainerImage[];
}

export interface Workload {
  readonly name: string;
  readonly namespace?: string;
  readonly template: { readonly metadata?: Partial<ObjectMeta>; readonly spec: PodSpec };
  readonly count?: number;
  readonly arrivals?: WorkloadArrivals;
  readonly duration?: RandomTime;
}

export interface WorkloadArrivals {
  readonly at?: string;
  readonly every?: string;
  readonly interval?: RandomTime;
  readonly times?: readonly string[];
  readonly start?: string;
  readonly until?: string;
  readonly batch?: number;
}

export interface TraceSource {
  readonly name?: string;
  readonly nodes?: string | readonly string[];
  readonly pods?: string | readonly string[];
  readonly format?: string;
  readonly timed?: { readonly timeScale?: number };
  readonly inflation?: { readonly resource: "cpu" | "memory" | "gpu"; readonly target: number };
  readonly usage?: { readonly fragments: string; readonly mhzPerCore: number };
  readonly nodeLimit?: number;
  readonly podLimit?: number;
  readonly strict?: boolean;
}
