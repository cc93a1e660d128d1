/** Texts by number, so that columns can name them: number 0 is "", a text keeps its number for ever. */

export class StringTable {
  readonly texts: string[] = [""];
  private readonly numbers = new Map<string, number>([["", 0]]);
  /** By number: a hash of the text, so that digests do not depend on the order in which texts were met. */
  private readonly hashes: number[] = [0];

  numberOf(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.numbers.set(text, number);
      this.hashes.push(hashOf(text));
    }
    return number;
  }

  hash(number: number): number {
    return this.hashes[number]!;
  }

  /** What has come since `from` texts were known. */
  since(from: number): string[] {
    return this.texts.slice(from);
  }
}

/** FNV-1a over code units (Fowler, Noll, Vo; public domain). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
