/** A recording of a real control plane (`control-plane-recording/1`), as far as the runner of Deployments and ReplicaSets reads it. */
import type { ApiObject } from "@orrery/sim-core/store";

export interface Recording {
  readonly name: string;
  readonly scenario: {
    readonly nodes: readonly { readonly metadata: { readonly name: string } }[];
    readonly steps: readonly Step[];
    readonly kubelet?: KubeletScript;
    readonly until: number;
    readonly minReadyFrom?: number | null;
  };
  readonly expect: {
    readonly derived: Readonly<Record<string, unknown>>;
    readonly determined: readonly string[];
    /** What differed between the recordings, by key; of a map only the entries that differed. Each recorded value is possible. */
    readonly varies: Readonly<Record<string, unknown>>;
    readonly timed: Readonly<Record<string, { readonly seconds: readonly (number | readonly number[])[]; readonly tolerance: number }>>;
  };
}

/** `t` in seconds. */
export interface Step {
  readonly t: number;
  readonly op: string;
  readonly kind?: string;
  readonly name?: string;
  readonly objects?: readonly (ApiObject & { readonly status?: unknown })[];
  readonly patch?: unknown;
  readonly replicas?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly propagationPolicy?: string;
  readonly status?: { readonly phase?: string };
}

/** The simulated kubelets: pods that get ready one after the other, in seconds, and annotations by number of the pod. */
export interface KubeletScript {
  readonly serialReady?: { readonly base: number; readonly gap: number };
  readonly perPod?: readonly {
    readonly owner?: string;
    readonly nth?: readonly number[];
    readonly index?: readonly number[];
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}
