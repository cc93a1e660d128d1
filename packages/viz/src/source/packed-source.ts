/** A source as text that fits into an address, and back: a line of JSON, then the files, deflated, in base64url. */
import type { RecordedRun, Source } from "../worker/index.ts";

/** Deflated; browsers and what people send links through bear this much. */
const MOST_DEFLATED_BYTES = 24 * 1024;
/** What is larger is not tried, and what claims to be larger is not unpacked. */
const MOST_BYTES = 2 ** 20;

interface Head {
  readonly fileName: string;
  readonly text: string;
  /** Folder of the site that files come from; "": none. */
  readonly base: string;
  readonly recorded?: RecordedRun | undefined;
  readonly files: readonly (readonly [name: string, sizeBytes: number])[];
}

/** Folders of this site that a scenario's files may come from, and no other place. */
const BASES: readonly string[] = ["scenarios/", "local/"];

/**
 * @param site address of the page
 * @returns undefined when it is too large
 */
export async function packSource({ fileName, text, baseUrl, files, recorded }: Source, site: string): Promise<string | undefined> {
  const sizes = Array.from(files, ([name, { size }]) => [name, size] as const);
  if (sizes.reduce((sum, [, size]) => sum + size, text.length) > MOST_BYTES) return undefined;
  const base = BASES.find((each) => new URL(each, site).href === baseUrl) ?? "";
  const head: Head = { fileName, text, base, files: sizes, ...(recorded === undefined ? {} : { recorded }) };
  const whole = new Blob([`${JSON.stringify(head)}\n`, ...files.values()]);
  if (whole.size > MOST_BYTES) return undefined;
  const deflated = new Uint8Array(await new Response(whole.stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
  return deflated.length > MOST_DEFLATED_BYTES ? undefined : toBase64Url(deflated);
}

/** @returns undefined when it is cut off or no such thing */
export async function unpackSource(packed: string, site: string): Promise<Source | undefined> {
  try {
    const bytes = await inflated(fromBase64Url(packed));
    const end = bytes.indexOf(10);
    const { fileName, text, base, files, recorded } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as Head;
    if (typeof fileName !== "string" || typeof text !== "string" || (base !== "" && !BASES.includes(base))) return undefined;
    const found = new Map<string, Blob>();
    let at = end + 1;
    for (const [name, size] of files) {
      found.set(name, new Blob([bytes.slice(at, at + size)]));
      at += size;
    }
    if (at !== bytes.length) return undefined;
    const baseUrl = base === "" ? undefined : new URL(base, site).href;
    return { fileName, text, baseUrl, files: found, ...(recorded === undefined ? {} : { recorded }) };
  } catch {
    return undefined;
  }
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST_BYTES) throw new Error("more than was ever packed");
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}
