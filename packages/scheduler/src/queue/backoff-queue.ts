/**
 * The pods that wait for their back-off to end: refused ones and, apart, those whose attempt ended with an error.
 * Source: pkg/scheduler/backend/queue/backoff_queue.go.
 */
import { backoffExpiryUs, isBackingOff } from "./backoff.ts";
import type { BackoffLimits } from "./backoff.ts";
import { PodHeap } from "./pod-heap.ts";
import type { QueueSort } from "./priority-sort.ts";
import { hasNoRejector } from "./queued-pod.ts";
import type { QueuedPod } from "./queued-pod.ts";

export class BackoffQueue {
  private readonly refused: PodHeap;
  private readonly failed: PodHeap;
  private readonly limits: BackoffLimits;

  /** @param sort decides among refused pods whose back-off ends in the same second */
  constructor(limits: BackoffLimits, sort: QueueSort) {
    this.limits = limits;
    this.refused = new PodHeap((a, b) => (a.backoffExpiryUs === b.backoffExpiryUs ? sort(a, b) : a.backoffExpiryUs < b.backoffExpiryUs));
    this.failed = new PodHeap((a, b) => a.backoffExpiryUs < b.backoffExpiryUs);
  }

  get size(): number {
    return this.refused.size + this.failed.size;
  }

  /** How many of the pods came back with an error. */
  get errorSize(): number {
    return this.failed.size;
  }

  /** Whether `popEarly` has a pod to give. */
  get canPopEarly(): boolean {
    return this.refused.size > 0;
  }

  isBackingOff(queued: QueuedPod, nowUs: number): boolean {
    return isBackingOff(queued, nowUs, this.limits);
  }

  add(queued: QueuedPod): void {
    backoffExpiryUs(queued, this.limits);
    const [to, other] = hasNoRejector(queued) ? [this.failed, this.refused] : [this.refused, this.failed];
    other.delete(queued.podInfo.key);
    to.add(queued);
  }

  /** Puts the pod in order again after its PodInfo was replaced. */
  reorder(queued: QueuedPod): void {
    (this.refused.has(queued.podInfo.key) ? this.refused : this.failed).add(queued);
  }

  get(key: string): QueuedPod | undefined {
    return this.refused.get(key) ?? this.failed.get(key);
  }

  delete(key: string): boolean {
    return this.refused.delete(key) || this.failed.delete(key);
  }

  /** The refused pod that is due next, before its time: for a scheduler that has nothing else to do. Errors always wait. */
  popEarly(): QueuedPod | undefined {
    return this.refused.pop();
  }

  /** Takes out all pods whose back-off has ended: refused ones first, each group in its order. */
  popCompleted(nowUs: number): QueuedPod[] {
    const out: QueuedPod[] = [];
    for (const heap of [this.refused, this.failed]) {
      for (let next = heap.peek(); next !== undefined && !this.isBackingOff(next, nowUs); next = heap.peek()) {
        heap.pop();
        out.push(next);
      }
    }
    return out;
  }

  /** The whole second at which the first back-off ends. */
  nextExpiryUs(): number | undefined {
    const ends = [this.refused.peek(), this.failed.peek()].flatMap((queued) => (queued === undefined ? [] : [queued.backoffExpiryUs ?? 0]));
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  *values(): IterableIterator<QueuedPod> {
    yield* this.refused.values();
    yield* this.failed.values();
  }
}
