/**
 * What both variants of the event queue's wheel promise, and how a tick is cut into digits.
 *
 * The wheel is a monotone radix heap (Ahuja, Mehlhorn, Orlin, Tarjan 1990, "Faster algorithms for the shortest path
 * problem") with digits of base 1024. The clock is the tick popped last. A tick is filed by the highest digit in which
 * it differs from the clock: that digit's place is the level, its value the bucket. Two consequences carry everything:
 *
 * - All ticks of a level are below all ticks of the next level, and buckets of a level are in order of their ticks, so
 *   the minimum is in the first occupied bucket of the lowest occupied level: three count-trailing-zeros away.
 * - Equal ticks are always in one bucket. Buckets are FIFO and are re-filed front to back, so equal ticks leave in the
 *   order in which they came: the order (tick, push order) is total and no sequence number is stored.
 *
 * A tick has 53 bits: `hi` holds the upper 23 (levels 3 to 5), `lo` the lower 30 (levels 0 to 2). `hi` leaves nine bits
 * of its int32 free, which carry the event's tag; the word of both is called `hiTag`.
 */
export interface EventWheel {
  /** The clock: the tick popped last, 0 at first. */
  hi: number;
  lo: number;
  /** Files an event. The tick must not be below the clock. */
  push(hiTag: number, lo: number, slot: number): void;
  /** Pops the first event with a tick below the limit into the register and moves the clock to it; false if there is none. */
  popBefore(limitHi: number, limitLo: number): boolean;
  /** Writes the first event's tick into the register and leaves the clock alone; false when empty. */
  peek(): boolean;
  /** Visits every event; events of one tick in push order. */
  visit(visitor: EventVisitor): void;
}

export type EventVisitor = (hiTag: number, lo: number, slot: number) => void;

/** Where a wheel puts what it pops: `[hiTag, lo, slot]`. */
export type EventRegister = Int32Array;

export const LO_BITS = 30;
export const LO_MASK = 0x3fff_ffff;
export const HI_BITS = 23;
export const HI_MASK = 0x7f_ffff;
export const TWO_POW_LO_BITS = 2 ** LO_BITS;
export const BUCKETS = 6 * 1024;
export const BITMAP_WORDS = BUCKETS / 32;
