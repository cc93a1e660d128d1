/**
 * The event engine: the one loop that moves simulated time. Run, step, slice and seek are all `advance` with other limits.
 *
 * History is the sequence of handled events in the order (timeUs, phase, seq): a kind has a phase, and seq is the order of
 * scheduling. Arrivals, which wait in sorted lanes, come before scheduled events of the same time and phase, lanes in
 * the order in which they were added. An event scheduled at the current instant for a phase that has passed runs in the
 * current phase, behind what is already waiting there: time never goes back. Same kinds, arrivals and handlers, same
 * history, for any batch size; `digest` is its hash.
 */
import { ArrivalLane } from "./arrival-lane.ts";
import type { ArrivalColumns } from "./arrival-lane.ts";
import { assert, AssertionError } from "./assertion.ts";
import { Digest } from "./digest.ts";
import type { EngineState } from "./engine-state.ts";
import { EventKinds } from "./event-kinds.ts";
import type { EventHandler, EventKind } from "./event-kinds.ts";
import { retainEvents, restoreEventQueue, saveEventQueue } from "./event-queue-state.ts";
import { EventQueue, HI_BITS, HI_MASK, MAX_TAG } from "./event-queue.ts";
import { EventTickets, TICKET_KINDS } from "./event-tickets.ts";
import type { EventHandle } from "./event-tickets.ts";
import { PHASES } from "./phase.ts";
import type { Phase } from "./phase.ts";
import { END_OF_TIME_US, TIME_ZERO, timeUs } from "./time.ts";
import type { TimeUs } from "./time.ts";

export interface AdvanceResult {
  readonly nowUs: TimeUs;
  /** Events handled by this call. */
  readonly events: number;
  /** False when the call stopped at `maxEvents`; true when nothing at or before `untilUs` is left. */
  readonly done: boolean;
}

// A tick is timeUs * 8 + phase; its lower 30 bits hold the lower 27 of the time and the phase.
const TIME_LO_BITS = 27;
const TIME_LO_MASK = 2 ** TIME_LO_BITS - 1;
const TWO_POW_TIME_LO_BITS = 2 ** TIME_LO_BITS;
const PHASE_BITS = 3;
const END_TICK = END_OF_TIME_US * PHASES;
/** The tag of cancellable events: their slot is a ticket. All other tags are kinds. */
const TICKET = MAX_TAG;
/** Entries of cancelled events are swept out of the queue when they outnumber the others and this. */
const SWEEP_ABOVE = 1024;

export class Engine {
  private now: TimeUs = TIME_ZERO;
  // The tick of the current event; nothing may be scheduled below it.
  private hi = 0;
  private lo = 0;
  private handled = 0;
  private running = false;
  private cancelled = 0;
  private queue = new EventQueue();
  private readonly tickets = new EventTickets();
  private readonly history = new Digest();
  private readonly kinds = new EventKinds(TICKET_KINDS);
  private lanes: ArrivalLane[] = [];
  private nextLane: ArrivalLane | undefined;
  private nextLaneTick = Infinity;
  // Scheduled events run while their tick is below this: the next arrival's tick or the limit of this call.
  private limitTick = 0;
  private boundHi = 0;
  private boundLo = 0;

  /** The current instant. */
  get nowUs(): TimeUs {
    return this.now;
  }

  /** Events handled since the start of the history. */
  get events(): number {
    return this.handled;
  }

  /** Scheduled events that are still to come, without cancelled ones and arrivals. */
  get pending(): number {
    return this.queue.size - this.cancelled;
  }

  /** Hash of the history so far, 16 hexadecimal digits: kind, slot and time of every recorded event, and every number folded in. */
  get digest(): string {
    return this.history.hex;
  }

  /** Adds a number, say a fact, to the digest. */
  fold(value: number): void {
    this.history.fold(value);
  }

  /**
   * @param options `recorded: false`: events of this kind are not folded into the digest; only what their handlers fold tells of them. For
   *   events of which a run may have more or fewer without another history: a tick that finds nothing to do.
   * @throws RangeError for a name that is taken, an unknown phase, or more than 510 kinds.
   */
  registerKind(name: string, phase: Phase, handler: EventHandler, options: { readonly recorded?: boolean } = {}): EventKind {
    return this.kinds.register(name, phase, handler, options.recorded ?? true);
  }

  kindName(kind: EventKind): string {
    return this.kinds.name(kind);
  }

  /** Adds a lane of arrivals that are known beforehand. @throws RangeError for rows out of order or before now. */
  addArrivals(kind: EventKind, columns: ArrivalColumns): void {
    this.lanes.push(new ArrivalLane(kind, this.kinds.phase(kind), columns, this.now));
    this.findNextLane();
  }

  /**
   * Schedules an event that will not be cancelled: {@link schedule} without the price of a handle.
   * @throws AssertionError when `atUs` is no time or lies in the past, `slot` is no int32, or the kind is not registered.
   */
  emit(kind: EventKind, slot: number, atUs: number): void {
    this.enqueue(this.kinds.phase(kind), kind, slot, atUs);
  }

  /** Schedules an event and returns the handle that cancels it. @throws as {@link emit}; RangeError beyond 2^25 handles at once. */
  schedule(kind: EventKind, slot: number, atUs: number): EventHandle {
    const phase = this.kinds.phase(kind);
    assert((slot | 0) === slot, "slot is no int32");
    const ticket = this.tickets.take(kind, slot);
    this.enqueue(phase, TICKET, ticket, atUs);
    return this.tickets.handle(ticket);
  }

  /** Cancels an event: it will not run and is in no digest. False when it has run already, was cancelled, or never was. */
  cancel(handle: EventHandle): boolean {
    if (!this.tickets.cancel(handle)) return false;
    this.cancelled++;
    if (this.cancelled > SWEEP_ABOVE && this.cancelled * 2 > this.queue.size) this.sweep();
    return true;
  }

  /** Is the event of this handle still to come? */
  isPending(handle: EventHandle): boolean {
    return this.tickets.isPending(handle);
  }

  /**
   * Handles events in order until none at or before `untilUs` is left or `maxEvents` were handled. When none is left, now
   * is `untilUs`; with an infinite `untilUs` it stays at the last event.
   * @throws RangeError for limits that are no limits or lie in the past; AssertionError when called from a handler.
   */
  advance(untilUs: number, maxEvents = Infinity): AdvanceResult {
    if (!(untilUs >= this.now)) throw new RangeError(`cannot advance to ${untilUs} us; accepted: a time from ${this.now} us, which is now`);
    if (!(maxEvents >= 1)) throw new RangeError(`maxEvents is ${maxEvents}; accepted: 1 or more`);
    assert(!this.running, "a handler called advance: only the loop moves time");
    this.limitTick = untilUs === Infinity ? END_TICK : (timeUs(untilUs) + 1) * PHASES;
    this.setBound();
    this.running = true;
    const before = this.handled;
    try {
      const done = this.loop(before + maxEvents);
      if (done) this.settle(untilUs);
      return { nowUs: this.now, events: this.handled - before, done };
    } finally {
      this.running = false;
    }
  }

  /** Everything but kinds and arrival columns, as plain data that may be structured-cloned. Not to be called from a handler. */
  save(): EngineState {
    assert(!this.running, "a handler called save: a keyframe lies between events");
    return {
      version: 1,
      nowUs: this.now,
      tick: this.tick,
      events: this.handled,
      digest: this.history.save(),
      queue: { ...saveEventQueue(this.queue), clock: this.tick },
      tickets: this.tickets.save(),
      cancelled: this.cancelled,
      cursors: this.lanes.map((lane) => lane.cursor),
    };
  }

  /**
   * Goes back, or forward, to a saved state. The engine must have the kinds and the arrival lanes that the saved one had;
   * lanes added later are dropped. @throws RangeError when the lanes do not fit.
   */
  restore(state: EngineState): void {
    assert(!this.running, "a handler called restore");
    const lanes = this.lanes.slice(0, state.cursors.length);
    if (!state.cursors.every((cursor, i) => lanes[i] !== undefined && cursor <= lanes[i].timesUs.length)) {
      throw new RangeError(
        `the saved state has ${state.cursors.length} arrival lanes, which do not fit the ${this.lanes.length} of this engine`,
      );
    }
    lanes.forEach((lane, i) => (lane.cursor = state.cursors[i]!));
    this.lanes = lanes;
    this.now = timeUs(state.nowUs);
    this.setTick(state.tick);
    this.handled = state.events;
    this.history.restore(state.digest);
    this.queue = restoreEventQueue(state.queue);
    this.tickets.restore(state.tickets);
    this.cancelled = state.cancelled;
    this.findNextLane();
  }

  private loop(last: number): boolean {
    while (this.handled < last) {
      const queue = this.queue;
      if (queue.popBefore(this.boundHi, this.boundLo)) {
        const register = queue.register;
        let hiTag = register[0]!;
        let slot = register[2]!;
        let kind = hiTag >>> HI_BITS;
        if (kind === TICKET) {
          const ticket = slot;
          kind = this.tickets.kind(ticket);
          slot = this.tickets.slot(ticket);
          this.tickets.release(ticket);
          if (kind >= TICKET_KINDS) {
            this.cancelled--;
            continue;
          }
          hiTag = (hiTag & HI_MASK) | (kind << HI_BITS);
        }
        this.handle(kind, hiTag, register[1]!, slot, 0);
      } else if (this.nextLaneTick < this.limitTick) {
        this.handleArrival(this.nextLane!);
      } else {
        return true;
      }
    }
    return false;
  }

  private handle(kind: number, hiTag: number, lo: number, slot: number, payload: number): void {
    const hi = hiTag & HI_MASK;
    const now = (hi * TWO_POW_TIME_LO_BITS + (lo >>> PHASE_BITS)) as TimeUs;
    this.hi = hi;
    this.lo = lo;
    this.now = now;
    this.handled++;
    if (this.kinds.unrecorded[kind] === 0) this.history.fold3(hiTag, lo, slot);
    this.kinds.handlers[kind]!(slot, now, payload);
  }

  private handleArrival(lane: ArrivalLane): void {
    const row = lane.cursor++;
    const arrivalTick = this.nextLaneTick;
    // A lane added at this instant for a phase that has passed: it runs in the current phase.
    const tick = Math.max(arrivalTick, this.tick);
    this.findNextLane();
    const hi = Math.floor(tick / 2 ** 30);
    this.handle(lane.kind, hi | (lane.kind << HI_BITS), tick % 2 ** 30, row, lane.payloads === undefined ? 0 : lane.payloads[row]!);
  }

  private enqueue(phase: number, tag: number, slot: number, atUs: number): void {
    let hi = (atUs / TWO_POW_TIME_LO_BITS) | 0;
    let lo = ((atUs & TIME_LO_MASK) << PHASE_BITS) | phase;
    if ((hi & HI_MASK) * TWO_POW_TIME_LO_BITS + (lo >>> PHASE_BITS) !== atUs || (slot | 0) !== slot) this.refuse(slot, atUs);
    if (hi <= this.hi && (hi < this.hi || lo < this.lo)) {
      if (atUs !== this.now) this.refuse(slot, atUs);
      hi = this.hi;
      lo = this.lo;
    }
    this.queue.pushWords(hi | (tag << HI_BITS), lo, slot);
  }

  private refuse(slot: number, atUs: number): never {
    throw new AssertionError(
      `event of slot ${slot} at ${atUs} us; accepted: an int32 slot and an integer time from ${this.now} us (now) to below ${END_OF_TIME_US} us`,
    );
  }

  /** After the last event at or before the limit: now is the limit. */
  private settle(untilUs: number): void {
    if (untilUs === Infinity) {
      // Dropping cancelled entries may have moved the queue's clock beyond the last event.
      this.queue = new EventQueue(this.tick);
    } else {
      this.now = untilUs as TimeUs;
      this.setTick(Math.max(this.tick, untilUs * PHASES));
    }
  }

  private get tick(): number {
    return this.hi * 2 ** 30 + this.lo;
  }

  private setTick(tick: number): void {
    this.hi = Math.floor(tick / 2 ** 30);
    this.lo = tick % 2 ** 30;
  }

  private findNextLane(): void {
    this.nextLane = undefined;
    this.nextLaneTick = Infinity;
    for (const lane of this.lanes) {
      if (lane.tick < this.nextLaneTick) {
        this.nextLane = lane;
        this.nextLaneTick = lane.tick;
      }
    }
    this.setBound();
  }

  private setBound(): void {
    const bound = Math.min(this.limitTick, this.nextLaneTick);
    this.boundHi = Math.floor(bound / 2 ** 30);
    this.boundLo = bound % 2 ** 30;
  }

  private sweep(): void {
    this.queue = retainEvents(this.queue, (tag, slot) => tag !== TICKET || this.tickets.kind(slot) < TICKET_KINDS);
    this.tickets.releaseCancelled();
    this.cancelled = 0;
  }
}
