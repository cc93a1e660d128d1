/** The bundled scenarios, as the site lists them. */
import { servedRecording } from "../source/index.ts";
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

export interface FoundScenario {
  readonly source: Source;
  /** Digest of the recording that it is; "": it is none. */
  readonly expect: string;
  /** What a person should know of it; "": nothing. */
  readonly remark: string;
}

/**
 * @returns undefined when the site does not have it
 * @throws BroughtError for a recording that cannot be run again
 */
export async function findScenario(gallery: readonly GalleryEntry[], name: string): Promise<FoundScenario | undefined> {
  const isLocal = name.startsWith(LOCAL);
  if (!isLocal && !gallery.some((entry) => entry.name === name)) return undefined;
  const file = isLocal ? name.slice(LOCAL.length) : `${name}.yaml`;
  const source = await fetchScenario(`${isLocal ? "local" : "scenarios"}/${encodeURIComponent(file)}`, file);
  if (source === undefined) return undefined;
  if (!isLocal || file !== MANIFEST) return { source, expect: "", remark: "" };
  return servedRecording(source.text, source.baseUrl!, async (path) => {
    const answer = await fetch(new URL(path, source.baseUrl));
    return answer.ok ? answer.text() : "";
  });
}

/** Of a recording whose folder `orrery view` serves. */
const MANIFEST = "manifest.json";

/** In front of the name of a file that `orrery view` serves beside the site. */
const LOCAL = "local:";

async function fetchScenario(place: string, fileName: string): Promise<Source | undefined> {
  const address = new URL(place, document.baseURI);
  const answer = await fetch(address);
  if (!answer.ok) return undefined;
  return { fileName, text: await answer.text(), baseUrl: new URL(".", address).href, files: new Map() };
}
