/** The report of a run as plain data. Documented field by field in docs/report-format.md, with docs/report.schema.json. */
import type { Life } from "./life.ts";
import type { WaitingTimes } from "./percentiles.ts";
import type { ResourceUnit } from "./resource-demand.ts";
import type { RolloutFigures } from "./rollout-figures.ts";

/** Raised when a field changes its meaning or goes; new fields leave it. */
export const REPORT_VERSION = 2;

/** Why the run stopped: at its horizon; nothing was left to happen; only retries of pods that fit nowhere were left; its user ended it. */
export type EndOfRun = "horizon" | "complete" | "at-rest" | "interrupted";

export interface Report {
  readonly kind: "orrery/report";
  readonly version: typeof REPORT_VERSION;
  readonly name: string;
  readonly seed: string;
  readonly tieBreak: string;
  readonly digest: string;
  /** The run was interrupted: everything holds up to `time.simulatedUs` only. */
  readonly partial: boolean;
  readonly end: EndOfRun;
  readonly time: {
    readonly simulatedUs: number;
    /** null: none. */
    readonly horizonUs: number | null;
    readonly events: number;
  };
  readonly host: HostFigures;
  readonly inputs: readonly InputFile[];
  /** What will hardly be what the author of the input wanted, each with its place. */
  readonly warnings: readonly string[];
  readonly pods: PodCounts;
  readonly waiting: WaitingTimes & { /** Age of the oldest pod that still waits; 0 when none does. */ readonly longestPendingUs: number };
  readonly attempts: AttemptCounts;
  readonly preemption: { readonly nominations: number; readonly victims: number };
  readonly pending: PendingPods;
  readonly cluster: PoolUse;
  /** In the order in which the pools appear; one when the input names none. */
  readonly pools: readonly PoolUse[];
  readonly fragmentation: readonly FragmentedResource[];
  readonly series: Series;
  /** Most pods first. */
  readonly workloads: readonly WorkloadFigures[];
  /** null: nothing has a behaviour, and nothing went wrong. */
  readonly life: Life | null;
  /** Every revision of every Deployment. */
  readonly rollouts: readonly RolloutFigures[];
  readonly timeline: {
    readonly changes: number;
    readonly refused: readonly { readonly atUs: number; readonly label: string; readonly reason: string }[];
  };
  readonly notModelled: readonly string[];
}

/** What only the host can know: the simulation has no clock. */
export interface HostFigures {
  readonly orrery: string;
  readonly platform: string;
  readonly wallSeconds: number;
  readonly eventsPerSecond: number;
  readonly attemptsPerSecond: number;
}

/** A file that was read: rows that were left out are never silent. */
export interface InputFile {
  readonly file: string;
  readonly format: string;
  readonly rows: number;
  readonly badRows: number;
  readonly badByReason: readonly { readonly reason: string; readonly count: number }[];
  /** The first ten, as sentences with line and column. */
  readonly firstBad: readonly string[];
  readonly ignoredColumns: readonly string[];
}

export interface PodCounts {
  /** All that ever were: at the start and arrived. */
  readonly total: number;
  readonly boundAtStart: number;
  /** Arrivals of the input; `created` of them came before the end. */
  readonly arrivals: number;
  readonly created: number;
  /** Of the created, those that got a node. */
  readonly placed: number;
  readonly pending: number;
  readonly starting: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Deleted, by preemption, by the timeline or with their node, before they ended by themselves. */
  readonly deleted: number;
}

export interface AttemptCounts {
  readonly total: number;
  readonly placed: number;
  readonly unschedulable: number;
  readonly errors: number;
  /** Placed attempts in which several nodes shared the best score. */
  readonly tied: number;
}

/** Pods without a node at the end, and why. */
export interface PendingPods {
  readonly total: number;
  readonly unschedulable: number;
  /** Held back by scheduling gates. */
  readonly gated: number;
  readonly notAttempted: number;
  /** A node is chosen, the binding under way. */
  readonly binding: number;
  /** By plugin and reason of the last attempts, most pods first. */
  readonly reasons: readonly {
    readonly plugin: string;
    readonly reason: string;
    readonly pods: number;
    /** Nodes refused, mean over these pods. */ readonly meanNodes: number;
  }[];
  /** Kubernetes' own sentences, most pods first. */
  readonly sentences: readonly { readonly message: string; readonly pods: number; readonly example: string }[];
}

export interface PoolUse {
  /** "" where the input names no pool. */
  readonly name: string;
  /** At the end. */
  readonly nodes: number;
  readonly boundPods: number;
  readonly resources: readonly ResourceUse[];
}

/** Requests of pods that hold a node, against what nodes offer. Means are over simulated time. */
export interface ResourceUse {
  readonly resource: string;
  readonly unit: ResourceUnit;
  /** At the end. */
  readonly requested: number;
  readonly allocatable: number;
  readonly hardware: number;
  /** Shares: 1 is all; over hardware more than 1 is overselling. null where nothing is offered. */
  readonly overAllocatable: Use;
  readonly overHardware: Use;
}

export interface Use {
  readonly mean: number | null;
  readonly peak: number | null;
  readonly end: number | null;
}

/** Of what is free, the share that the usual pods cannot use where it lies. */
export interface FragmentedResource {
  readonly resource: string;
  /** Over the samples of the series. */
  readonly mean: number | null;
  readonly max: number | null;
  readonly end: number | null;
  /** Kinds of pods it was measured with, and the share of the pods asking for the resource that they cover. */
  readonly typicalShapes: number;
  readonly coverage: number;
}

export interface ResourceSeries {
  readonly resource: string;
  /** As many as `timeUs`; null where nothing is offered, or nothing is free. */
  readonly values: readonly (number | null)[];
}

/** The cluster at evenly spaced times. */
export interface Series {
  readonly timeUs: readonly number[];
  readonly pending: readonly number[];
  /** Requests over allocatable, of all nodes. */
  readonly use: readonly ResourceSeries[];
  /** The same by pool. */
  readonly pools: readonly { readonly name: string; readonly use: readonly ResourceSeries[] }[];
  readonly fragmentation: readonly ResourceSeries[];
}

export interface WorkloadFigures {
  readonly name: string;
  readonly pods: number;
  readonly placed: number;
  /** Of the placed, those that did not have their node from the start; the percentiles are theirs, 0 when there are none. */
  readonly waited: number;
  readonly pending: number;
  readonly waitP50Us: number;
  readonly waitP99Us: number;
}
