/** Files that a person brought, and what they are taken for. */
import type { Source } from "../worker/index.ts";

/** With its place among the others. */
export interface BroughtFile {
  /** With `/`; of a dropped folder with the folder's own name in front, of a single file its name. */
  readonly path: string;
  readonly file: Blob;
}

/** What files that were brought are. */
export interface Brought {
  /** By which the address names it. */
  readonly name: string;
  readonly source: Source;
  /** Digest that the history should have; "": none is known. */
  readonly expect: string;
  /** What a person should know of it; "": nothing. */
  readonly remark: string;
}

/** What cannot be opened, in sentences for people. */
export class BroughtError extends Error {
  override readonly name = "BroughtError";
  readonly sentences: readonly string[];

  constructor(...sentences: readonly string[]) {
    super(sentences.join(" "));
    this.sentences = sentences;
  }
}
