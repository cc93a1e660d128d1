/** What may be done otherwise, as plain data. */
import type { TemplateChange } from "./template-change.ts";

/** Nodes by name, by pool, or by a label. */
export interface NodeChoice {
  readonly names?: readonly string[];
  readonly pool?: string;
  readonly label?: { readonly key: string; readonly value: string };
}

/** Kinds of `NodeAction` that are over after a time. */
export type NodeFaultKind = "crash" | "reboot" | "stopKubelet" | "hangRuntime";

export type WhatIf = { readonly atUs: number } &
  /** The machines are gone. */
  (
    | { readonly do: "removeNodes"; readonly nodes: NodeChoice }
    /** Something happens to the machines, which stay members of the cluster; `forSeconds` left out: it lasts. */
    | { readonly do: "fault"; readonly fault: NodeFaultKind; readonly nodes: NodeChoice; readonly forSeconds?: number }
    | { readonly do: "cordon"; readonly nodes: NodeChoice }
    | { readonly do: "uncordon"; readonly nodes: NodeChoice }
    /** More nodes like the first one of the pool. */
    | { readonly do: "addNodes"; readonly pool: string; readonly count: number }
    /** CPU is sold so many times: allocatable becomes that multiple of the hardware, less the same reserves. */
    | { readonly do: "oversell"; readonly pool: string; readonly ratio: number }
    | {
        readonly do: "scale";
        readonly kind: "Deployment" | "ReplicaSet";
        readonly namespace: string;
        readonly name: string;
        readonly replicas: number;
      }
    | ({ readonly do: "template" } & TemplateChange)
    | { readonly do: "deletePod"; readonly key: string }
    /** Another scheduler's configuration in place of the input's. It holds from the beginning, as of one that runs: `atUs` is 0. */
    | { readonly do: "policy"; readonly strategy: "LeastAllocated" | "MostAllocated"; readonly weights: Readonly<Record<string, number>> }
  );
