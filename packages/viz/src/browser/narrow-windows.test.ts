/** Nothing is pushed out or cut off in a narrow window, and names stay whole where there is room for them. In Chromium. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Locator } from "playwright-core";
import { axeViolations, openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

const open = async (query: string, width: number, height: number) => {
  const page = await dashboard.open(query, { viewport: { width, height }, reducedMotion: "reduce" });
  await untilFinished(page);
  await page.waitForFunction(() => document.querySelector(".run")?.getAttribute("data-settled") === "true");
  return page;
};
const box = async (of: Locator) => (await of.boundingBox())!;

describe("at 900 x 700", () => {
  it("a digest that differs leaves room for the name, the controls and the clock", async () => {
    const page = await open("run=preemption&t=1&expect=0123456789abcdef", 900, 700);
    const digest = page.locator(".digest-bad", { hasText: "differs from the pinned 0123…cdef" });
    const [differs, transport, clock, title] = await Promise.all(
      [digest, page.locator(".transport"), page.locator(".clock"), page.locator(".head h1")].map(box),
    );
    expect(clock!.x + clock!.width).toBeLessThanOrEqual(900);
    expect(transport!.x + transport!.width).toBeLessThanOrEqual(clock!.x);
    expect(differs!.x + differs!.width).toBeLessThanOrEqual(transport!.x);
    expect(title!.x + title!.width).toBeLessThanOrEqual(differs!.x);
    expect(await page.locator(".head h1").evaluate((title) => title.scrollWidth <= title.clientWidth)).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(900);
    await page.context().close();
  });

  it("names of nodes in the panel are on one line", async () => {
    const page = await open("run=rollout&t=1200", 900, 700);
    const links = page.locator(".side .noted .link");
    const lines = await links.evaluateAll((all) => all.map((link) => link.getClientRects().length));
    expect(await links.allTextContents()).toContain("roomy-0");
    expect(new Set(lines)).toEqual(new Set([1]));
    const heights = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect().height));
    expect(Math.max(...heights)).toBeLessThan(30);
    await page.context().close();
  });
});

describe("at 600 x 800", () => {
  it("the form of Compare and its buttons are reached, between head and foot", async () => {
    const page = await open("run=rollout&view=compare&t=600", 600, 800);
    const foot = await box(page.locator(".foot"));
    expect(foot.y + foot.height).toBeLessThanOrEqual(800);
    for (const name of ["Compare with this run", "Go on with it", "Compare"]) {
      const button = page.getByRole("main").getByRole("button", { name, exact: true });
      await button.focus();
      const [head, own] = await Promise.all([box(page.locator(".head")), box(button)]);
      expect(own.y).toBeGreaterThanOrEqual(head.y + head.height);
      expect(own.y + own.height).toBeLessThanOrEqual(foot.y);
      // It does what it says, and nothing lies above it.
      await button.click({ trial: true });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(600);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("main").getByRole("button", { name: "Compare", exact: true }).click();
    await page.locator("figcaption", { hasText: "seed 2" }).waitFor();
    await page.getByRole("button", { name: "Repeat over seeds" }).click({ trial: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(600);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });

  it.each(["fleet", "timeline", "decisions"])("%s has its picture, and the panel comes after it", async (view) => {
    const page = await open(`run=rollout&view=${view}&t=1200`, 600, 800);
    const [stage, side] = await Promise.all([box(page.locator(".stage")), box(page.locator(".side"))]);
    expect(stage.height).toBeGreaterThan(200);
    expect(side.y).toBeGreaterThanOrEqual(stage.y + stage.height);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(600);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });
});

describe("the commands", () => {
  it("say that there is no such command, and stay", async () => {
    const page = await open("run=preemption&t=1", 900, 700);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("no such");
    await page.keyboard.press("Enter");
    await page.getByText("No command has that name").waitFor();
    expect(await page.getByLabel("Find a command").isVisible()).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel("Find a command").fill("light or dark");
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor({ state: "hidden" });
    await page.context().close();
  });
});

describe("files of the run", () => {
  it("are named after the run, whatever is shown beside it", async () => {
    const second = encodeURIComponent(JSON.stringify({ seed: "2", changes: [], policy: "" }));
    const page = await open(`run=preemption&view=compare&t=1&vs=${second}`, 1440, 900);
    const download = page.waitForEvent("download");
    await page.keyboard.press("d");
    expect((await download).suggestedFilename()).toBe("preemption-facts.csv");
    await page.context().close();
  });
});

describe("the minimap", () => {
  it("tells its peaks in full", async () => {
    const page = await open("run=rollout&t=1200", 900, 700);
    await page.locator(".playhead").hover({ position: { x: 40, y: 40 } });
    await page.locator(".map .tip", { hasText: /pending \d+ at its peak/ }).waitFor();
    await page.context().close();
  });
});

it("nothing goes wrong in the page, and no other host is asked", () => {
  expect([dashboard.complaints, dashboard.foreign]).toEqual([[], []]);
});
