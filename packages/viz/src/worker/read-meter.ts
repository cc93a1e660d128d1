/** How much of the files that were brought has been read; asked while they are. */
import { blobSource } from "./blob-source.ts";
import type { ByteSource } from "@orrery/traces/formats";
import type { Reading } from "./open-request.ts";

export class ReadMeter {
  private readonly done = new Map<Blob, number>();
  private readonly totalBytes: number;
  private file = "";

  /** @param files all that may be read */
  constructor(files: ReadonlyMap<string, Blob>) {
    this.totalBytes = Array.from(files.values()).reduce((sum, { size }) => sum + size, 0);
  }

  get reading(): Reading {
    const doneBytes = Array.from(this.done.values()).reduce((sum, bytes) => sum + bytes, 0);
    return { file: this.file, doneBytes: Math.min(doneBytes, this.totalBytes), totalBytes: this.totalBytes };
  }

  /** The bytes of a file, counted as they come; a second reading counts nothing that the first has. */
  async *source(file: string, blob: Blob): ByteSource {
    this.file = file;
    let read = 0;
    for await (const chunk of blobSource(blob)) {
      read += chunk.length;
      this.done.set(blob, Math.max(read, this.done.get(blob) ?? 0));
      yield chunk;
    }
  }
}
