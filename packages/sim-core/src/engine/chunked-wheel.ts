/**
 * The event wheel for many pending events: 12-byte records in chunks of 42, so that re-filing a bucket reads memory in
 * order instead of chasing pointers. Slower than the linked wheel while everything fits the cache, faster beyond.
 *
 * A chunk is 128 words: `[next chunk, -, 42 x (lo, hiTag, slot)]`. A bucket is two positions in words, `[head, tail]`;
 * the tail is where the next record goes, a multiple of 128 means that a chunk is needed, zero that the bucket is empty
 * (chunk 0 is never used).
 */
import { BITMAP_WORDS, BUCKETS, HI_MASK } from "./event-wheel.ts";
import type { EventRegister, EventVisitor, EventWheel } from "./event-wheel.ts";

const CHUNK_WORDS = 128;
const CHUNK_MASK = CHUNK_WORDS - 1;
const HEADER = 2;
const WORDS = 3;

export class ChunkedWheel implements EventWheel {
  hi = 0;
  lo = 0;
  private readonly register: EventRegister;
  private readonly bitmap = new Int32Array(BITMAP_WORDS);
  private readonly summary = new Int32Array(6);
  private levels = 0;
  private readonly ends = new Int32Array(BUCKETS * 2);
  private words: Int32Array;
  private freeChunk = 0;
  private top = CHUNK_WORDS;
  private scannedBucket = -1;
  private scannedTail = 0;
  private scannedMinimum = 0;

  constructor(register: EventRegister, capacity = 1024) {
    this.register = register;
    this.words = new Int32Array((Math.ceil(capacity / 42) + 512) * CHUNK_WORDS);
  }

  push(hiTag: number, lo: number, slot: number): void {
    const hi = hiTag & HI_MASK;
    const highDifference = hi ^ this.hi;
    let level: number;
    let digit: number;
    if (highDifference === 0) {
      const difference = lo ^ this.lo;
      level = difference < 1024 ? 0 : difference < 1048576 ? 1 : 2;
      digit = lo >>> (level * 10);
    } else {
      level = highDifference < 1024 ? 3 : highDifference < 1048576 ? 4 : 5;
      digit = hi >>> (level * 10 - 30);
    }
    this.append((level << 10) | (digit & 1023), hiTag, lo, slot);
  }

  popBefore(limitHi: number, limitLo: number): boolean {
    const levels = this.levels;
    if (levels === 0) return false;
    const words = this.words;
    const ends = this.ends;
    const level = 31 - Math.clz32(levels & -levels);
    const summary = this.summary[level]!;
    const word = (level << 5) | (31 - Math.clz32(summary & -summary));
    const bits = this.bitmap[word]!;
    const bucket = (word << 5) | (31 - Math.clz32(bits & -bits));
    const head = ends[bucket * 2]!;
    const tail = ends[bucket * 2 + 1]!;
    const only = head + WORDS === tail;
    const record = level === 0 || only ? head : this.minimum(bucket, head, tail);
    const lo = words[record]!;
    const hiTag = words[record + 1]!;
    const hi = hiTag & HI_MASK;
    if (hi > limitHi || (hi === limitHi && lo >= limitLo)) return false;
    const register = this.register;
    register[0] = hiTag;
    register[1] = lo;
    register[2] = words[record + 2]!;
    this.hi = hi;
    this.lo = lo;
    if (level === 0 && !only) {
      this.dropHead(bucket, head + WORDS);
      return true;
    }
    const left = bits & (bits - 1);
    this.bitmap[word] = left;
    if (left === 0) {
      const leftWords = summary & (summary - 1);
      this.summary[level] = leftWords;
      if (leftWords === 0) this.levels = levels & (levels - 1);
    }
    ends[bucket * 2 + 1] = 0;
    if (only) {
      const chunk = head & ~CHUNK_MASK;
      words[chunk] = this.freeChunk;
      this.freeChunk = chunk;
    } else {
      this.refile(level, head, tail, record);
    }
    return true;
  }

  peek(): boolean {
    const levels = this.levels;
    if (levels === 0) return false;
    const level = 31 - Math.clz32(levels & -levels);
    const summary = this.summary[level]!;
    const word = (level << 5) | (31 - Math.clz32(summary & -summary));
    const bits = this.bitmap[word]!;
    const bucket = (word << 5) | (31 - Math.clz32(bits & -bits));
    const head = this.ends[bucket * 2]!;
    const tail = this.ends[bucket * 2 + 1]!;
    const record = level === 0 || head + WORDS === tail ? head : this.minimum(bucket, head, tail);
    this.register[0] = this.words[record + 1]!;
    this.register[1] = this.words[record]!;
    this.register[2] = this.words[record + 2]!;
    return true;
  }

  visit(visitor: EventVisitor): void {
    const words = this.words;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const tail = this.ends[bucket * 2 + 1]!;
      if (tail === 0) continue;
      let position = this.ends[bucket * 2]!;
      for (;;) {
        visitor(words[position + 1]!, words[position]!, words[position + 2]!);
        position += WORDS;
        if (position === tail) break;
        if ((position & CHUNK_MASK) === 0) position = words[position - CHUNK_WORDS]! + HEADER;
      }
    }
  }

  private append(bucket: number, hiTag: number, lo: number, slot: number): void {
    const ends = this.ends;
    let position = ends[bucket * 2 + 1]!;
    if ((position & CHUNK_MASK) === 0) position = this.extend(bucket, position);
    const words = this.words;
    words[position] = lo;
    words[position + 1] = hiTag;
    words[position + 2] = slot;
    ends[bucket * 2 + 1] = position + WORDS;
  }

  /** Gives a bucket that is empty (`tail` 0) or whose last chunk is full another chunk; returns where its first record goes. */
  private extend(bucket: number, tail: number): number {
    let chunk = this.freeChunk;
    if (chunk !== 0) {
      this.freeChunk = this.words[chunk]!;
    } else {
      chunk = this.top;
      if (chunk === this.words.length) this.grow();
      this.top = chunk + CHUNK_WORDS;
    }
    if (tail === 0) {
      this.ends[bucket * 2] = chunk + HEADER;
      const word = bucket >>> 5;
      const level = bucket >>> 10;
      this.bitmap[word]! |= 1 << bucket;
      this.summary[level]! |= 1 << word;
      this.levels |= 1 << level;
    } else {
      this.words[tail - CHUNK_WORDS] = chunk;
    }
    return chunk + HEADER;
  }

  private dropHead(bucket: number, position: number): void {
    if ((position & CHUNK_MASK) === 0) {
      const chunk = position - CHUNK_WORDS;
      position = this.words[chunk]! + HEADER;
      this.words[chunk] = this.freeChunk;
      this.freeChunk = chunk;
    }
    this.ends[bucket * 2] = position;
  }

  /** The position of the first of the earliest events of a bucket; remembers how far it looked. */
  private minimum(bucket: number, head: number, tail: number): number {
    const words = this.words;
    let position = head;
    let minimum = head;
    if (bucket === this.scannedBucket) {
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
    this.scannedBucket = bucket;
    this.scannedTail = tail;
    this.scannedMinimum = minimum;
    return minimum;
  }

  /** Files the records from `head` to `tail` again, without the one at `popped`, after the clock has moved to its tick. */
  private refile(fromLevel: number, head: number, tail: number, popped: number): void {
    this.scannedBucket = -1;
    const ends = this.ends;
    const clockHi = this.hi;
    const clockLo = this.lo;
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
        let to = ends[bucket * 2 + 1]!;
        if ((to & CHUNK_MASK) === 0) {
          to = this.extend(bucket, to);
          words = this.words;
        }
        words[to] = lo;
        words[to + 1] = hiTag;
        words[to + 2] = words[position + 2]!;
        ends[bucket * 2 + 1] = to + WORDS;
      }
      // The link to the next chunk sits in the header, which the free list takes over: read it first.
      const next = words[chunk]!;
      words[chunk] = this.freeChunk;
      this.freeChunk = chunk;
      if (position !== tail) position = next + HEADER;
    }
  }

  private grow(): void {
    const grown = new Int32Array(this.words.length * 2);
    grown.set(this.words);
    this.words = grown;
  }
}
