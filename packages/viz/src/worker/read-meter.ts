/** How much of the files that were brought has been read: told to whoever asks, as soon as it is more than they know. */
import type { ByteSource } from "@orrery/traces/formats";
import { blobSource } from "./blob-source.ts";
import type { Reading } from "./open-request.ts";
import { turn } from "./turn.ts";

/** So many steps are told of at most. */
const STEPS = 200;

export class ReadMeter {
  private readonly done = new Map<Blob, number>();
  private readonly totalBytes: number;
  private file = "";
  private ended = false;
  private waiting: { readonly seenBytes: number; readonly tell: (reading: Reading) => void }[] = [];

  /** @param files all that may be read */
  constructor(files: ReadonlyMap<string, Blob>) {
    this.totalBytes = Array.from(files.values()).reduce((sum, { size }) => sum + size, 0);
  }

  /** Answers when a step more than `seenBytes` has been read, all of a file, or there is no more to come. */
  after(seenBytes: number): Promise<Reading> {
    return new Promise((tell) => {
      this.waiting.push({ seenBytes, tell });
      if (this.ended || seenBytes < 0) this.answer(-Infinity);
    });
  }

  /** Nothing more will be read. */
  end(): void {
    this.ended = true;
    this.answer(-Infinity);
  }

  /** The bytes of a file, counted as they come; a second reading counts nothing that the first has. */
  async *source(file: string, blob: Blob): ByteSource {
    this.file = file;
    let read = 0;
    for await (const chunk of blobSource(blob)) {
      read += chunk.length;
      this.done.set(blob, Math.max(read, this.done.get(blob) ?? 0));
      // Chunks that are there already come without a pause in which the next question could be heard.
      if (this.answer(this.totalBytes / STEPS)) await turn();
      yield chunk;
    }
    this.file = "";
    this.answer(0);
    // What parses a whole file at once lets nothing out until it has.
    await turn();
  }

  private get reading(): Reading {
    const doneBytes = Array.from(this.done.values()).reduce((sum, bytes) => sum + bytes, 0);
    return { file: this.file, doneBytes: Math.min(doneBytes, this.totalBytes), totalBytes: this.totalBytes };
  }

  /** @returns whether anybody was told */
  private answer(stepBytes: number): boolean {
    if (this.waiting.length === 0) return false;
    const { reading } = this;
    const later = this.waiting.filter(({ seenBytes }) => reading.doneBytes < seenBytes + stepBytes);
    for (const each of this.waiting) if (!later.includes(each)) each.tell(reading);
    const told = later.length < this.waiting.length;
    this.waiting = later;
    return told;
  }
}
