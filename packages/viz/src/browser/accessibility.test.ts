/** Everything in the real page can be read and reached by everybody: what axe finds wrong, in each projection, dialog and state. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeViolations, openDashboard } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

describe("accessibility", () => {
  it.each([
    "",
    "run=rollout&t=600",
    "run=rollout&t=600&view=timeline",
    "run=rollout&t=600&view=timeline&lanes=queue",
    "run=rollout&t=600&view=decisions",
    "run=rollout&t=600&view=compare",
    "run=netease-media&t=76500",
    "run=netease-media&t=76500&sel=node:dense-03&view=timeline&lanes=node",
    "run=netease-media&t=76500&sel=workload:java-4x&view=decisions",
  ])("axe finds nothing in %s", async (query) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await dashboard.open(query, { colorScheme, reducedMotion: "reduce" });
      await page.waitForTimeout(1200);
      expect(await axeViolations(page)).toEqual([]);
      await page.context().close();
    }
  });
});

describe("dialogs", () => {
  it.each(["?", "Control+k", "e", "u", "s"])("axe finds nothing in the one that %s opens, and Escape closes it", async (key) => {
    const page = await dashboard.open("run=rollout&t=600&sel=pod%3Adefault%2Fnone");
    await page.locator(".side h2").first().waitFor();
    await page.keyboard.press(key);
    await page.locator("dialog[open]").waitFor();
    await page.waitForTimeout(900);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await page.context().close();
  });
});

describe("axe finds nothing", () => {
  const vs = encodeURIComponent(JSON.stringify({ seed: "2", changes: [], policy: "" }));

  it.each([
    ["in two runs side by side", `run=rollout&t=600&view=compare&vs=${vs}`, ".compare figure"],
    [
      "where a what-if is impossible",
      `run=rollout&changes=${encodeURIComponent('[{"do":"scale","atUs":6e8,"kind":"Deployment","namespace":"default","name":"nobody","replicas":2}]')}`,
      ".state",
    ],
    ["where there is no such scenario", "run=nowhere", ".state"],
    ["where the digest differs", "run=preemption&t=1&expect=0123456789abcdef", ".digest-bad"],
  ])("%s", async (_, query, there) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await dashboard.open(query, { colorScheme, reducedMotion: "reduce" });
      await page.locator(there).first().waitFor();
      await page.waitForTimeout(600);
      expect(await axeViolations(page)).toEqual([]);
      await page.context().close();
    }
  });

  it("where the scenario is broken", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await dashboard.open("", { colorScheme });
      await page.locator(".card").first().waitFor();
      const broken = "apiVersion: orrery/v1\nkind: Scenario\nmetadata: { name: broken }\nspec: { nodePool: [] }\n";
      await page.setInputFiles("#files", [{ name: "broken.yaml", mimeType: "text/plain", buffer: Buffer.from(broken) }]);
      await page.getByText("This scenario cannot run").waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.context().close();
    }
  });
});

it("asks no other host for anything, and nothing goes wrong in the page", () => {
  expect(dashboard.foreign).toEqual([]);
  expect(dashboard.complaints).toEqual([]);
});
