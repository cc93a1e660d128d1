/** A filter that does not understand says so; a link that asks for what there is not shows what there is, and says so. In Chromium. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { axeViolations, openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

const settled = (page: Page) => page.waitForFunction(() => document.querySelector(".run")?.getAttribute("data-settled") === "true");
/** Until the address, which is written when the view has rested, names a thing no more as it was given. */
const forgets = (page: Page, name: string, given: string | null = null) =>
  page.waitForFunction(
    ([key, old]) => {
      const now = new URLSearchParams(location.search).get(key!);
      return old === null ? now === null : now !== old;
    },
    [name, given],
  );
const drawn = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

describe("the filter", () => {
  it("finds what runs, says what it leaves out and what it would take", async () => {
    const page = await dashboard.open("run=rollout&t=1200&q=phase%3Drunning");
    await untilFinished(page);
    await settled(page);
    const running = (await page.locator(".big b").nth(1).textContent())!;
    const said = page.locator("#filter-said");
    await said.filter({ hasText: new RegExp(`^${running} of [\\d,]+ pods$`) }).waitFor();
    expect(Number(running)).toBeGreaterThan(0);
    await page.locator("#filter").fill("phase=");
    await said.filter({ hasText: /^phase= lacks a value$/ }).waitFor();
    expect(await said.getAttribute("title")).toContain("accepted: a phase (Pending, Running, Succeeded, Failed, Unknown)");
    await page.locator("#filter").fill("is=foo");
    await said.filter({ hasText: /^0 of [\d,]+ podsis=foo is unknown; known: throttled, starved, held$/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.locator("#filter").fill("phase!=running");
    await said.filter({ hasText: /^[\d,]+ of [\d,]+ pods$/ }).waitFor();
    expect(await said.getAttribute("title")).toBe("");
    await page.context().close();
  });
});

describe("a link", () => {
  it("beyond the end of the run stands at its end, and says so", async () => {
    const page = await dashboard.open("run=rollout&t=999999");
    await untilFinished(page);
    await page.locator(".notice", { hasText: /^The run ends at 0\d:\d\d:\d\d\.\d{3}: there is no 277:46:39\.000\.$/ }).waitFor();
    const clock = await page.locator(".clock").textContent();
    await page.keyboard.press("End");
    expect(await page.locator(".clock").textContent()).toBe(clock);
    await forgets(page, "t", "999999");
    await page.context().close();
  });

  it.each(["at=1e300,1e300,1e300", "at=NaN,0,1", "at=5000,5000,2"])("whose viewport shows nothing (%s) shows the whole", async (at) => {
    const page = await dashboard.open("run=rollout&t=1200&speed=60");
    await untilFinished(page);
    await settled(page);
    const shades = () =>
      page.locator(".stage > canvas").evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      });
    await drawn(page);
    const whole = await shades();
    await page.goto(`${dashboard.address}?run=rollout&t=1200&speed=60&${at}`);
    await untilFinished(page);
    await settled(page);
    await forgets(page, "at");
    await drawn(page);
    expect(await shades()).toBe(whole);
    await page.context().close();
  });

  it("whose second run is none says so, and the address does not name it any more", async () => {
    const page = await dashboard.open("run=rollout&speed=60&vs=%7B%22seed%22%3A7%7D");
    await page.locator(".notice", { hasText: "The link's second run is left out: seed: found 7" }).waitFor();
    await forgets(page, "vs");
    await page.context().close();
  });
});

it("nothing goes wrong in the page, and no other host is asked", () => {
  expect([dashboard.complaints, dashboard.foreign]).toEqual([[], []]);
});
