/** What containers do, as a scenario's file has it once its shape is checked. */
import type { LabelSelector } from "@orrery/sim-core/model";
import type { RandomTime } from "./random-time.ts";

export type Amount = string | number;

/** `points` or `file`. */
export interface StepsEntry {
  readonly points?: readonly { readonly at: string; readonly value: Amount }[];
  readonly file?: string;
  readonly time?: string;
  readonly column?: string;
  readonly from?: "start" | "clock";
  readonly repeat?: string;
}

export interface JvmEntry {
  readonly nonHeap?: Amount;
  readonly initialHeap?: Amount;
  readonly growth?: string;
  readonly heapShare?: number;
  readonly maxHeap?: Amount;
  readonly maxRAMPercentage?: number;
  readonly useContainerSupport?: boolean;
}

/** An amount, or exactly one of the fields. */
export type CurveEntry =
  | Amount
  | {
      readonly constant?: Amount;
      readonly steps?: StepsEntry;
      readonly diurnal?: {
        readonly low: Amount;
        readonly high: Amount;
        readonly peak?: string;
        readonly period?: string;
        readonly step?: string;
      };
      readonly bursts?: { readonly base?: Amount; readonly burst: Amount; readonly every: RandomTime; readonly length: RandomTime };
      readonly ramp?: { readonly from: Amount; readonly to: Amount; readonly over: string };
      readonly leak?: { readonly from?: Amount; readonly perHour: Amount; readonly upTo?: Amount };
      readonly jvm?: JvmEntry;
      readonly sum?: readonly CurveEntry[];
    };

/** CPU-seconds, or a distribution of CPU time. */
export type CpuSeconds = number | Exclude<RandomTime, string>;

export interface BehaviorEntry {
  readonly name: string;
  readonly namespace?: string;
  readonly selector?: LabelSelector;
  readonly container?: string;
  readonly cpu?: CurveEntry;
  readonly memory?: CurveEntry;
  readonly disk?: CurveEntry;
  readonly processes?: number;
  readonly startup?: { readonly wait?: RandomTime; readonly cpuSeconds?: CpuSeconds; readonly threads?: number };
  readonly work?: { readonly cpuSeconds: CpuSeconds; readonly threads?: number };
  readonly exit?: { readonly after?: RandomTime; readonly code?: number };
  readonly crash?: { readonly after: RandomTime; readonly code?: number };
  readonly hang?: { readonly after: RandomTime };
  readonly answer?: string;
  readonly stop?: { readonly after?: string; readonly code?: number };
  readonly postStart?: string;
  readonly preStop?: string;
  readonly supervised?: { readonly restart?: string };
}
