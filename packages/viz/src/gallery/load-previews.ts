/** The pictures of the bundled scenarios, as the site has them. */
import type { Preview } from "./preview.ts";

/** By name of the scenario; empty where the site has none. */
export async function loadPreviews(): Promise<Readonly<Record<string, Preview>>> {
  const answer = await fetch(new URL("scenarios/previews.json", document.baseURI)).catch(() => undefined);
  return answer?.ok === true ? ((await answer.json()) as Readonly<Record<string, Preview>>) : {};
}
