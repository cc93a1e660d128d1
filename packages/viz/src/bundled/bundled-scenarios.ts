/** The bundled scenarios, as the site lists them. */
import type { Source } from "../worker/index.ts";

export interface GalleryEntry {
  /** Of its file, without the ending. */
  readonly name: string;
  readonly description: string;
  /** Digest of a whole run with its own seed; "": none is pinned. */
  readonly digest: string;
}

/** @returns nothing where the site has no list, as when it is opened from a folder without one */
export async function loadGallery(): Promise<readonly GalleryEntry[]> {
  const answer = await fetch(new URL("scenarios/index.json", document.baseURI));
  return answer.ok ? ((await answer.json()) as readonly GalleryEntry[]) : [];
}

/** @returns undefined when the site does not have it */
export async function findScenario(gallery: readonly GalleryEntry[], name: string): Promise<Source | undefined> {
  if (!gallery.some((entry) => entry.name === name)) return undefined;
  const address = new URL(`scenarios/${name}.yaml`, document.baseURI);
  const answer = await fetch(address);
  if (!answer.ok) return undefined;
  return { fileName: `${name}.yaml`, text: await answer.text(), baseUrl: new URL("scenarios/", document.baseURI).href, files: new Map() };
}
