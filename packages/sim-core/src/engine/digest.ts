/**
 * A rolling 64-bit hash of a history, in two int32 lanes: order-sensitive, a few integer operations per word.
 *
 * It tells two histories apart; it is no protection against somebody who wants two histories to collide.
 * Multipliers: those of MurmurHash3 and of its finalizer (Appleby, public domain).
 */
export class Digest {
  private a = 0x6f727265 | 0;
  private b = 0x72793031 | 0;

  /** Adds three int32 words. */
  fold3(x: number, y: number, z: number): void {
    const a = Math.imul(this.a ^ x, 0xcc9e2d51);
    const b = Math.imul(this.b ^ y, 0x1b873593);
    const c = Math.imul(((a << 15) | (a >>> 17)) ^ z, 0x85ebca6b);
    this.a = (c ^ (b >>> 13)) | 0;
    this.b = (Math.imul(b ^ (a >>> 16), 0xc2b2ae35) + c) | 0;
  }

  /** Adds one number: every integer of the safe range exactly, any other double by its bits. */
  fold(value: number): void {
    if (Number.isSafeInteger(value)) {
      const high = Math.floor(value / 4294967296);
      this.fold3(value | 0, high, 1);
    } else {
      const bits = new Int32Array(new Float64Array([value]).buffer);
      this.fold3(bits[0]!, bits[1]!, 2);
    }
  }

  /** 16 hexadecimal digits. */
  get hex(): string {
    return finalize(this.a, this.b) + finalize(this.b, this.a ^ 0x5bd1e995);
  }

  save(): [number, number] {
    return [this.a, this.b];
  }

  restore(lanes: readonly [number, number]): void {
    this.a = lanes[0] | 0;
    this.b = lanes[1] | 0;
  }
}

function finalize(lane: number, other: number): string {
  let h = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b) ^ other;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0).toString(16).padStart(8, "0");
}
