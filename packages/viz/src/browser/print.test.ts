/** Every projection on paper: its head, its pictures whole and light, nothing that can only be clicked; then the screen as before. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { openDashboard, untilFinished } from "../testing/index.ts";
import type { Dashboard } from "../testing/index.ts";

let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await openDashboard();
});
afterAll(() => dashboard.close());

const other = { seed: "", changes: [{ atUs: 600e6, do: "cordon", nodes: { pool: "roomy" } }], policy: "" };
/** Pages of A4 that each of them takes, at most. */
const PROJECTIONS: readonly (readonly [string, string, number])[] = [
  ["fleet", "sel=node%3Aroomy-1", 2],
  ["timeline", "lanes=queue", 2],
  ["decisions", "", 5],
  ["compare", `vs=${encodeURIComponent(JSON.stringify(other))}`, 2],
];
/** What is only there to be clicked, typed into or dragged. */
const CONTROLS = ".head, .foot, .transport, .tools, .bar select, .bar input, .playhead, .tip";

const luminance = (page: Page) =>
  page.locator(".stage canvas, .map canvas").evaluateAll((all) =>
    (all as HTMLCanvasElement[])
      .filter((canvas) => canvas.width > 0 && !canvas.hidden)
      .map((canvas) => {
        const [r = 0, g = 0, b = 0] = canvas.getContext("2d")!.getImageData(3, canvas.height - 3, 1, 1).data;
        return (r + g + b) / 3;
      }),
  );

describe("on paper", () => {
  it.each(PROJECTIONS)("%s is whole, light and without controls", async (projection, query, most) => {
    const page = await dashboard.open(`run=rollout&t=900&view=${projection}&${query}`, { colorScheme: "dark" });
    await untilFinished(page);
    await page.waitForTimeout(1200);
    expect(await page.locator(".print-head").isVisible()).toBe(false);
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    expect(pages).toBeGreaterThanOrEqual(1);
    expect(pages).toBeLessThanOrEqual(most);

    await page.setViewportSize({ width: 704, height: 1032 });
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const head = (await page.locator(".print-head").textContent()) ?? "";
    for (const said of [`rollout: ${projection}`, "00:15:00.000", "seed 1", "orrery run scenarios/rollout.yaml"])
      expect(head).toContain(said);
    expect(head).toMatch(/digest [0-9a-f]{16} of the whole run/);
    for (const control of await page.locator(CONTROLS).all()) expect(await control.isVisible()).toBe(false);
    const pictures = await page.locator("canvas:visible:not(.swatch)").evaluateAll((all) =>
      (all as HTMLCanvasElement[]).map((canvas) => {
        const { left, right, width, height } = canvas.getBoundingClientRect();
        return {
          left,
          right,
          isWhole: Math.abs(width / height - canvas.width / canvas.height) < 0.05,
          isFine: canvas.width >= 1.9 * width,
        };
      }),
    );
    expect(pictures.length).toBe({ fleet: 2, timeline: 2, decisions: 1, compare: 4 }[projection]);
    for (const picture of pictures) {
      expect(picture.left).toBeGreaterThanOrEqual(0);
      expect(picture.right).toBeLessThanOrEqual(705);
      expect([picture.isWhole, picture.isFine]).toEqual([true, true]);
    }
    for (const light of await luminance(page)) expect(light).toBeGreaterThan(200);
    // The panel lies below the pictures.
    const [view, side] = [await page.locator("main.view").boundingBox(), await page.locator(".side").boundingBox()];
    expect(side!.y).toBeGreaterThanOrEqual(view!.y + view!.height - 1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(704);

    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.waitForTimeout(400);
    expect(await page.evaluate(() => [document.documentElement.dataset["theme"], localStorage.getItem("theme")])).toEqual(["dark", null]);
    for (const light of await luminance(page)) expect(light).toBeLessThan(90);
    expect(dashboard.complaints).toEqual([]);
    await page.context().close();
  });
});
