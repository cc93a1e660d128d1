/** What a worker is asked to run, and what becomes of it, as plain data. */
import type { ScenarioProblem } from "@orrery/runner/scenario";
import type {
  Decisions,
  DecisionTrail,
  Frame,
  LaneKind,
  Lanes,
  Moment,
  Overview,
  PodStory,
  QueueLanes,
  SessionStatus,
  StepUnit,
  WhatIf,
} from "@orrery/runner/session";
import type { NodeState, PodState, Why, WhySubject, WorkloadState } from "@orrery/runner/explain";
import type { RecordedInput } from "@orrery/runner/recording";
import type { Report } from "@orrery/runner/report";
import type { Summary } from "../cluster/index.ts";

export interface OpenRequest {
  /** For messages and for paths beside it. */
  readonly fileName: string;
  /** Of the scenario; "": there is none, and the files are a snapshot or a trace. */
  readonly text: string;
  /** Where files that the scenario names are fetched from; undefined: nowhere. */
  readonly baseUrl: string | undefined;
  /** Files that came with it, by path: relative to the scenario, or below the recording's folder. */
  readonly files: ReadonlyMap<string, Blob>;
  /** A recording that is run again; left out: it is none. */
  readonly recorded?: RecordedRun | undefined;
  /** "": the scenario's own. */
  readonly seed: string;
  readonly changes: readonly WhatIf[];
  /** A typed policy, which runs beside Kubernetes' plugins; "": none. */
  readonly policy: string;
  /** Pods whose attempts keep the best candidates with their scores, by `namespace/name`. */
  readonly explain: readonly string[];
}

/** Where a request came from when it repeats a recording. */
export interface RecordedRun {
  readonly input: RecordedInput;
  /** Version that made it; "": it does not say. */
  readonly orrery: string;
  /** What was done otherwise than its files say; what else is changed comes on top. */
  readonly changes: readonly WhatIf[];
  /** The policy that it was run under, unless another one is typed; "": none. */
  readonly policy: string;
}

/** What is brought or bundled; the rest of a request is the view's. */
export type Source = Omit<OpenRequest, "seed" | "changes" | "explain" | "policy">;

/** Names are keys of the request's files; a scenario's is the request's file name. */
export type InputKind =
  | {
      readonly kind: "scenario";
      /** Whether its text is all there is to it. */
      readonly isAlone: boolean;
    }
  | { readonly kind: "trace"; readonly nodes: readonly string[]; readonly pods: readonly string[] }
  | { readonly kind: "snapshot"; readonly files: readonly string[] };

export interface OpenedRun {
  readonly name: string;
  /** What it was made from. */
  readonly input: InputKind;
  readonly seed: string;
  readonly horizonUs: number | null;
  readonly pools: readonly string[];
  readonly notModelled: readonly string[];
  readonly warnings: readonly ScenarioProblem[];
  /** Deployments and ReplicaSets that can be scaled. */
  readonly scalable: readonly {
    readonly kind: "Deployment" | "ReplicaSet";
    readonly namespace: string;
    readonly name: string;
    readonly replicas: number;
  }[];
  /** What the scenario itself does and when. */
  readonly timeline: readonly { readonly atUs: number; readonly label: string }[];
}

export interface Opened {
  /** undefined: it cannot be run. */
  readonly run: OpenedRun | undefined;
  /** Errors where it cannot be run. */
  readonly problems: readonly ScenarioProblem[];
}

/** Why a run cannot go on: a typed policy threw, or Orrery has a bug. */
export interface RunFailure {
  readonly message: string;
  /** Of the typed policy, from 1; 0: unknown. */
  readonly line: number;
  readonly column: number;
}

export interface HostStatus extends SessionStatus {
  readonly failure: RunFailure | undefined;
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How far the files of a request have been read. */
export interface Reading {
  /** The one that is being read; "": none. */
  readonly file: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** A frame with what is told of all its pods together. */
export interface ShownFrame {
  readonly frame: Frame;
  readonly summary: Summary;
}

/** The last moment of that time, or what lies so many facts in. */
export type Wanted = { readonly timeUs: number } | Moment;

/** What the worker answers to; every method returns data that can be cloned or transferred. */
export interface SimApi {
  /** Runs the text of a typed policy, and nothing else; what is wrong with it is said when a run is opened. */
  define(): void;
  /** @param untilUs the run stops there, as if it had to go on; left out: at its end */
  open(request: OpenRequest, untilUs?: number): Promise<Opened>;
  /** While it is being opened: how far it is, as soon as that is more than was seen; at once with less than 0. */
  reading(seenBytes: number): Promise<Reading>;
  /** What is wrong with a scenario, without running it. */
  check(request: OpenRequest): Promise<readonly ScenarioProblem[]>;
  /** What would be wrong with further changes of what runs, in sentences; nothing of it is run. */
  whatIfProblems(changes: readonly WhatIf[]): readonly string[];
  status(): HostStatus;
  overview(): Overview;
  /** @param spare buffer of a frame that nobody reads any more, to be written over */
  frame(at: Wanted, stringsFrom: number, spare?: ArrayBuffer): ShownFrame;
  /** @returns undefined: there is none that way in what has been simulated so far */
  step(from: Wanted, unit: StepUnit, direction: 1 | -1): Moment | undefined;
  explain(key: string, at: Moment): PodStory | undefined;
  /** What happened to a pod, a node or a workload until then, and what that followed from. */
  why(subject: WhySubject, at: Moment): Why<PodState | NodeState | WorkloadState> | undefined;
  lanes(kind: LaneKind, fromUs: number, toUs: number, bins: number): Lanes;
  queueLanes(fromUs: number, toUs: number, bins: number): QueueLanes;
  decisions(timeUs: number, count: number): Decisions;
  decisionTrail(from: number): DecisionTrail;
  result(): Report;
  /** The run so far as files: tables, or a trace for Perfetto. */
  export(format: "csv" | "parquet" | "perfetto"): ExportedFile[];
}
