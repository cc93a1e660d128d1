/**
 * The engine's queue of pending events: numeric, allocation-free per event, ordered by (tick, push order) exactly.
 *
 * An event is a tick (integer, 0 to 2^53 - 1), a tag (0 to 511) and a slot (int32). Below the crossing the events live
 * in a {@link LinkedWheel}, above in a {@link ChunkedWheel}; the change-over happens once in each direction, with
 * hysteresis, and keeps the order. Needs ticks that are never below the tick popped last, which a simulation has anyway.
 */
import { assert, AssertionError } from "./assertion.ts";
import { ChunkedWheel } from "./chunked-wheel.ts";
import { HI_BITS, HI_MASK, LO_BITS, LO_MASK, TWO_POW_LO_BITS } from "./event-wheel.ts";
import type { EventWheel } from "./event-wheel.ts";
import { LinkedWheel } from "./linked-wheel.ts";

export interface EventQueueOptions {
  /** Pending events above which the chunked variant takes over; it goes back below a quarter of this. Default 300,000. */
  readonly crossing?: number;
}

/** A queue as plain data: the events in the order in which they will be popped. */
export interface EventQueueState {
  readonly clock: number;
  readonly ticks: Float64Array;
  readonly tags: Uint16Array;
  readonly slots: Int32Array;
}

export const MAX_TICK = Number.MAX_SAFE_INTEGER;
export const MAX_TAG = 2 ** (32 - HI_BITS) - 1;

export class EventQueue {
  /** What was popped or peeked last: `[tag and upper tick bits, lower tick bits, slot]`; the getters below decode it. */
  readonly register = new Int32Array(3);
  private readonly crossing: number;
  private readonly retreat: number;
  private linked: LinkedWheel;
  private chunked: ChunkedWheel | undefined;
  private count = 0;

  /** @throws RangeError when `crossing` is not a number of at least 0. */
  constructor(options: EventQueueOptions = {}) {
    const crossing = options.crossing ?? 300_000;
    if (!(crossing >= 0)) throw new RangeError(`crossing is ${crossing}; accepted: a number of at least 0`);
    this.crossing = crossing;
    this.retreat = Math.floor(crossing / 4);
    this.linked = new LinkedWheel(this.register);
  }

  /** Pending events. */
  get size(): number {
    return this.count;
  }

  /** Tick of the event popped or peeked last. */
  get tick(): number {
    return (this.register[0]! & HI_MASK) * TWO_POW_LO_BITS + this.register[1]!;
  }

  /** Tag of the event popped or peeked last. */
  get tag(): number {
    return this.register[0]! >>> HI_BITS;
  }

  /** Slot of the event popped or peeked last. */
  get slot(): number {
    return this.register[2]!;
  }

  /** The tick popped last: nothing may be pushed below it. */
  get clock(): number {
    const wheel = this.chunked ?? this.linked;
    return wheel.hi * TWO_POW_LO_BITS + wheel.lo;
  }

  /** Adds an event. @throws AssertionError for a tick that is no integer of 0 to 2^53 - 1 or lies below {@link clock}. */
  push(tick: number, tag: number, slot: number): void {
    const hi = (tick / TWO_POW_LO_BITS) | 0;
    const lo = tick & LO_MASK;
    if (hi * TWO_POW_LO_BITS + lo !== tick) this.refuse(tick);
    this.pushWords(hi | (tag << HI_BITS), lo, slot);
  }

  /** {@link push} for a caller that has the tick in two words and the tag in the upper bits of the first. */
  pushWords(hiTag: number, lo: number, slot: number): void {
    const hi = hiTag & HI_MASK;
    const chunked = this.chunked;
    if (chunked === undefined) {
      const linked = this.linked;
      if (hi < linked.hi || (hi === linked.hi && lo < linked.lo)) this.refuse(hi * TWO_POW_LO_BITS + lo);
      linked.push(hiTag, lo, slot);
      if (++this.count > this.crossing) this.toChunked();
    } else {
      if (hi < chunked.hi || (hi === chunked.hi && lo < chunked.lo)) this.refuse(hi * TWO_POW_LO_BITS + lo);
      chunked.push(hiTag, lo, slot);
      this.count++;
    }
  }

  /** Pops the first event into the register; false when there is none. */
  pop(): boolean {
    return this.popBefore(HI_MASK + 1, 0);
  }

  /** Pops the first event if its tick is below `limitHi * 2^30 + limitLo`; else returns false and nothing has changed. */
  popBefore(limitHi: number, limitLo: number): boolean {
    const chunked = this.chunked;
    if (chunked === undefined) {
      if (!this.linked.popBefore(limitHi, limitLo)) return false;
      this.count--;
    } else {
      if (!chunked.popBefore(limitHi, limitLo)) return false;
      if (--this.count < this.retreat) this.toLinked();
    }
    return true;
  }

  /** Reads the first event into the register without removing it; the clock stays. False when there is none. */
  peek(): boolean {
    return (this.chunked ?? this.linked).peek();
  }

  /** Removes every event that `keep` refuses; the order of the others stays. Costs O(size). */
  retain(keep: (tag: number, slot: number) => boolean): void {
    const from: EventWheel = this.chunked ?? this.linked;
    const { hi, lo } = from;
    const to = this.chunked === undefined ? new LinkedWheel(this.register) : new ChunkedWheel(this.register, this.count);
    to.hi = hi;
    to.lo = lo;
    let kept = 0;
    from.visit((hiTag, eventLo, slot) => {
      if (!keep(hiTag >>> HI_BITS, slot)) return;
      to.push(hiTag, eventLo, slot);
      kept++;
    });
    if (to instanceof LinkedWheel) this.linked = to;
    else this.chunked = to;
    this.count = kept;
  }

  /** The queue as plain data, which depends on clock and events only, not on how the queue came to hold them. */
  save(): EventQueueState {
    const copy = new EventQueue({ crossing: this.crossing });
    copy.startAt(this.clock);
    (this.chunked ?? this.linked).visit((hiTag, lo, slot) => copy.pushWords(hiTag, lo, slot));
    const state = {
      clock: this.clock,
      ticks: new Float64Array(this.count),
      tags: new Uint16Array(this.count),
      slots: new Int32Array(this.count),
    };
    for (let i = 0; copy.pop(); i++) {
      state.ticks[i] = copy.tick;
      state.tags[i] = copy.tag;
      state.slots[i] = copy.slot;
    }
    return state;
  }

  /** Replaces everything by what {@link save} wrote. */
  restore(state: EventQueueState): void {
    this.linked = new LinkedWheel(this.register);
    this.chunked = undefined;
    this.count = 0;
    this.startAt(state.clock);
    for (let i = 0; i < state.ticks.length; i++) this.push(state.ticks[i]!, state.tags[i]!, state.slots[i]!);
  }

  private startAt(clock: number): void {
    assert(this.count === 0, "the clock of a queue that holds events cannot be set");
    this.linked.hi = Math.floor(clock / TWO_POW_LO_BITS);
    this.linked.lo = clock % TWO_POW_LO_BITS;
  }

  private toChunked(): void {
    const chunked = new ChunkedWheel(this.register, this.count * 2);
    move(this.linked, chunked);
    this.chunked = chunked;
    this.linked = new LinkedWheel(this.register);
  }

  private toLinked(): void {
    const linked = new LinkedWheel(this.register, this.count * 2);
    move(this.chunked!, linked);
    this.linked = linked;
    this.chunked = undefined;
  }

  private refuse(tick: number): never {
    throw new AssertionError(
      `event at tick ${tick}; accepted: an integer from ${this.clock} (the tick popped last) to ${MAX_TICK} (${LO_BITS + HI_BITS} bits)`,
    );
  }
}

function move(from: EventWheel, to: EventWheel): void {
  to.hi = from.hi;
  to.lo = from.lo;
  from.visit((hiTag, lo, slot) => to.push(hiTag, lo, slot));
}
