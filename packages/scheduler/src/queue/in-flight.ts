/**
 * The pods being scheduled or bound, and the cluster events since the oldest of them was popped, so that a pod that fails can
 * learn what changed meanwhile. Source: pkg/scheduler/backend/queue/active_queue.go (inFlightPods, inFlightEvents).
 */
import type { ClusterEvent } from "../framework/index.ts";

export interface RecordedEvent {
  readonly event: ClusterEvent;
  readonly oldObject: unknown;
  readonly newObject: unknown;
}

export class InFlight {
  /** uid -> number of events recorded before the pod was popped. Insertion order is the order of popping, so values never decrease. */
  private readonly popped = new Map<string, number>();
  private events: RecordedEvent[] = [];
  /** Events dropped from the front of `events` so far. */
  private dropped = 0;

  get size(): number {
    return this.popped.size;
  }

  get eventCount(): number {
    return this.events.length;
  }

  has(uid: string): boolean {
    return this.popped.has(uid);
  }

  uids(): IterableIterator<string> {
    return this.popped.keys();
  }

  start(uid: string): void {
    this.popped.set(uid, this.dropped + this.events.length);
  }

  /** Remembers the event if any pod is in flight. */
  record(event: ClusterEvent, oldObject: unknown, newObject: unknown): void {
    if (this.popped.size > 0) this.events.push({ event, oldObject, newObject });
  }

  /** What happened since the pod was popped; undefined when it is not in flight. */
  eventsSince(uid: string): readonly RecordedEvent[] | undefined {
    const from = this.popped.get(uid);
    return from === undefined ? undefined : this.events.slice(from - this.dropped);
  }

  /** Ends the pod's flight, and forgets the events that only it could still ask for. No effect for other pods. */
  done(uid: string): void {
    if (!this.popped.delete(uid)) return;
    const oldest = this.popped.values().next();
    if (oldest.done) {
      this.dropped += this.events.length;
      this.events = [];
    } else if (oldest.value - this.dropped > this.events.length / 2) {
      // Dropping only when half is obsolete keeps the copying linear over the whole run.
      this.events = this.events.slice(oldest.value - this.dropped);
      this.dropped = oldest.value;
    }
  }
}
