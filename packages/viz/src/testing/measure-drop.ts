/**
 * What bringing large files costs the page: how long it is blocked and how evenly it draws while the worker reads them, and how long that
 * takes. A measurement for people; tests run it tiny.
 */
import { statSync } from "node:fs";
import { openDashboard } from "./dashboard.ts";

export interface DropFigures {
  readonly fileBytes: number;
  /** From the choice of the files to the first picture. */
  readonly openedMs: number;
  /** Of tasks on the page's own thread meanwhile; 0: none over 50 ms. */
  readonly longestMs: number;
  /** Between two frames of the page meanwhile. */
  readonly frameMedianMs: number;
  readonly frameP99Ms: number;
  readonly frameWorstMs: number;
  /** Different amounts of read bytes that were shown. */
  readonly progressSteps: number;
  /** Until the address holds them, from their choice; 0: it does at once. */
  readonly keptMs: number;
  /** From the button that cancels a second reading to the gallery; 0: it was over before. */
  readonly cancelledMs: number;
}

/** @param files paths of files that are one input together */
export async function measureDrop(files: readonly string[]): Promise<DropFigures> {
  const dashboard = await openDashboard("chromium");
  try {
    const page = await dashboard.open("run=nowhere");
    await page.addInitScript(WATCH);
    await page.goto(dashboard.address);
    await page.locator(".card .size").last().filter({ hasText: "nodes" }).waitFor();
    await page.evaluate("window.orreryDrop.begin()");
    await page.setInputFiles("#files", [...files], { timeout: 120_000 });
    await page.locator('.run:not([data-frame=""]), .state li').first().waitFor({ timeout: 600_000 });
    const failed = await page.locator(".state li").allTextContents();
    if (failed.length > 0) throw new Error(failed.join("\n"));
    const seen = (await page.evaluate("window.orreryDrop.end()")) as Watched;
    await page.waitForFunction(() => location.hash.length > 1, undefined, { timeout: 600_000 });
    const keptMs = (await page.evaluate("window.orreryDrop.keptMs()")) as number;
    const frames = seen.frames.sort((a, b) => a - b);
    const at = (share: number) => Math.round(frames[Math.min(frames.length - 1, Math.floor(frames.length * share))] ?? 0);
    await page.reload();
    const cancel = page.getByRole("button", { name: "Cancel" });
    let cancelledMs = 0;
    if (await cancel.isVisible().catch(() => false)) {
      const began = Date.now();
      await cancel.click({ timeout: 2000 }).catch(() => undefined);
      if (await page.locator(".gallery").isVisible()) cancelledMs = Date.now() - began;
    }
    return {
      fileBytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
      openedMs: Math.round(seen.openedMs),
      longestMs: Math.round(seen.longestMs),
      frameMedianMs: at(0.5),
      frameP99Ms: at(0.99),
      frameWorstMs: at(1),
      progressSteps: seen.steps,
      keptMs: Math.round(keptMs),
      cancelledMs,
    };
  } finally {
    await dashboard.close();
  }
}

interface Watched {
  readonly openedMs: number;
  readonly longestMs: number;
  readonly frames: number[];
  readonly steps: number;
}

/** Runs in the page before anything else does. */
const WATCH = `window.orreryDrop = {
  beganMs: 0, openedMs: 0, atMs: 0, longestMs: 0, frames: [], steps: new Set(), watching: false,
  begin() {
    this.longestMs = 0;
    document.addEventListener("change", () => {
      this.beganMs = performance.now();
      this.watching = true;
      let last = this.beganMs;
      const step = (now) => {
        if (now > last) this.frames.push(now - last);
        last = now;
        const amount = document.querySelector(".state .mono");
        if (amount !== null) this.steps.add(amount.textContent);
        if ((document.querySelector(".run")?.dataset.frame ?? "") !== "") {
          this.openedMs = now - this.beganMs;
          this.watching = false;
          return;
        }
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
      const look = setInterval(() => {
        if (location.hash.length < 2) return;
        clearInterval(look);
        this.atMs = performance.now() - this.beganMs;
      }, 5);
    }, { capture: true, once: true });
  },
  end() { return { openedMs: this.openedMs, longestMs: this.longestMs, frames: this.frames, steps: this.steps.size }; },
  keptMs() { return this.atMs; },
};
new PerformanceObserver((list) => {
  const watch = window.orreryDrop;
  for (const { duration } of list.getEntries()) if (watch.watching) watch.longestMs = Math.max(watch.longestMs, duration);
}).observe({ type: "longtask", buffered: false });`;
