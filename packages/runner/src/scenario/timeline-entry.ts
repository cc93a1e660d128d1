/** What happens in a scenario, as its file has it once its shape is checked. */
import type { Taint } from "@orrery/sim-core/model";
import type { ApiObject } from "@orrery/sim-core/store";
import type { Amount } from "./behavior.ts";
import type { RandomTime } from "./random-time.ts";

/** A Kubernetes object; its shape has been checked against its kind. */
export type Manifest = ApiObject & { readonly apiVersion?: string };

export interface NodeTarget {
  readonly names?: readonly string[];
  readonly pool?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly count?: number;
}

/** Which nodes; `every`: one after another. */
export interface OutageTarget {
  readonly nodes: NodeTarget;
  readonly every?: string;
}

export interface NodeOutages {
  readonly crash?: OutageTarget & { readonly down?: string };
  readonly reboot?: OutageTarget & { readonly down: string };
  readonly hangRuntime?: OutageTarget & { readonly for?: string };
  readonly stopKubelet?: OutageTarget & { readonly for?: string };
  readonly fillDisk?: OutageTarget & { readonly amount: Amount; readonly for?: string };
  readonly recover?: OutageTarget;
}

export interface RolloutEntry {
  readonly deployment: string;
  readonly namespace?: string;
  readonly image?: string;
  readonly images?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly template?: Readonly<Record<string, unknown>>;
  readonly restart?: boolean;
  readonly undo?: boolean;
}

export interface PatchEntry {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly patch: Readonly<Record<string, unknown>>;
}

/** `at` and exactly one of the others. */
export interface TimelineEntry extends NodeOutages {
  readonly at: string;
  readonly cordon?: NodeTarget;
  readonly uncordon?: NodeTarget;
  readonly taint?: { readonly nodes: NodeTarget; readonly taint: Taint };
  readonly untaint?: { readonly nodes: NodeTarget; readonly key: string; readonly effect?: string };
  readonly label?: { readonly nodes: NodeTarget; readonly set?: Readonly<Record<string, string>>; readonly remove?: readonly string[] };
  readonly addNodes?: { readonly pool: string; readonly count: number };
  readonly removeNodes?: NodeTarget;
  readonly apply?: Manifest;
  readonly patch?: PatchEntry;
  readonly rollout?: RolloutEntry;
  readonly delete?: { readonly kind: string; readonly name: string; readonly namespace?: string; readonly gracePeriodSeconds?: number };
  readonly scale?: {
    readonly kind: "Deployment" | "ReplicaSet";
    readonly name: string;
    readonly namespace?: string;
    readonly replicas: number;
  };
  readonly createPods?: { readonly workload: string; readonly count: number };
}

/** Exactly one of the kinds. */
export interface FaultEntry {
  readonly name?: string;
  readonly nodes: NodeTarget;
  readonly every: RandomTime;
  readonly start?: string;
  readonly until?: string;
  readonly crash?: { readonly down?: RandomTime };
  readonly reboot?: { readonly down: RandomTime };
  readonly hangRuntime?: { readonly for?: RandomTime };
  readonly stopKubelet?: { readonly for?: RandomTime };
  readonly fillDisk?: { readonly amount: Amount; readonly for?: RandomTime };
}
