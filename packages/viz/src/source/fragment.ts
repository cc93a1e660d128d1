/**
 * What an address holds of an input, behind its `#`, where no server sees it: the input itself, or by which name this browser keeps it
 * and which files a person is asked for elsewhere.
 */
import { bytesText } from "../words/index.ts";
import type { Source } from "../worker/index.ts";
import { keepInput, keptInput } from "./kept-inputs.ts";
import { nameInWorker } from "./name-in-worker.ts";
import { packSource, unpackSource } from "./packed-source.ts";

/** @returns "" when the input is too large for an address */
export async function packedFragment(source: Source, site: string): Promise<string> {
  const packed = await packSource(source, site);
  return packed === undefined ? "" : `files=${packed}`;
}

export interface Kept {
  /** "": it is not kept. */
  readonly fragment: string;
  /** For people. */
  readonly remark: string;
}

/**
 * Keeps a large input in this browser. Never rejects.
 * @param expect digest that its history should have; "": none is known
 */
export async function keptFragment(name: string, source: Source, expect: string): Promise<Kept> {
  const size = bytesText(Array.from(source.files.values()).reduce((sum, blob) => sum + blob.size, source.text.length));
  const lost = (why: string) => ({
    fragment: "",
    remark: `${name} (${size}) is not kept: ${why}. After a reload the page asks for its files again.`,
  });
  try {
    const id = await nameInWorker(source);
    if (id === undefined) return lost("it could not be named by its content, as over plain HTTP");
    await keepInput(id, name, source, expect);
    return {
      fragment: fragmentOf(id, filesOf(name, source)),
      remark: `${name} (${size}) is kept in this browser; links to it ask others for its files.`,
    };
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    return lost(isFull ? "this browser has no room for it" : "this browser keeps nothing, as in a private window");
  }
}

/** Of an input that this browser keeps. */
export function fragmentOf(id: string, files: readonly string[]): string {
  return new URLSearchParams([["kept", id], ...files.map((file) => ["file", file])]).toString();
}

/** What a person brings to have a source again. */
export function filesOf(name: string, { text, files, recorded }: Source): string[] {
  if (recorded !== undefined) return [name];
  return text === "" ? [...files.keys()] : [name, ...files.keys()];
}

/** Whether files that were brought for a link are not those that it was made with; one that holds its files itself wants none. */
export function isOther(wanted: string, fragment: string): boolean {
  const id = (text: string) => new URLSearchParams(text).get("kept");
  return id(wanted) !== null && id(wanted) !== id(fragment);
}

export type Found =
  | { readonly source: Source }
  /** `wanted`: files to bring; none: the address is broken. */
  | { readonly wanted: readonly string[] };

/** @param fragment as {@link packedFragment} and {@link keptFragment} make it */
export async function sourceOfFragment(fragment: string, site: string): Promise<Found> {
  const given = new URLSearchParams(fragment);
  const packed = given.get("files");
  const source = packed === null ? await keptInput(given.get("kept") ?? "").catch(() => undefined) : await unpackSource(packed, site);
  return source === undefined ? { wanted: given.getAll("file") } : { source };
}

/** Whether a fragment is one of an input. */
export function isInputFragment(fragment: string): boolean {
  return /^(files|kept)=/.test(fragment);
}
