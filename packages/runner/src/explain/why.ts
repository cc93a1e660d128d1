/** Why a pod, a workload or a node fares as it does: chains of causes, as data. Documented in docs/report-format.md. */

/** Raised when a field changes its meaning or goes; new fields leave it. */
export const WHY_VERSION = 1;

export interface Why<State> {
  readonly kind: "orrery/why";
  readonly version: typeof WHY_VERSION;
  readonly subject: WhySubject;
  /** The moment that the answer is about: it knows nothing of later. */
  readonly atUs: number;
  /** Of the run as far as it went. */
  readonly digest: string;
  readonly state: State;
  /** Of a pod the latest first, else the most frequent first; of a node its own before those of its pods. */
  readonly chains: readonly WhyChain[];
}

export interface WhySubject {
  readonly kind: "pod" | "workload" | "node";
  readonly name: string;
}

/** What came about; the words are those of the text: "restarted 3 times". */
export type Effect =
  | "pending"
  | "waiting to start"
  | "not ready"
  | "restarted"
  | "ended"
  | "failed"
  | "evicted"
  | "deleted"
  | "down"
  | "faulted"
  | "under pressure"
  | "NotReady";

/** Effects that came about in the same way: their links are of the same kinds. */
export interface WhyChain {
  readonly effect: Effect;
  readonly times: number;
  readonly pods: number;
  readonly firstUs: number;
  readonly lastUs: number;
  /** The pod, or the node, whose chain is shown: the one that was slowed most, else the first. */
  readonly example: string;
  /** Nodes concerned, most effects first. */
  readonly nodes: readonly { readonly name: string; readonly times: number }[];
  /** From the effect backwards: each is the cause of the one before. */
  readonly links: readonly WhyLink[];
}

export interface WhyLink {
  /** Without numbers and names: `probe/liveness`, `cpu/slow`, `node/oversold`, `memory/limit` ..., else `by/reason` of the cause. */
  readonly kind: string;
  /** One clause with the numbers. */
  readonly text: string;
  /** Since when, or when; null: it is not told. */
  readonly atUs: number | null;
  readonly evidence: Readonly<Record<string, string | number>>;
}

export interface PodState {
  readonly workload: string;
  readonly phase: string;
  readonly removed: boolean;
  readonly ready: boolean;
  /** When its readiness last changed; null: it never did. */
  readonly readyChangedUs: number | null;
  readonly createdUs: number;
  readonly boundUs: number | null;
  readonly restarts: number;
  /** Of a container that waits: CrashLoopBackOff, ImagePullBackOff ...; null: none does. */
  readonly waiting: { readonly reason: string; readonly untilUs: number | null } | null;
  /** `Kind/name` of its controller. */
  readonly owner: string | null;
  /** The pod that its controller made in its place, and the one whose place it took. */
  readonly replacedBy: string | null;
  readonly replaces: string | null;
  /** null: it has no node. */
  readonly node: NodeState | null;
}

export interface NodeState {
  readonly name: string;
  readonly pool: string;
  readonly removed: boolean;
  readonly outage: { readonly what: string; readonly sinceUs: number } | null;
  /** Conditions that are bad: Ready not True, pressure. */
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string | null }[];
  /** Allocatable CPU over hardware; null: the hardware is not known. */
  readonly oversellRatio: number | null;
  readonly cores: number;
  readonly memoryBytes: number;
  /** On it and not over. */
  readonly pods: number;
  /** Work wanted over work done since the start; null: nothing was done, or the moment is not the end of the run. */
  readonly slowdown: number | null;
}

export interface WorkloadState {
  readonly pods: number;
  readonly running: number;
  readonly ready: number;
  readonly pending: number;
  readonly failed: number;
  readonly gone: number;
  readonly restarts: number;
}
