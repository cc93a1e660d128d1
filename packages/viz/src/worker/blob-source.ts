/** A file that a person brought, as a stream of bytes: files of any size are read a piece at a time. */
import type { ByteSource } from "@orrery/traces/formats";

export async function* blobSource(blob: Blob): ByteSource {
  const reader = blob.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
