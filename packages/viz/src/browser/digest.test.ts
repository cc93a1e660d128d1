/** One history, bit for bit: the digests of three scenarios are equal in Node, Chromium and Firefox. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { CHECKOUT, digestOf, openDashboard } from "../testing/index.ts";

const SCENARIOS = ["planner", "rollout", "zone-spread"];
/** What Node's runs are pinned to by the tests of the scenarios themselves. */
const pinned = SCENARIOS.map(
  (name) => (JSON.parse(readFileSync(path.join(CHECKOUT, "scenarios/golden", `${name}.json`), "utf8")) as { digest: string }).digest,
);

it.each(["chromium", "firefox"] as const)("%s runs the history that Node runs", async (kind) => {
  const dashboard = await openDashboard(kind);
  try {
    const found: string[] = [];
    for (const name of SCENARIOS) {
      const page = await dashboard.open(`run=${name}`);
      found.push(await digestOf(page));
      await page.context().close();
    }
    expect(found).toEqual(pinned);
    expect(dashboard.complaints).toEqual([]);
  } finally {
    await dashboard.close();
  }
});
