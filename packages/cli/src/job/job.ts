/** What one run needs to know, as plain data: it may be sent to a worker thread. */
import type { Explanation, NodeState, PodState, Why, WorkloadState } from "@orrery/runner/explain";
import type { Report } from "@orrery/runner/report";
import type { CompiledPolicy } from "@orrery/runner/policy-text";
import type { WhatIf } from "@orrery/runner/session";
import type { ExitCode } from "./exit-code.ts";
import type { TraceArrivals } from "@orrery/runner/scenario";

export type TieBreakOption = "heap" | "first" | "random";

export type JobSource =
  | { readonly kind: "scenario"; readonly file: string }
  | {
      readonly kind: "traces";
      readonly nodes: readonly string[];
      readonly pods: readonly string[];
      readonly arrivals: TraceArrivals;
      readonly poolLabel: string | undefined;
    }
  | {
      readonly kind: "snapshot";
      readonly files: readonly string[];
      /** What came through standard input, which only the main thread has. */
      readonly bytes: Uint8Array | undefined;
      /** Place all pods anew, instead of the pending ones only. */
      readonly reschedule: boolean;
      /** Node label whose value is the pool of the report. */
      readonly poolLabel: string | undefined;
    };

/** A scheduling policy of one's own. */
export interface JobPolicy extends CompiledPolicy {
  /** For messages. */
  readonly file: string;
  /** As its author wrote it. */
  readonly text: string;
}

/** Copies in a recording that stand for the files of a run. */
export interface CopiedInput {
  /** Of the recording. */
  readonly folder: string;
  /** Copies below the folder, by the plain path that the run asks for. */
  readonly byName: ReadonlyMap<string, string>;
}

export interface Job {
  readonly source: JobSource;
  /** Left out: files are where their names say. */
  readonly copies?: CopiedInput | undefined;
  /** KubeSchedulerConfiguration. */
  readonly profile: string | undefined;
  /** Beside what the input schedules by; left out: none. */
  readonly policy?: JobPolicy;
  /** What is done otherwise than the input says. */
  readonly changes: readonly WhatIf[];
  /** undefined: the input's own, or its default. */
  readonly seed: string | undefined;
  readonly untilUs: number | undefined;
  readonly tieBreak: TieBreakOption | undefined;
  readonly strict: boolean;
  readonly explain: readonly string[];
  /** A pod, a workload or a node whose chains of causes are wanted; left out: of none. */
  readonly why?: string;
  readonly sliceEvents: number | undefined;
  readonly out: string | undefined;
  /** What the user typed, for the manifest of the recording. */
  readonly commandLine: readonly string[];
}

export interface RunOutcome {
  readonly report: Report;
  /** As many as the job asks for; undefined: there was no such pod, and `similar` has names that are like it. */
  readonly explanations: readonly {
    readonly pod: string;
    readonly explanation: Explanation | undefined;
    readonly similar: readonly string[];
  }[];
  /** undefined: the job does not ask; `answer` undefined: there is no such name, and `similar` has names that are like it. */
  readonly why:
    | { readonly answer: Why<PodState> | Why<WorkloadState> | Why<NodeState> | undefined; readonly similar: readonly string[] }
    | undefined;
  /** Files of the recording. */
  readonly written: readonly string[];
  /** Why the recording holds no copy of its input; "": it does, or there is none. */
  readonly noInput: string;
  /** Why there is no recording; the report is there all the same. */
  readonly notWritten: { readonly message: string; readonly exitCode: ExitCode } | undefined;
}
