/**
 * The engine's queue of pending events: numeric, allocation-free per event, exactly ordered by (tick, push order).
 *
 * An event is a tick (integer, 0 to 2^53 - 1), a tag (0 to 511) and a slot (int32). The queue is a monotone radix heap
 * (Ahuja, Mehlhorn, Orlin, Tarjan 1990, "Faster algorithms for the shortest path problem") with digits of base 1024.
 * Its clock is the tick popped last. An event is filed by the highest digit in which its tick differs from the clock:
 * that digit's place is the level, its value the bucket. Two consequences carry everything:
 *
 * - All ticks of a level are below all ticks of the next level, and the buckets of a level are in order of their ticks,
 *   so the minimum is in the first occupied bucket of the lowest occupied level: three count-trailing-zeros away. If
 *   that bucket holds several ticks, the clock moves to the smallest and the others are filed again, on lower levels.
 * - Equal ticks are always in one bucket. Buckets are FIFO and are filed again front to back, so equal ticks leave in
 *   the order in which they came: the order is total although no sequence number is stored.
 *
 * A tick's upper 23 bits (`hi`, levels 3 to 5) share an int32 with the tag (`hiTag`), `lo` has the other 30 (levels 0
 * to 2). A bucket is four words: `[state, ...]`. State 0 is empty; state 1 is a single event, kept in the other three
 * words, which is what most buckets near the clock are; any other state is the tail of a list in chunks, whose head is
 * the second word. A chunk is 128 words, `[next chunk, -, 42 x (lo, hiTag, slot)]`, so that filing a long bucket again
 * reads memory in order. Head and tail are word positions; a tail that is a multiple of 128 asks for another chunk.
 */
import { AssertionError } from "./assertion.ts";

const LO_MASK = 0x3fff_ffff;
export const HI_BITS = 23;
export const HI_MASK = 0x7f_ffff;
export const TWO_POW_LO_BITS = 2 ** 30;
export const MAX_TICK = Number.MAX_SAFE_INTEGER;
export const MAX_TAG = 2 ** (32 - HI_BITS) - 1;

const LEVELS = 6;
const BUCKETS = LEVELS * 1024;
const EMPTY = 0;
const SINGLE = 1;
const CHUNK_WORDS = 128;
const CHUNK_MASK = CHUNK_WORDS - 1;
const HEADER = 2;
const WORDS = 3;

export type EventVisitor = (hiTag: number, lo: number, slot: number) => void;

export class EventQueue {
  /** What was popped or peeked last: `[hiTag, lo, slot]`. The getters below decode it. */
  readonly register = new Int32Array(3);
  private hi = 0;
  private lo = 0;
  private count = 0;
  /** Which levels are occupied; for each level which of its bitmap words are not zero; which buckets are occupied. */
  private levels = 0;
  private readonly summary = new Int32Array(LEVELS);
  private readonly bitmap = new Int32Array(BUCKETS / 32);
  private readonly buckets = new Int32Array(BUCKETS * 4);
  private words = new Int32Array(64 * CHUNK_WORDS);
  private freeChunk = 0;
  private top = CHUNK_WORDS;
  private scannedBucket = -1;
  private scannedTail = 0;
  private scannedMinimum = 0;

  /** @param clock the tick below which nothing will be pushed. */
  constructor(clock = 0) {
    if (!(Number.isSafeInteger(clock) && clock >= 0)) this.refuse(clock);
    this.hi = Math.floor(clock / TWO_POW_LO_BITS);
    this.lo = clock % TWO_POW_LO_BITS;
  }

  /** Pending events. */
  get size(): number {
    return this.count;
  }

  /** The tick popped last: nothing may be pushed below it. */
  get clock(): number {
    return this.hi * TWO_POW_LO_BITS + this.lo;
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

  /**
   * Adds an event; `tag` is an integer of 0 to {@link MAX_TAG}, `slot` an int32.
   * @throws AssertionError for a tick that is no integer of 0 to 2^53 - 1 or lies below {@link clock}.
   */
  push(tick: number, tag: number, slot: number): void {
    const hi = (tick / TWO_POW_LO_BITS) | 0;
    const lo = tick & LO_MASK;
    if ((hi & HI_MASK) * TWO_POW_LO_BITS + lo !== tick) this.refuse(tick);
    this.pushWords(hi | (tag << HI_BITS), lo, slot);
  }

  /** {@link push} for a caller that has the tick in two words, with the tag in the upper bits of the first. */
  pushWords(hiTag: number, lo: number, slot: number): void {
    const hi = hiTag & HI_MASK;
    const highDifference = hi ^ this.hi;
    let level: number;
    let digit: number;
    if (highDifference === 0) {
      if (lo < this.lo) this.refuse(hi * TWO_POW_LO_BITS + lo);
      const difference = lo ^ this.lo;
      level = difference < 1024 ? 0 : difference < 1048576 ? 1 : 2;
      digit = lo >>> (level * 10);
    } else {
      if (hi < this.hi) this.refuse(hi * TWO_POW_LO_BITS + lo);
      level = highDifference < 1024 ? 3 : highDifference < 1048576 ? 4 : 5;
      digit = hi >>> (level * 10 - 30);
    }
    this.count++;
    const bucket = (level << 10) | (digit & 1023);
    const at = bucket << 2;
    const buckets = this.buckets;
    let tail = buckets[at]!;
    if (tail === EMPTY) {
      buckets[at] = SINGLE;
      buckets[at + 1] = lo;
      buckets[at + 2] = hiTag;
      buckets[at + 3] = slot;
      const word = bucket >>> 5;
      this.bitmap[word]! |= 1 << bucket;
      this.summary[level]! |= 1 << word;
      this.levels |= 1 << level;
      return;
    }
    if ((tail & CHUNK_MASK) <= SINGLE) tail = this.extend(at, tail);
    const words = this.words;
    words[tail] = lo;
    words[tail + 1] = hiTag;
    words[tail + 2] = slot;
    buckets[at] = tail + WORDS;
  }

  /** Pops the first event into the register; false when there is none. */
  pop(): boolean {
    return this.popBefore(HI_MASK + 1, 0);
  }

  /** Pops the first event if its tick is below `limitHi * 2^30 + limitLo`; else returns false and the clock stays. */
  popBefore(limitHi: number, limitLo: number): boolean {
    const levels = this.levels;
    if (levels === 0) return false;
    const level = 31 - Math.clz32(levels & -levels);
    const summary = this.summary[level]!;
    const word = (level << 5) | (31 - Math.clz32(summary & -summary));
    const bits = this.bitmap[word]!;
    const at = ((word << 5) | (31 - Math.clz32(bits & -bits))) << 2;
    const buckets = this.buckets;
    const register = this.register;
    const tail = buckets[at]!;
    if (tail === SINGLE) {
      const lo = buckets[at + 1]!;
      const hiTag = buckets[at + 2]!;
      const hi = hiTag & HI_MASK;
      if (hi >= limitHi && (hi > limitHi || lo >= limitLo)) return false;
      register[0] = hiTag;
      register[1] = lo;
      register[2] = buckets[at + 3]!;
      this.hi = hi;
      this.lo = lo;
      this.count--;
      buckets[at] = EMPTY;
      const left = bits & (bits - 1);
      this.bitmap[word] = left;
      if (left === 0) {
        const leftWords = summary & (summary - 1);
        this.summary[level] = leftWords;
        if (leftWords === 0) this.levels = levels & (levels - 1);
      }
      return true;
    }
    return this.popFromList(limitHi, limitLo, at, tail, level, word);
  }

  private popFromList(limitHi: number, limitLo: number, at: number, tail: number, level: number, word: number): boolean {
    const words = this.words;
    const buckets = this.buckets;
    const head = buckets[at + 1]!;
    const record = level === 0 ? head : this.minimum(at, head, tail);
    const lo = words[record]!;
    const hiTag = words[record + 1]!;
    const hi = hiTag & HI_MASK;
    if (hi >= limitHi && (hi > limitHi || lo >= limitLo)) return false;
    const register = this.register;
    register[0] = hiTag;
    register[1] = lo;
    register[2] = words[record + 2]!;
    this.hi = hi;
    this.lo = lo;
    this.count--;
    if (level === 0) {
      let next = head + WORDS;
      if (next !== tail) {
        if ((next & CHUNK_MASK) === 0) {
          const chunk = next - CHUNK_WORDS;
          next = words[chunk]! + HEADER;
          words[chunk] = this.freeChunk;
          this.freeChunk = chunk;
        }
        buckets[at + 1] = next;
        return true;
      }
      const chunk = head & ~CHUNK_MASK;
      words[chunk] = this.freeChunk;
      this.freeChunk = chunk;
    }
    buckets[at] = EMPTY;
    const bits = this.bitmap[word]!;
    const left = bits & (bits - 1);
    this.bitmap[word] = left;
    if (left === 0) {
      const summary = this.summary[level]!;
      const leftWords = summary & (summary - 1);
      this.summary[level] = leftWords;
      if (leftWords === 0) this.levels &= this.levels - 1;
    }
    if (level !== 0) this.refile(level, head, tail, record);
    return true;
  }

  /** Reads the first event into the register without removing it; the clock stays. False when there is none. */
  peek(): boolean {
    const levels = this.levels;
    if (levels === 0) return false;
    const level = 31 - Math.clz32(levels & -levels);
    const summary = this.summary[level]!;
    const word = (level << 5) | (31 - Math.clz32(summary & -summary));
    const bits = this.bitmap[word]!;
    const at = ((word << 5) | (31 - Math.clz32(bits & -bits))) << 2;
    const tail = this.buckets[at]!;
    const inBucket = tail === SINGLE;
    const head = this.buckets[at + 1]!;
    const record = inBucket ? at + 1 : level === 0 ? head : this.minimum(at, head, tail);
    const from = inBucket ? this.buckets : this.words;
    this.register[0] = from[record + 1]!;
    this.register[1] = from[record]!;
    this.register[2] = from[record + 2]!;
    return true;
  }

  /** Visits every event, in no order but this: events of one tick come in the order in which they were pushed. */
  visit(visitor: EventVisitor): void {
    const words = this.words;
    const buckets = this.buckets;
    for (let at = 0; at < BUCKETS * 4; at += 4) {
      const tail = buckets[at]!;
      if (tail === EMPTY) continue;
      if (tail === SINGLE) {
        visitor(buckets[at + 2]!, buckets[at + 1]!, buckets[at + 3]!);
        continue;
      }
      let position = buckets[at + 1]!;
      for (;;) {
        visitor(words[position + 1]!, words[position]!, words[position + 2]!);
        position += WORDS;
        if (position === tail) break;
        if ((position & CHUNK_MASK) === 0) position = words[position - CHUNK_WORDS]! + HEADER;
      }
    }
  }

  /**
   * Gives a chunk to a bucket that needs one, because it holds a single event or its last chunk is full; returns where the next record
   * goes.
   */
  private extend(at: number, tail: number): number {
    let chunk = this.freeChunk;
    if (chunk !== 0) {
      this.freeChunk = this.words[chunk]!;
    } else {
      chunk = this.top;
      if (chunk === this.words.length) this.grow();
      this.top = chunk + CHUNK_WORDS;
    }
    const words = this.words;
    if (tail === SINGLE) {
      const buckets = this.buckets;
      words[chunk + HEADER] = buckets[at + 1]!;
      words[chunk + HEADER + 1] = buckets[at + 2]!;
      words[chunk + HEADER + 2] = buckets[at + 3]!;
      buckets[at + 1] = chunk + HEADER;
      return chunk + HEADER + WORDS;
    }
    words[tail - CHUNK_WORDS] = chunk;
    return chunk + HEADER;
  }

  /**
   * The position of the first of the earliest events of a bucket. It remembers how far it looked: buckets only grow, at the end, until
   * re-filed.
   */
  private minimum(at: number, head: number, tail: number): number {
    const words = this.words;
    let position = head;
    let minimum = head;
    if (at === this.scannedBucket) {
      position = this.scannedTail;
      minimum = this.scannedMinimum;
    }
    let minimumLo = words[minimum]!;
    let minimumHi = words[minimum + 1]! & HI_MASK;
    while (position !== tail) {
      if ((position & CHUNK_MASK) === 0) position = words[position - CHUNK_WORDS]! + HEADER;
      const end = (tail - 1) >>> 7 === position >>> 7 ? tail : (position | CHUNK_MASK) + 1;
      for (; position !== end; position += WORDS) {
        const lo = words[position]!;
        const hi = words[position + 1]! & HI_MASK;
        if (hi < minimumHi || (hi === minimumHi && lo < minimumLo)) {
          minimumHi = hi;
          minimumLo = lo;
          minimum = position;
        }
      }
    }
    this.scannedBucket = at;
    this.scannedTail = tail;
    this.scannedMinimum = minimum;
    return minimum;
  }

  /** Files the records from `head` to `tail` again, without the one at `popped`, after the clock has moved to its tick. */
  private refile(fromLevel: number, head: number, tail: number, popped: number): void {
    this.scannedBucket = -1;
    const buckets = this.buckets;
    const clockHi = this.hi;
    const clockLo = this.lo;
    const bitmap = this.bitmap;
    const summaries = this.summary;
    let levels = this.levels;
    let position = head;
    while (position !== tail) {
      let words = this.words;
      const chunk = position & ~CHUNK_MASK;
      const end = (tail - 1) >>> 7 === position >>> 7 ? tail : chunk + CHUNK_WORDS;
      for (; position !== end; position += WORDS) {
        if (position === popped) continue;
        const lo = words[position]!;
        const hiTag = words[position + 1]!;
        const hi = hiTag & HI_MASK;
        let level = 0;
        let digit = 0;
        if (fromLevel < 3 || hi === clockHi) {
          const difference = lo ^ clockLo;
          level = difference < 1024 ? 0 : difference < 1048576 ? 1 : 2;
          digit = lo >>> (level * 10);
        } else {
          level = (hi ^ clockHi) < 1024 ? 3 : 4;
          digit = hi >>> (level * 10 - 30);
        }
        const bucket = (level << 10) | (digit & 1023);
        const at = bucket << 2;
        let to = buckets[at]!;
        if (to === EMPTY) {
          buckets[at] = SINGLE;
          buckets[at + 1] = lo;
          buckets[at + 2] = hiTag;
          buckets[at + 3] = words[position + 2]!;
          const word = bucket >>> 5;
          bitmap[word]! |= 1 << bucket;
          summaries[level]! |= 1 << word;
          levels |= 1 << level;
          continue;
        }
        if ((to & CHUNK_MASK) <= SINGLE) {
          to = this.extend(at, to);
          words = this.words;
        }
        words[to] = lo;
        words[to + 1] = hiTag;
        words[to + 2] = words[position + 2]!;
        buckets[at] = to + WORDS;
      }
      // The link to the next chunk sits in the header, which the free list takes over: read it first.
      const next = words[chunk]!;
      words[chunk] = this.freeChunk;
      this.freeChunk = chunk;
      if (position !== tail) position = next + HEADER;
    }
    this.levels = levels;
  }

  private grow(): void {
    const grown = new Int32Array(this.words.length * 2);
    grown.set(this.words);
    this.words = grown;
  }

  private refuse(tick: number): never {
    throw new AssertionError(`event at tick ${tick}; accepted: an integer from ${this.clock} (the tick popped last) to ${MAX_TICK}`);
  }
}
