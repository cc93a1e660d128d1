/** A recording of a real control plane (`control-plane-recording/1`), as far as the runner reads it. */
import type { Node, NodeCondition, PodCondition, Taint } from "@orrery/sim-core/model";
import type { ApiObject } from "@orrery/sim-core/store";

export interface Recording {
  readonly name: string;
  /** Settings of kube-controller-manager by their flag's name; durations as texts. */
  readonly flags: Readonly<Record<string, number | string>>;
  readonly scenario: {
    readonly nodes: readonly Node[];
    /** "none", or that other healthy nodes exist, on which no pod of the recording may run. */
    readonly otherNodes?: string;
    readonly steps: readonly Step[];
    readonly kubelet?: KubeletScript | null;
    readonly until: number;
    readonly minReadyFrom?: number | null;
  };
  readonly expect: {
    readonly derived: Readonly<Record<string, unknown>>;
    readonly determined: readonly string[];
    /** Keys whose end and order must fit, with more or fewer states in between. */
    readonly intermediate: readonly string[];
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
  readonly objects?: readonly (ApiObject & { readonly status?: ScriptedStatus })[];
  readonly patch?: unknown;
  readonly replicas?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  readonly remove?: boolean;
  readonly propagationPolicy?: string;
  readonly gracePeriodSeconds?: number;
  readonly status?: ScriptedStatus;
  /** The API's refusal is part of the record. */
  readonly mayFail?: boolean;
}

/** The status of a pod or node as a script writes it. Times: `@now`, or `@-30s` for 30 s before the first step. */
export interface ScriptedStatus {
  readonly phase?: string;
  readonly startTime?: string;
  readonly conditions?: readonly (PodCondition & NodeCondition)[];
  readonly containerStatuses?: readonly { readonly name: string; readonly restartCount?: number }[];
  readonly initContainerStatuses?: readonly { readonly name: string; readonly restartCount?: number }[];
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

/** How long before the first step a scripted time lies, in microseconds; 0 for `@now` and for none. @throws Error for another text */
export function usBeforeStart(time: string | null | undefined): number {
  if (time === undefined || time === null || time === "@now") return 0;
  return durationUs(/^@-(.+)$/.exec(time)?.[1] ?? "", time);
}

/** Microseconds of a duration such as 700ms, 50s or 5m0s. @throws Error that names `shown` */
export function durationUs(text: string, shown = text): number {
  const parts = [...text.matchAll(/([0-9.]+)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new Error(`${JSON.stringify(shown)} is no duration; one such as 700ms, 50s or 5m0s is accepted`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Math.round(Number(count) * UNITS_US[unit as keyof typeof UNITS_US]), 0);
}

const UNITS_US = { ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 } as const;
