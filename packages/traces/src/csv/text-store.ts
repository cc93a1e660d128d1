/** Strings of a column as one run of bytes with end offsets: no string is made before somebody asks. */

/** Appending is the scanner's work: it writes into `bytes` and `ends` directly after `reserve`. */
export class TextStore {
  bytes = new Uint8Array(1 << 16);
  /** End of row i's text; it starts at the end of row i-1's. */
  ends = new Int32Array(1024);
  ascii = true;

  /** Makes room for `more` bytes after `used`. */
  reserve(used: number, more: number): void {
    if (used + more <= this.bytes.length) return;
    if (used + more > 2 ** 31 - 1) throw new RangeError("a text column above 2 GiB");
    const grown = new Uint8Array(Math.min(2 ** 31 - 1, Math.max(this.bytes.length * 2, used + more)));
    grown.set(this.bytes.subarray(0, used));
    this.bytes = grown;
  }

  /** The first `rows` texts. Plain ASCII is decoded in one piece and cut, which is several times faster. */
  strings(rows: number): string[] {
    const texts = new Array<string>(rows);
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let start = 0;
    for (let row = 0; row < rows; ) {
      let last = row;
      // Pieces keep the decoded text below what a JS string can hold.
      while (last < rows && this.ends[last]! - start < PIECE_BYTES) last++;
      if (last === row) last++;
      const to = this.ends[last - 1]!;
      const piece = decoder.decode(this.bytes.subarray(start, to));
      for (let at = start; row < last; row++) {
        const end = this.ends[row]!;
        texts[row] = this.ascii ? piece.substring(at - start, end - start) : decoder.decode(this.bytes.subarray(at, end));
        at = end;
      }
      start = to;
    }
    return texts;
  }
}

const PIECE_BYTES = 1 << 24;
