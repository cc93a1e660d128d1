/** Bytes as every host can give them, and the few things readers do with them before they parse. */
import { TraceError } from "../report/index.ts";

/** A file as a stream of chunks: a Node read stream, a fetch body, a list of arrays. */
export type ByteSource = AsyncIterable<Uint8Array>;

/** Bytes held in memory as a source. */
export async function* fromBytes(...chunks: readonly Uint8Array[]): ByteSource {
  for (const chunk of chunks) yield chunk;
}

/** Text as a source, in UTF-8. */
export function fromText(text: string): ByteSource {
  return fromBytes(new TextEncoder().encode(text));
}

/** The whole source in one array. */
export async function allBytes(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    size += chunk.length;
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Hosts have no longer texts: 2^29 - 24 units of UTF-16. */
const MOST_TEXT_BYTES = 2 ** 29 - 24;

/** The whole source as text without a byte order mark. Throws TraceError for NUL bytes, for what is not UTF-8 and for too much. */
export async function allText(source: ByteSource, file: string, mostBytes = MOST_TEXT_BYTES): Promise<string> {
  const bytes = await allBytes(source);
  if (bytes.length === 0) throw emptyFile(file);
  refuseBinary(bytes, file, 1);
  if (bytes.length > mostBytes)
    throw new TraceError({
      reason: "too large to be read as one text",
      file,
      line: 0,
      column: 0,
      found: `${bytes.length} bytes`,
      accepted: `up to ${mostBytes} bytes; objects may be in several files`,
    });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new TraceError({
      reason: "not UTF-8 text",
      file,
      line: 0,
      column: 0,
      found: "bytes that no UTF-8 text has",
      accepted: "UTF-8 text",
    });
  }
}

/** The complaint about a file without content. */
export function emptyFile(file: string): TraceError {
  return new TraceError({ reason: "empty file", file, line: 0, column: 0, found: "0 bytes", accepted: "a file with content" });
}

/** Throws TraceError when the bytes hold a NUL, which no text format does; `line` is that of the first byte. */
export function refuseBinary(bytes: Uint8Array, file: string, line: number): void {
  const at = bytes.indexOf(0);
  if (at < 0) return;
  const utf16 = line === 1 && bytes.length > 1 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
  let atLine = line;
  for (let i = 0; i < at; i++) if (bytes[i] === 10) atLine += 1;
  throw new TraceError({
    reason: utf16 ? "UTF-16 text" : "binary file",
    file,
    line: utf16 ? 0 : atLine,
    column: 0,
    found: utf16 ? "a UTF-16 byte order mark" : "a NUL byte",
    accepted: "UTF-8 text",
  });
}
