/** A name for an input by its content: the same files have the same name, in any browser. */
import type { Source } from "../worker/index.ts";

/** As much is in memory at a time. */
const PIECE_BYTES = 4 * 2 ** 20;
const NAME_DIGITS = 24;

/** @returns undefined where the page may not compute it: over plain HTTP from another machine */
export async function sha256Hex(bytes: ArrayBuffer): Promise<string | undefined> {
  // Pages that came over plain HTTP from elsewhere have no such object, whatever its type says.
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) return undefined;
  return Array.from(new Uint8Array(await subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** SHA-256 over those of the pieces and the names; files of any size are read a piece at a time. @returns as {@link sha256Hex} */
export async function contentName({ fileName, text, files, recorded }: Source): Promise<string | undefined> {
  const parts: (string | undefined)[] = [fileName, await textName(text), JSON.stringify(recorded ?? null)];
  for (const [name, blob] of Array.from(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    parts.push(name, String(blob.size));
    for (let at = 0; at < blob.size; at += PIECE_BYTES) parts.push(await sha256Hex(await blob.slice(at, at + PIECE_BYTES).arrayBuffer()));
  }
  return parts.includes(undefined) ? undefined : (await textName(JSON.stringify(parts)))?.slice(0, NAME_DIGITS);
}

function textName(text: string): Promise<string | undefined> {
  return sha256Hex(new TextEncoder().encode(text).buffer);
}
