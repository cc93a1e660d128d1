/** Both runs of Compare over many seeds, in the real page: to the end, with intervals; and stopped on the way. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

const other = { seed: "", changes: [{ atUs: 300e6, do: "cordon", nodes: { pool: "roomy" } }], policy: "" };
const open = async (): Promise<Page> => {
  const page = await dashboard.open(`run=rollout&t=900&view=compare&vs=${encodeURIComponent(JSON.stringify(other))}`);
  await untilFinished(page);
  return page;
};

describe("figures over seeds", () => {
  it("come as pairs end, with intervals, and leave as a file", async () => {
    const page = await open();
    const part = page.locator('section[aria-label="Over many seeds"]');
    expect(await part.getByRole("button", { name: "Save as CSV" }).isVisible()).toBe(false);
    await part.getByLabel("How many seeds").fill("4");
    await part.getByRole("button", { name: "Repeat over seeds" }).click();
    const bar = part.locator("progress");
    await bar.waitFor();
    await part.locator("[role=status]").filter({ hasText: "8 of 8 runs" }).waitFor({ timeout: 60_000 });
    expect(await bar.evaluate((each) => (each as HTMLProgressElement).value)).toBe(1);
    await part.getByRole("button", { name: "Repeat over seeds" }).waitFor();
    const placed = part.locator("tr", { hasText: /^pods placed/ });
    expect(await placed.locator("td").nth(3).textContent()).toMatch(/^−?[\d.]+ ± [\d.]+$/);
    const ready = part.locator("tr", { hasText: "pods ready at the end" }).locator("td");
    expect(Number(await ready.nth(1).textContent())).toBeGreaterThan(Number(await ready.nth(2).textContent()));
    const download = page.waitForEvent("download");
    await page.locator(".clock").click();
    await page.keyboard.press("m");
    const text = await readFile(await (await download).path(), "utf8");
    expect(text).toContain("figure,pairs,first_mean");
    expect(text).toMatch(/\r\npods placed,4,/);
    // What was found outlives a look at something else; another pair of runs has its own.
    await page.keyboard.press("1");
    await part.waitFor({ state: "detached" });
    await page.keyboard.press("4");
    await part.locator("[role=status]").filter({ hasText: "8 of 8 runs" }).waitFor();
    expect(await placed.count()).toBe(1);
    await page.getByRole("button", { name: "Swap" }).click();
    await placed.waitFor({ state: "detached" });
    await page.context().close();
  });

  it("stop when they are told to, and keep what there is", async () => {
    const page = await open();
    const part = page.locator('section[aria-label="Over many seeds"]');
    await part.getByLabel("How many seeds").fill("200");
    await part.getByRole("button", { name: "Repeat over seeds" }).click();
    await part.locator("tr", { hasText: /^pods placed/ }).waitFor({ timeout: 60_000 });
    await part.getByRole("button", { name: "Stop" }).click();
    await part.getByRole("button", { name: "Repeat over seeds" }).waitFor();
    await page.locator(".notice", { hasText: "The repetition was stopped." }).waitFor();
    const said = (await part.locator("[role=status]").textContent()) ?? "";
    expect(Number(said.split(" ")[0])).toBeLessThan(400);
    expect(await part.locator("tr", { hasText: /^pods placed/ }).count()).toBe(1);
    await page.context().close();
  });

  it("are said to be missing where nothing was repeated", async () => {
    const page = await open();
    await page.keyboard.press("m");
    await page.locator(".notice", { hasText: "no figures over seeds yet" }).waitFor();
    expect(dashboard.complaints).toEqual([]);
    await page.context().close();
  });
});
