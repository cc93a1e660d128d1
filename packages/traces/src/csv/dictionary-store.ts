/** Byte strings to dense codes: open addressing over the bytes themselves, a JS string only for each new value. */

/** Codes count from 0 in order of first appearance. Value checks happen once per distinct value. */
export class DictionaryStore {
  codes = new Int32Array(1024);
  readonly values: string[] = [];
  /** 1 where the value is acceptable. */
  readonly valid: boolean[] = [];
  readonly #accept: (text: string) => boolean;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #slots = new Int32Array(256).fill(-1);
  /** Values of up to eight bytes are their two words; of longer ones the first is the hash. */
  #lows = new Int32Array(128);
  #highs = new Int32Array(128);
  #starts = new Int32Array(129);
  #bytes = new Uint8Array(4096);

  constructor(accept: (text: string) => boolean) {
    this.#accept = accept;
  }

  /** The code of bytes [start, end). `low` and `high`: its last eight bytes as words, the last byte lowest. */
  code(buffer: Uint8Array, start: number, end: number, low: number, high: number): number {
    const length = end - start;
    if (length > PACKED_BYTES) return this.#longCode(buffer, start, end, hashBytes(buffer, start, end));
    const mask = this.#slots.length - 1;
    let slot = slotOf(low, high) & mask;
    for (;;) {
      const code = this.#slots[slot]!;
      if (code < 0) return this.#add(buffer, start, end, low, high, slot);
      if (this.#lows[code] === low && this.#highs[code] === high && this.#starts[code + 1]! - this.#starts[code]! === length) return code;
      slot = (slot + 1) & mask;
    }
  }

  #longCode(buffer: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    const length = end - start;
    let slot = slotOf(hash, 0) & mask;
    for (;;) {
      const code = this.#slots[slot]!;
      if (code < 0) return this.#add(buffer, start, end, hash, 0, slot);
      if (this.#lows[code] === hash && this.#starts[code + 1]! - this.#starts[code]! === length) {
        let from = this.#starts[code]!;
        let at = start;
        while (at < end && this.#bytes[from] === buffer[at]) {
          at++;
          from++;
        }
        if (at === end) return code;
      }
      slot = (slot + 1) & mask;
    }
  }

  #add(buffer: Uint8Array, start: number, end: number, low: number, high: number, slot: number): number {
    const code = this.values.length;
    let text = "";
    let valid = true;
    try {
      text = this.#decoder.decode(buffer.subarray(start, end));
    } catch {
      valid = false;
    }
    const from = this.#starts[code]!;
    const to = from + end - start;
    if (to > this.#bytes.length) this.#bytes = grownBytes(this.#bytes, to);
    for (let i = start; i < end; i++) this.#bytes[from + i - start] = buffer[i]!;
    this.#starts[code + 1] = to;
    this.#lows[code] = low;
    this.#highs[code] = high;
    this.#slots[slot] = code;
    this.values.push(text);
    this.valid.push(valid && this.#accept(text));
    if (this.values.length * 2 >= this.#slots.length) this.#rehash();
    return code;
  }

  #rehash(): void {
    const size = this.#slots.length * 2;
    const slots = new Int32Array(size).fill(-1);
    for (let code = 0; code < this.values.length; code++) {
      let slot = slotOf(this.#lows[code]!, this.#highs[code]!) & (size - 1);
      while (slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
      slots[slot] = code;
    }
    this.#slots = slots;
    this.#lows = grownInts(this.#lows, size / 2);
    this.#highs = grownInts(this.#highs, size / 2);
    this.#starts = grownInts(this.#starts, size / 2 + 1);
  }
}

const PACKED_BYTES = 8;

function slotOf(low: number, high: number): number {
  const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** FNV-1a over bytes. */
function hashBytes(buffer: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ buffer[i]!, 0x01000193);
  return hash;
}

function grownInts(values: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(values);
  return grown;
}

function grownBytes(bytes: Uint8Array, atLeast: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(Math.max(bytes.length * 2, atLeast));
  grown.set(bytes);
  return grown;
}
