/** Byte strings to dense codes: open addressing over the bytes themselves, a JS string only for each new value. */

const decoder = (): TextDecoder => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Codes count from 0 in order of first appearance. Value checks happen once per distinct value. */
export class DictionaryStore {
  codes = new Int32Array(1024);
  readonly values: string[] = [];
  /** 1 where the value is acceptable. */
  readonly valid: boolean[] = [];
  readonly #accept: (text: string) => boolean;
  readonly #decoder = decoder();
  #slots = new Int32Array(256).fill(-1);
  #hashes = new Int32Array(128);
  #starts = new Int32Array(129);
  #bytes = new Uint8Array(4096);

  constructor(accept: (text: string) => boolean) {
    this.#accept = accept;
  }

  /** The code of bytes [start, end) with the hash that `hashBytes` gives them. */
  code(buffer: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const code = this.#slots[slot]!;
      if (code < 0) return this.#add(buffer, start, end, hash, slot);
      if (this.#hashes[code] === hash && this.#starts[code + 1]! - this.#starts[code]! === length) {
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

  #add(buffer: Uint8Array, start: number, end: number, hash: number, slot: number): number {
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
    this.#hashes[code] = hash;
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
      const hash = this.#hashes[code]!;
      let slot = (hash ^ (hash >>> 15)) & (size - 1);
      while (slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
      slots[slot] = code;
    }
    this.#slots = slots;
    const hashes = new Int32Array(size / 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const starts = new Int32Array(size / 2 + 1);
    starts.set(this.#starts);
    this.#starts = starts;
  }
}

/** FNV-1a over bytes, as the scanner computes it on the way. */
export function hashBytes(buffer: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ buffer[i]!, HASH_PRIME);
  return hash;
}

export const HASH_SEED = 0x811c9dc5 | 0;
export const HASH_PRIME = 0x01000193;

function grownBytes(bytes: Uint8Array, atLeast: number): Uint8Array<ArrayBuffer> {
  const grown = new Uint8Array(Math.max(bytes.length * 2, atLeast));
  grown.set(bytes);
  return grown;
}
