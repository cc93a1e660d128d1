/** What happened, in columns: the only thing that changes the cluster's state, and all that is needed to build it again. */

/** Kinds of facts, past tense. The numbers are stored in recordings: append, never renumber. */
export const FactKind = {
  NodeAdded: 0,
  NodeUpdated: 1,
  NodeRemoved: 2,
  ObjectSet: 3,
  ObjectRemoved: 4,
  PodCreated: 5,
  PodUpdated: 6,
  PodNominated: 7,
  PodBound: 8,
  PodStarted: 9,
  PodSucceeded: 10,
  PodFailed: 11,
  PodDeletionRequested: 12,
  PodRemoved: 13,
  PodUnschedulable: 14,
  PodReadinessChanged: 15,
  ContainerStarted: 16,
  ContainerExited: 17,
  ContainerWaiting: 18,
  ProbeFailed: 19,
  NodeStopped: 20,
  NodeStarted: 21,
  NodeFaulted: 22,
  ImagePulled: 23,
} as const;

export type FactKind = (typeof FactKind)[keyof typeof FactKind];

/** Facts whose subject is a node. */
export const NODE_FACTS: ReadonlySet<FactKind> = new Set([
  FactKind.NodeAdded,
  FactKind.NodeUpdated,
  FactKind.NodeRemoved,
  FactKind.NodeStopped,
  FactKind.NodeStarted,
  FactKind.NodeFaulted,
]);

export const FACT_NAMES: readonly string[] = Object.keys(FactKind);

/** Ten bytes a fact more than the numbers themselves; grows by doubling. */
export class FactLog {
  timeUs = new Float64Array(1024);
  kind = new Uint8Array(1024);
  /** Number of the node, the pod, or the entry of `payloads`. */
  subject = new Int32Array(1024);
  /** A second number: see `ClusterState.apply`, and `fact-payloads.ts` for what it refers to. */
  detail = new Int32Array(1024);
  length = 0;
  /** Objects that facts refer to by number: nodes, pod sources, other API objects. */
  readonly payloads: unknown[] = [];
  /** `namespace/name` of each pod, by number. */
  readonly podKeys: string[] = [];

  append(timeUs: number, kind: FactKind, subject: number, detail: number): number {
    if (this.length === this.kind.length) this.grow();
    const at = this.length++;
    this.timeUs[at] = timeUs;
    this.kind[at] = kind;
    this.subject[at] = subject;
    this.detail[at] = detail;
    return at;
  }

  /** @returns the number of the payload */
  keep(payload: unknown): number {
    return this.payloads.push(payload) - 1;
  }

  /** How many facts lie at or before `timeUs`. */
  countUntil(timeUs: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timeUs[middle]! <= timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(): void {
    const size = this.kind.length * 2;
    this.timeUs = copyInto(new Float64Array(size), this.timeUs);
    this.kind = copyInto(new Uint8Array(size), this.kind);
    this.subject = copyInto(new Int32Array(size), this.subject);
    this.detail = copyInto(new Int32Array(size), this.detail);
  }
}

function copyInto<T extends Float64Array | Uint8Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
