/** A scenario as its file has it, once its shape is checked. What each field means: docs/scenario-format.md. */
import type { ContainerImage, ObjectMeta, PodSpec, ResourceList, Taint } from "@orrery/sim-core/model";
import type { ApiObject } from "@orrery/sim-core/store";
import type { Amount, BehaviorEntry } from "./behavior.ts";
import type { KubeletEntry, MachineEntry, ThresholdEntries } from "./kubelet-entry.ts";
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
  readonly controlPlane?: Partial<Record<ControlPlaneDelay, string>>;
  readonly scheduler?: { readonly configuration?: unknown; readonly file?: string; readonly tieBreak?: "heap" | "first" | "random" };
  readonly nodePools?: readonly NodePool[];
  readonly manifests?: readonly (Manifest | { readonly file: string })[];
  readonly workloads?: readonly Workload[];
  readonly behaviors?: readonly BehaviorEntry[];
  readonly images?: ImagesEntry;
  readonly traces?: readonly TraceSource[];
  readonly timeline?: readonly TimelineEntry[];
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

/** A Kubernetes object; its shape has been checked against its kind. */
export type Manifest = ApiObject & { readonly apiVersion?: string };

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
  readonly nodeLimit?: number;
  readonly podLimit?: number;
  readonly strict?: boolean;
}

export interface NodeTarget {
  readonly names?: readonly string[];
  readonly pool?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly count?: number;
}

/** `at` and exactly one of the others. */
export interface TimelineEntry {
  readonly at: string;
  readonly cordon?: NodeTarget;
  readonly uncordon?: NodeTarget;
  readonly taint?: { readonly nodes: NodeTarget; readonly taint: Taint };
  readonly untaint?: { readonly nodes: NodeTarget; readonly key: string; readonly effect?: string };
  readonly label?: { readonly nodes: NodeTarget; readonly set?: Readonly<Record<string, string>>; readonly remove?: readonly string[] };
  readonly addNodes?: { readonly pool: string; readonly count: number };
  readonly removeNodes?: NodeTarget;
  readonly apply?: Manifest;
  readonly delete?: { readonly kind: string; readonly name: string; readonly namespace?: string };
  readonly scale?: {
    readonly kind: "Deployment" | "ReplicaSet";
    readonly name: string;
    readonly namespace?: string;
    readonly replicas: number;
  };
  readonly createPods?: { readonly workload: string; readonly count: number };
}
