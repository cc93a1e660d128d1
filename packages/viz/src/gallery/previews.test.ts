/**
 * The pictures of the gallery are those of the pinned runs. ORRERY_PIN=1 makes all of them anew; without it the quick ones are made again,
 * and of the others the digest is held against the golden one.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkScenario } from "@orrery/runner/scenario";
import { SimSession } from "@orrery/runner/session";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";
import { Style, THEMES } from "../draw/index.ts";
import { smallSession } from "../testing/index.ts";
import { pictureOf, PREVIEW, previewOf } from "./preview.ts";
import type { Preview } from "./preview.ts";
import { TELLING_VIEWS } from "./telling-views.ts";

const pin = process.env["ORRERY_PIN"] === "1";
const folder = path.resolve(import.meta.dirname, "../../../../scenarios");
const file = path.join(folder, "golden/previews.json");
const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml") && /^kind: Scenario$/m.test(read(name)))
  .map((name) => name.slice(0, -5))
  .sort();
const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, Preview>) : {};
/** Those that run within a second. */
const QUICK = ["bin-packing", "preemption", "rollout", "volumes", "zone-spread"];

async function made(name: string): Promise<Preview> {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
  const ports = { registry, readText: async (place: string) => read(place) };
  const { input, problems } = await checkScenario(read(`${name}.yaml`), `${name}.yaml`, ports);
  if (input === undefined) throw new Error(JSON.stringify(problems));
  const session = new SimSession(input, registry);
  while (session.advance(100_000).end === undefined);
  return previewOf(session, TELLING_VIEWS[name] ?? {});
}

describe("previews", () => {
  it.runIf(pin)("are made anew", async () => {
    const previews: Record<string, Preview> = {};
    for (const name of names) previews[name] = await made(name);
    writeFileSync(file, `${JSON.stringify(previews)}\n`);
    Object.assign(kept, previews);
  });

  it("are there for every scenario, of the pinned run", () => {
    expect(Object.keys(kept)).toEqual(names);
    for (const name of names)
      expect([name, kept[name]!.digest]).toEqual([name, (JSON.parse(read(`golden/${name}.json`)) as { digest: string }).digest]);
  });

  it.each(QUICK)("of %s is what its run looks like", async (name) => {
    expect(await made(name)).toEqual(kept[name]);
  });

  it("are light, and keep within their picture", () => {
    expect(readFileSync(file).length).toBeLessThan(200_000);
    for (const preview of Object.values(kept)) {
      const { cells, labels } = pictureOf(preview);
      expect(cells.count).toBeGreaterThan(20);
      for (let at = 0; at < cells.count; at++) {
        expect(cells.x[at]! + cells.width[at]!).toBeLessThanOrEqual(PREVIEW.width + 3);
        expect(cells.y[at]! + cells.height[at]!).toBeLessThanOrEqual(PREVIEW.height + 1);
        expect(THEMES.light.looks[cells.style[at]!]).toBeDefined();
      }
      expect(labels.length).toBeGreaterThan(0);
    }
  });

  it("show when most pods wait, with nodes in groups and the run beneath", async () => {
    const session = await smallSession();
    const preview = previewOf(session, {});
    expect([preview.nodes, preview.horizonUs]).toEqual([4, 600e6]);
    const { cells, labels } = pictureOf(preview);
    expect(labels.map(({ text }) => text)).toEqual(expect.arrayContaining(["left", "right"]));
    const styles = new Set(cells.style.subarray(0, cells.count));
    for (const style of [Style.ready, Style.waitingBar, Style.lane]) expect(styles.has(style)).toBe(true);
  });
});
