/** Pictures of scenarios: each is run for a moment in a worker, one after the other, and drawn as the fleet it is then. */
import type { Frame, Overview } from "@orrery/runner/session";
import type { DrawList } from "../draw/index.ts";
import { fleetLayout, fleetList } from "../fleet/index.ts";
import { groupTree } from "../cluster/index.ts";
import { WHOLE } from "../state/index.ts";
import { SimClient } from "../worker/index.ts";
import type { OpenRequest, Source } from "../worker/index.ts";
import { findScenario } from "../bundled/index.ts";
import type { GalleryEntry } from "../bundled/index.ts";

export interface Preview {
  readonly frame: Frame;
  readonly texts: readonly string[];
  readonly horizonUs: number | null;
}

/** How long a scenario is run for its picture. */
const RUN_MS = 350;

/** @returns how to stop */
export function previewScenarios(gallery: readonly GalleryEntry[], onPreview: (name: string, preview: Preview) => void): () => void {
  const client = new SimClient(() => {});
  let stopped = false;
  void (async () => {
    for (const { name } of gallery) {
      // A page that is left, or a site that has gone, has no pictures: that is no failure.
      const found = await findScenario(gallery, name).catch(() => undefined);
      if (stopped || found === undefined) continue;
      const preview = await previewOf(client, found.source).catch(() => undefined);
      if (stopped) return;
      if (preview !== undefined) onPreview(name, preview);
    }
    client.close();
  })();
  return () => {
    stopped = true;
    client.close();
  };
}

async function previewOf(client: SimClient, source: Source): Promise<Preview | undefined> {
  const opened = await client.ask((api) => api.open(asRequest(source)), Infinity);
  if (opened.run === undefined) return undefined;
  await new Promise((resolve) => setTimeout(resolve, RUN_MS));
  const status = await client.ask((api) => api.status());
  const { horizonUs } = opened.run;
  const overview = await client.ask((api) => api.overview());
  const timeUs = Math.min(busiestUs(overview), status.nowUs);
  const { frame } = await client.ask((api) => api.frame({ timeUs }, 0));
  return { frame, texts: frame.strings, horizonUs };
}

/** When most is asked of the nodes, of what is simulated: the fullest picture, of several the last. */
function busiestUs({ binUs, bins, cpu }: Overview): number {
  let best = 0;
  for (let bin = 1; bin < bins; bin++) if (cpu[bin]! >= cpu[best]!) best = bin;
  return (best + 1) * binUs - 1;
}

function asRequest(source: Source): OpenRequest {
  return { ...source, seed: "", changes: [], explain: [], policy: "" };
}

export function pictureOf({ frame, texts }: Preview, width: number, height: number): DrawList {
  const layout = fleetLayout(groupTree(frame, ["pool"], texts), width, height);
  return fleetList({ frame, texts, layout, viewport: WHOLE, matches: undefined, selection: undefined, waitingHeight: 0 });
}
