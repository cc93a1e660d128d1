/**
 * Byte strings to dense codes: open addressing over the bytes themselves, a JS string only for each new value.
 * Bytes are read four at a time, because most values are shorter than the loop over them would take to predict.
 */
import { grownBytes } from "./grown.ts";

/** How many bytes after a value's end may be read, and must therefore exist. */
export const SPARE_BYTES = 8;

/** Codes count from 0 in order of first appearance. Value checks happen once per distinct value. */
export class ByteDictionary {
  readonly values: string[] = [];
  /** 1 where the value is acceptable. */
  valid = new Uint8Array(128);
  readonly #accept: (text: string) => boolean;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** Four words per slot: the value's first and second word (of long ones: hash and place of the bytes), its length or -1, its code. */
  #slots = emptySlots(256);
  /** The bytes of values that are longer than two words. */
  #bytes = new Uint8Array(4096);
  #words = new DataView(this.#bytes.buffer);
  #used = 0;

  constructor(accept: (text: string) => boolean) {
    this.#accept = accept;
  }

  /** The code of bytes [start, end) of `view`, which hold no NUL; SPARE_BYTES follow them. */
  code(view: DataView, start: number, end: number): number {
    const length = end - start;
    if (length > PACKED_BYTES) return this.#longCode(view, start, end);
    const low = view.getInt32(start, true) & LOW_MASKS[length]!;
    const high = view.getInt32(start + 4, true) & HIGH_MASKS[length]!;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = slotOf(low, high) & mask;
    for (;;) {
      if (slots[at] === low && slots[at + 1] === high && slots[at + 2] === length) return slots[at + 3]!;
      if (slots[at + 2]! < 0) return this.#add(view, start, end, low, high, at);
      at = (at + 4) & mask;
    }
  }

  #longCode(view: DataView, start: number, end: number): number {
    const hash = hashOf(view, start, end);
    const slots = this.#slots;
    const mask = slots.length - 1;
    const length = end - start;
    let at = slotOf(hash, 0) & mask;
    for (;;) {
      if (slots[at] === hash && slots[at + 2] === length && this.#holds(slots[at + 1]!, view, start, end)) return slots[at + 3]!;
      if (slots[at + 2]! < 0) return this.#addLong(view, start, end, hash, at);
      at = (at + 4) & mask;
    }
  }

  #holds(from: number, view: DataView, start: number, end: number): boolean {
    const words = this.#words;
    const shift = from - start;
    const last = end - 4;
    for (let at = start; at < last; at += 4) if (words.getInt32(at + shift, true) !== view.getInt32(at, true)) return false;
    return words.getInt32(last + shift, true) === view.getInt32(last, true);
  }

  #addLong(view: DataView, start: number, end: number, hash: number, at: number): number {
    const from = this.#used;
    this.#used += end - start;
    if (this.#used > this.#bytes.length) {
      this.#bytes = grownBytes(this.#bytes, Math.max(this.#bytes.length * 2, this.#used));
      this.#words = new DataView(this.#bytes.buffer);
    }
    this.#bytes.set(bytesOf(view, start, end), from);
    return this.#add(view, start, end, hash, from, at);
  }

  #add(view: DataView, start: number, end: number, first: number, second: number, at: number): number {
    const code = this.values.length;
    let text = "";
    let valid = true;
    try {
      text = this.#decoder.decode(bytesOf(view, start, end));
    } catch {
      valid = false;
    }
    const slots = this.#slots;
    slots[at] = first;
    slots[at + 1] = second;
    slots[at + 2] = end - start;
    slots[at + 3] = code;
    this.values.push(text);
    if (code >= this.valid.length) this.valid = grownBytes(this.valid, code * 2);
    this.valid[code] = valid && this.#accept(text) ? 1 : 0;
    if (this.values.length * 8 >= slots.length) this.#slots = rehashed(slots);
    return code;
  }
}

const PACKED_BYTES = 8;

/** By length: what of a value's first and second word belongs to it. */
const LOW_MASKS = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1, -1, -1, -1, -1);
const HIGH_MASKS = Int32Array.of(0, 0, 0, 0, 0, 0xff, 0xffff, 0xffffff, -1);

/** Where in the slots to look first, before it is cut to their number: a multiple of four. */
function slotOf(low: number, high: number): number {
  const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) << 2;
}

function emptySlots(words: number): Int32Array<ArrayBuffer> {
  return new Int32Array(words).fill(-1);
}

function rehashed(slots: Int32Array): Int32Array<ArrayBuffer> {
  const more = emptySlots(slots.length * 2);
  const mask = more.length - 1;
  for (let from = 0; from < slots.length; from += 4) {
    const length = slots[from + 2]!;
    if (length < 0) continue;
    let at = slotOf(slots[from]!, length > PACKED_BYTES ? 0 : slots[from + 1]!) & mask;
    while (more[at + 2]! >= 0) at = (at + 4) & mask;
    more.set(slots.subarray(from, from + 4), at);
  }
  return more;
}

/** FNV-1a over words; the last one may overlap the one before. */
function hashOf(view: DataView, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  const last = end - 4;
  for (let at = start; at < last; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x01000193);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash ^ view.getInt32(last, true), 0x01000193);
}

function bytesOf(view: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start);
}
