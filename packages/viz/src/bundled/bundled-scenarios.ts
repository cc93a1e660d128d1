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
  if (name.startsWith(LOCAL)) return fetchScenario(`local/${encodeURIComponent(name.slice(LOCAL.length))}`, name.slice(LOCAL.length));
  if (!gallery.some((entry) => entry.name === name)) return undefined;
  return fetchScenario(`scenarios/${name}.yaml`, `${name}.yaml`);
}

/** In front of the name of a file that `orrery view` serves beside the site. */
const LOCAL = "local:";

async function fetchScenario(place: string, fileName: string): Promise<Source | undefined> {
  const address = new URL(place, document.baseURI);
  const answer = await fetch(address);
  if (!answer.ok) return undefined;
  return { fileName, text: await answer.text(), baseUrl: new URL(".", address).href, files: new Map() };
}
