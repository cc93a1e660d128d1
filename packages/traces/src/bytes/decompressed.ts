/** A source without its gzip wrapping, recognised by the first two bytes; anything else passes through. */
import { TraceError } from "../report/index.ts";
import type { ByteSource } from "./byte-source.ts";
import { peek } from "./peek.ts";

/** Throws TraceError while it is read when the gzip data is broken or cut off. */
export async function decompressed(source: ByteSource, file = "input"): Promise<ByteSource> {
  const peeked = await peek(source, 2);
  const gzip = peeked.head.length >= 2 && peeked.head[0] === 0x1f && peeked.head[1] === 0x8b;
  return gzip ? gunzip(peeked.source, file) : peeked.source;
}

async function* gunzip(source: ByteSource, file: string): ByteSource {
  const reader = readable(source).pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (;;) {
      const next = await reader.read().catch((cause: unknown) => {
        // A reader's own complaint passes; what DecompressionStream says differs between hosts.
        if (cause instanceof TraceError) throw cause;
        throw new TraceError({
          reason: "broken gzip data",
          file,
          line: 0,
          column: 0,
          found: String(cause),
          accepted: "a complete gzip file",
        });
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function readable(source: ByteSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(ownBuffer(next.value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

/** Streams want memory that nobody else shares. */
function ownBuffer(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  return chunk.buffer instanceof ArrayBuffer ? (chunk as Uint8Array<ArrayBuffer>) : new Uint8Array(chunk);
}
