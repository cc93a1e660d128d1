/**
 * The event wheel for few pending events: 16-byte records in linked FIFO lists. Fastest while the records fit the cache.
 *
 * One Int32Array holds everything, four words per record: `[next, lo, hiTag, slot]`. The first records are one sentinel
 * per bucket, `[first, last, -, -]`; an empty bucket's last record is its sentinel itself, so appending needs no branch.
 */
import { BITMAP_WORDS, BUCKETS, HI_MASK } from "./event-wheel.ts";
import type { EventRegister, EventVisitor, EventWheel } from "./event-wheel.ts";

const WORDS = 4;
const FIRST_RECORD = BUCKETS * WORDS;

export class LinkedWheel implements EventWheel {
  hi = 0;
  lo = 0;
  private readonly register: EventRegister;
  private readonly bitmap = new Int32Array(BITMAP_WORDS);
  /** One summary word per level: which of its 32 bitmap words are not zero. */
  private readonly summary = new Int32Array(6);
  /** Which levels are occupied. */
  private levels = 0;
  private records: Int32Array;
  private freeRecord = 0;
  private top = FIRST_RECORD;
  // What the last look at a bucket of several events found; buckets only grow at the end until they are re-filed.
  private scannedBucket = -1;
  private scannedLast = 0;
  private scannedMinimum = 0;

  constructor(register: EventRegister, capacity = 1024) {
    this.register = register;
    this.records = new Int32Array(FIRST_RECORD + capacity * WORDS);
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.records[bucket * WORDS + 1] = bucket * WORDS;
  }

  push(hiTag: number, lo: number, slot: number): void {
    let record = this.freeRecord;
    if (record !== 0) {
      this.freeRecord = this.records[record]!;
    } else {
      record = this.top;
      if (record === this.records.length) this.grow();
      this.top = record + WORDS;
    }
    const records = this.records;
    records[record + 1] = lo;
    records[record + 2] = hiTag;
    records[record + 3] = slot;
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
    const bucket = (level << 10) | (digit & 1023);
    const sentinel = bucket * WORDS;
    records[records[sentinel + 1]!] = record;
    records[sentinel + 1] = record;
    const word = bucket >>> 5;
    this.bitmap[word]! |= 1 << bucket;
    this.summary[level]! |= 1 << word;
    this.levels |= 1 << level;
  }

  popBefore(limitHi: number, limitLo: number): boolean {
    const levels = this.levels;
    if (levels === 0) return false;
    const records = this.records;
    const level = 31 - Math.clz32(levels & -levels);
    const summary = this.summary[level]!;
    const word = (level << 5) | (31 - Math.clz32(summary & -summary));
    const bits = this.bitmap[word]!;
    const bucket = (word << 5) | (31 - Math.clz32(bits & -bits));
    const sentinel = bucket * WORDS;
    const first = records[sentinel]!;
    const last = records[sentinel + 1]!;
    const record = level === 0 || first === last ? first : this.minimum(bucket, first, last);
    const lo = records[record + 1]!;
    const hiTag = records[record + 2]!;
    const hi = hiTag & HI_MASK;
    if (hi > limitHi || (hi === limitHi && lo >= limitLo)) return false;
    const register = this.register;
    register[0] = hiTag;
    register[1] = lo;
    register[2] = records[record + 3]!;
    this.hi = hi;
    this.lo = lo;
    if (level === 0 && first !== last) {
      records[sentinel] = records[first]!;
    } else {
      const left = bits & (bits - 1);
      this.bitmap[word] = left;
      if (left === 0) {
        const leftWords = summary & (summary - 1);
        this.summary[level] = leftWords;
        if (leftWords === 0) this.levels = levels & (levels - 1);
      }
      records[sentinel + 1] = sentinel;
      if (first !== last) this.refile(level, first, last, record);
    }
    records[record] = this.freeRecord;
    this.freeRecord = record;
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
    const first = this.records[bucket * WORDS]!;
    const last = this.records[bucket * WORDS + 1]!;
    const record = level === 0 || first === last ? first : this.minimum(bucket, first, last);
    this.register[0] = this.records[record + 2]!;
    this.register[1] = this.records[record + 1]!;
    this.register[2] = this.records[record + 3]!;
    return true;
  }

  visit(visitor: EventVisitor): void {
    const records = this.records;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const last = records[bucket * WORDS + 1]!;
      if (last === bucket * WORDS) continue;
      for (let record = records[bucket * WORDS]!; ; record = records[record]!) {
        visitor(records[record + 2]!, records[record + 1]!, records[record + 3]!);
        if (record === last) break;
      }
    }
  }

  /** The first of the earliest events of a bucket. Remembers how far it looked, so repeated peeks cost only what is new. */
  private minimum(bucket: number, first: number, last: number): number {
    const records = this.records;
    let record = first;
    let minimum = first;
    if (bucket === this.scannedBucket) {
      record = this.scannedLast;
      minimum = this.scannedMinimum;
    }
    let minimumLo = records[minimum + 1]!;
    if (bucket < 3 * 1024) {
      while (record !== last) {
        record = records[record]!;
        const lo = records[record + 1]!;
        if (lo < minimumLo) {
          minimumLo = lo;
          minimum = record;
        }
      }
    } else {
      let minimumHi = records[minimum + 2]! & HI_MASK;
      while (record !== last) {
        record = records[record]!;
        const lo = records[record + 1]!;
        const hi = records[record + 2]! & HI_MASK;
        if (hi < minimumHi || (hi === minimumHi && lo < minimumLo)) {
          minimumHi = hi;
          minimumLo = lo;
          minimum = record;
        }
      }
    }
    this.scannedBucket = bucket;
    this.scannedLast = last;
    this.scannedMinimum = minimum;
    return minimum;
  }

  /** Files the list from `first` to `last` again, without `popped`, after the clock has moved to a tick of that list. */
  private refile(fromLevel: number, first: number, last: number, popped: number): void {
    this.scannedBucket = -1;
    const records = this.records;
    const bitmap = this.bitmap;
    const summaries = this.summary;
    const clockHi = this.hi;
    const clockLo = this.lo;
    let levels = this.levels;
    let record = first;
    for (;;) {
      const next = records[record]!;
      if (record !== popped) {
        const lo = records[record + 1]!;
        let level = 0;
        let digit = 0;
        const hi = records[record + 2]! & HI_MASK;
        if (fromLevel < 3 || hi === clockHi) {
          const difference = lo ^ clockLo;
          level = difference < 1024 ? 0 : difference < 1048576 ? 1 : 2;
          digit = lo >>> (level * 10);
        } else {
          level = (hi ^ clockHi) < 1024 ? 3 : 4;
          digit = hi >>> (level * 10 - 30);
        }
        const bucket = (level << 10) | (digit & 1023);
        const sentinel = bucket * WORDS;
        records[records[sentinel + 1]!] = record;
        records[sentinel + 1] = record;
        const word = bucket >>> 5;
        bitmap[word]! |= 1 << bucket;
        summaries[level]! |= 1 << word;
        levels |= 1 << level;
      }
      if (record === last) break;
      record = next;
    }
    this.levels = levels;
  }

  private grow(): void {
    const grown = new Int32Array(FIRST_RECORD + (this.records.length - FIRST_RECORD) * 2);
    grown.set(this.records);
    this.records = grown;
  }
}
