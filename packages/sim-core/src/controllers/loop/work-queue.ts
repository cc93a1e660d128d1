/** The work queue of one controller in simulated time: one entry an object, however often it changes; retries by the real rate limiter. */
import { Phase } from "../../engine/index.ts";
import type { Engine, EventHandle, EventKind } from "../../engine/index.ts";
import { defaultControllerRateLimiter } from "../../model/index.ts";
import type { RateLimiter } from "../../model/index.ts";

/**
 * Keys wait here until `sync` is called with them, once for any number of changes up to then.
 *
 * Not modelled: the time that a sync takes, so that the number of workers does not matter.
 * Source: client-go util/workqueue/{queue,delaying_queue,rate_limiting_queue}.go.
 */
export class WorkQueue {
  private readonly engine: Engine;
  private readonly kind: EventKind;
  private readonly limiter: RateLimiter = defaultControllerRateLimiter();
  private readonly slots = new Map<string, number>();
  private readonly keys: string[] = [];
  /** By slot: an entry that is due waits to be worked off. */
  private readonly waiting = new Set<number>();
  private readonly checks = new Map<number, { readonly handle: EventHandle; readonly atUs: number }>();
  private readonly checkKind: EventKind;
  private readonly retryKind: EventKind;

  /** @param name unique among the queues; names the events */
  constructor(engine: Engine, name: string, sync: (key: string) => void) {
    this.engine = engine;
    this.kind = engine.registerKind(`${name} sync`, Phase.controller, (slot) => {
      this.waiting.delete(slot);
      sync(this.keys[slot]!);
    });
    this.checkKind = engine.registerKind(`${name} check`, Phase.controller, (slot) => {
      this.checks.delete(slot);
      this.addSlot(slot);
    });
    this.retryKind = engine.registerKind(`${name} retry`, Phase.controller, (slot) => this.addSlot(slot));
  }

  /** The object has changed: it is synced at this instant, behind what is being delivered. */
  add(key: string): void {
    this.addSlot(this.slot(key));
  }

  /** The sync of the object failed: it is tried again when the rate limiter lets it. */
  addRateLimited(key: string): void {
    const { nowUs } = this.engine;
    this.engine.emit(this.retryKind, this.slot(key), nowUs + this.limiter.whenUs(key, nowUs));
  }

  /** The sync of the object succeeded: its next failure waits for the shortest time again. */
  forget(key: string): void {
    this.limiter.forget(key);
  }

  /** Failures in a row. */
  retries(key: string): number {
    return this.limiter.requeues(key);
  }

  /**
   * When the object is to be synced though nothing changes; undefined: never. It replaces what was said before: the real queue
   * keeps all such times, and the syncs at those that are out of date find nothing to do.
   */
  checkAt(key: string, atUs: number | undefined): void {
    const slot = this.slot(key);
    const current = this.checks.get(slot);
    if (current?.atUs === atUs) return;
    if (current !== undefined) this.engine.cancel(current.handle);
    if (atUs === undefined) this.checks.delete(slot);
    else this.checks.set(slot, { handle: this.engine.schedule(this.checkKind, slot, Math.max(atUs, this.engine.nowUs)), atUs });
  }

  private addSlot(slot: number): void {
    if (this.waiting.has(slot)) return;
    this.waiting.add(slot);
    this.engine.emit(this.kind, slot, this.engine.nowUs);
  }

  private slot(key: string): number {
    let slot = this.slots.get(key);
    if (slot === undefined) {
      slot = this.keys.push(key) - 1;
      this.slots.set(key, slot);
    }
    return slot;
  }
}
