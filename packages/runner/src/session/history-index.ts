/**
 * What of a growing log is found once, in order, as it comes in: which fact of the same pod, node or object came before each fact, and
 * which place on its node each pod has. So the state of a subject at any moment is the fold of its own facts alone.
 */
import { bindingOf, FactKind, NODE_FACTS, objectKey } from "@orrery/sim-core/store";
import type { ApiObject, FactLog } from "@orrery/sim-core/store";

/** What a fact is about. */
export const Subject = { node: 0, pod: 1, object: 2 } as const;
export type Subject = (typeof Subject)[keyof typeof Subject];

export class HistoryIndex {
  readonly log: FactLog;
  /** By fact: the one before it about the same subject; -1: it is the first. */
  previous = new Int32Array(1024);
  /** By pod: its place on its node, from 0; -1: it never had one. */
  slots = new Int32Array(1024).fill(-1);
  /** By number of the object, in order of first appearance. */
  readonly objectKeys: string[] = [];
  private readonly objectNumbers = new Map<string, number>();
  private readonly last: readonly number[][] = [[], [], []];
  private readonly taken = new Map<number, { readonly holders: Set<number>; nextFree: number }>();
  private readonly nodeOf: number[] = [];
  private length = 0;

  constructor(log: FactLog) {
    this.log = log;
  }

  /** Takes in what has been added to the log since the last call. */
  follow(): void {
    const { log } = this;
    if (this.previous.length < log.length) this.previous = grown(this.previous, log.kind.length, -1);
    if (this.slots.length < log.podKeys.length) this.slots = grown(this.slots, log.podKeys.length * 2, -1);
    for (; this.length < log.length; this.length++) {
      const fact = this.length;
      const number = this.subjectNumber(fact);
      const lasts = this.last[this.subjectKind(fact)]!;
      this.previous[fact] = lasts[number] ?? -1;
      lasts[number] = fact;
      this.followSlot(fact);
    }
  }

  subjectKind(fact: number): Subject {
    return SUBJECT_OF[this.log.kind[fact]!]!;
  }

  /** Number of the pod, the node or the object. */
  subjectNumber(fact: number): number {
    const subject = this.log.subject[fact]!;
    if (this.subjectKind(fact) !== Subject.object) return subject;
    const key = objectKey(this.log.payloads[subject] as ApiObject);
    let number = this.objectNumbers.get(key);
    if (number === undefined) {
      number = this.objectKeys.push(key) - 1;
      this.objectNumbers.set(key, number);
    }
    return number;
  }

  /** The last fact about a pod that has come in; -1: there is none. */
  lastOfPod(pod: number): number {
    return this.last[Subject.pod]![pod] ?? -1;
  }

  private followSlot(fact: number): void {
    const pod = this.log.subject[fact]!;
    switch (this.log.kind[fact]) {
      case FactKind.PodBound:
        this.take(pod, bindingOf(this.log, this.log.detail[fact]!).nodeId);
        break;
      case FactKind.PodSucceeded:
      case FactKind.PodFailed:
      case FactKind.PodRemoved:
        this.free(pod);
        break;
    }
  }

  private take(pod: number, node: number): void {
    let places = this.taken.get(node);
    if (places === undefined) this.taken.set(node, (places = { holders: new Set(), nextFree: 0 }));
    const slot = places.nextFree;
    places.holders.add(slot);
    while (places.holders.has(places.nextFree)) places.nextFree += 1;
    this.slots[pod] = slot;
    this.nodeOf[pod] = node;
  }

  private free(pod: number): void {
    const node = this.nodeOf[pod];
    if (node === undefined) return;
    const places = this.taken.get(node)!;
    const slot = this.slots[pod]!;
    if (!places.holders.delete(slot)) return;
    places.nextFree = Math.min(places.nextFree, slot);
    delete this.nodeOf[pod];
  }
}

const OBJECT_FACTS: ReadonlySet<FactKind> = new Set([FactKind.ObjectSet, FactKind.ObjectRemoved]);
/** Whatever is about no node and no object is about a pod. */
const SUBJECT_OF: readonly Subject[] = Array.from({ length: 256 }, (_, kind) =>
  NODE_FACTS.has(kind as FactKind) ? Subject.node : OBJECT_FACTS.has(kind as FactKind) ? Subject.object : Subject.pod,
);

function grown(column: Int32Array<ArrayBuffer>, size: number, fill: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size).fill(fill);
  larger.set(column);
  return larger;
}
