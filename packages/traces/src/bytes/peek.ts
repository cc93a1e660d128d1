/** Looks at the first bytes of a source and gives the source back whole. */
import type { ByteSource } from "./byte-source.ts";

/** `head` has at least `sizeBytes` bytes unless the source is shorter; `source` starts at the first byte again. */
export async function peek(source: ByteSource, sizeBytes: number): Promise<{ head: Uint8Array; source: ByteSource }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < sizeBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(next.value);
    size += next.value.length;
  }
  const head = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    head.set(chunk, at);
    at += chunk.length;
  }
  return { head, source: resume(chunks, iterator) };
}

async function* resume(chunks: readonly Uint8Array[], iterator: AsyncIterator<Uint8Array>): ByteSource {
  try {
    for (const chunk of chunks) yield chunk;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
