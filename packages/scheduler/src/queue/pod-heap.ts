/**
 * A priority queue of pods with access by key: at most one entry per `namespace/name`.
 *
 * An entry keeps a copy of what it is ordered by, so that a pod may change while a dead entry of it still lies in the heap. Dead entries
 * are skipped when they reach the top, and swept when they outnumber the living.
 */
import FastPriorityQueue from "fastpriorityqueue";
import type { PodInfo, QueueOrderKey } from "../framework/index.ts";
import type { QueuedPod } from "./queued-pod.ts";

export interface HeapEntry extends QueueOrderKey {
  readonly podInfo: PodInfo;
  readonly timestampUs: number;
  readonly backoffExpiryUs: number;
  readonly sequence: number;
  readonly queued: QueuedPod;
}

/** Sweeping fewer dead entries than this costs more than it saves. */
const SWEEP_AT_LEAST = 64;

export class PodHeap {
  private readonly entries = new Map<string, HeapEntry>();
  private readonly heap: FastPriorityQueue<HeapEntry>;

  /** @param less a strict order; pods equal in both directions come out by `sequence`, which Go leaves open. */
  constructor(less: (a: HeapEntry, b: HeapEntry) => boolean) {
    this.heap = new FastPriorityQueue<HeapEntry>((a, b) => {
      if (less(a, b)) return true;
      return !less(b, a) && a.sequence < b.sequence;
    });
  }

  get size(): number {
    return this.entries.size;
  }

  /** Adds the pod, in place of an entry with the same key. O(log n). */
  add(queued: QueuedPod): void {
    const entry: HeapEntry = {
      podInfo: queued.podInfo,
      timestampUs: queued.timestampUs,
      backoffExpiryUs: queued.backoffExpiryUs ?? 0,
      sequence: queued.sequence,
      queued,
    };
    this.entries.set(queued.podInfo.key, entry);
    this.heap.add(entry);
    this.sweep();
  }

  get(key: string): QueuedPod | undefined {
    return this.entries.get(key)?.queued;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** @returns whether the key was here. */
  delete(key: string): boolean {
    const found = this.entries.delete(key);
    if (found) this.sweep();
    return found;
  }

  peek(): QueuedPod | undefined {
    let entry = this.heap.peek();
    while (entry !== undefined && !this.isLive(entry)) {
      this.heap.poll();
      entry = this.heap.peek();
    }
    return entry?.queued;
  }

  pop(): QueuedPod | undefined {
    const queued = this.peek();
    if (queued === undefined) return undefined;
    this.heap.poll();
    this.entries.delete(queued.podInfo.key);
    return queued;
  }

  /** In no particular but a reproducible order. */
  *values(): IterableIterator<QueuedPod> {
    for (const entry of this.entries.values()) yield entry.queued;
  }

  private isLive(entry: HeapEntry): boolean {
    return this.entries.get(entry.podInfo.key) === entry;
  }

  private sweep(): void {
    const dead = this.heap.size - this.entries.size;
    if (dead >= SWEEP_AT_LEAST && dead > this.entries.size) this.heap.heapify([...this.entries.values()]);
  }
}
