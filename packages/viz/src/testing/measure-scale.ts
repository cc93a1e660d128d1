/**
 * What the dashboard costs with a large cluster: time to the first picture, frames while the clock is dragged, tasks that block the page,
 * memory after playing for long, bytes of the site. A measurement for people; tests run it tiny and look at its digest only.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { CHECKOUT, digestOf, openDashboard } from "./dashboard.ts";
import { traceMainThread } from "./main-thread.ts";

export interface Scale {
  readonly nodes: number;
  readonly pods: number;
  /** How long the clock is dragged, and how long it then plays at full speed. */
  readonly dragSeconds: number;
  readonly playSeconds: number;
}

export interface ScaleFigures {
  readonly digest: string;
  readonly firstPictureMs: number;
  readonly simulatedMs: number;
  /** The whole fleet, and near enough to see its pods. */
  readonly far: DragFigures;
  readonly near: DragFigures;
  /** Of tasks on the page's own thread, from a blank page to the end of the simulation. */
  readonly loading: { readonly longestTaskMs: number; readonly longestTaskCpuMs: number };
  /** Of the page, after garbage collection; and of the process with its workers as the system sees it, 0 where that is not known. */
  readonly heapBeforeMb: number;
  readonly heapAfterMb: number;
  readonly processBeforeMb: number;
  readonly processAfterMb: number;
  readonly siteKb: number;
}

/** While each frame of the page moves the clock. */
export interface DragFigures {
  /** Between two frames of the page, by the clock on the wall. */
  readonly frameMedianMs: number;
  readonly frameP99Ms: number;
  /** What the page's own thread computed for a frame. */
  readonly cpuMedianMs: number;
  readonly cpuP99Ms: number;
  /** Moments of the cluster that were shown, a second. */
  readonly shownPerSecond: number;
  readonly longestTaskMs: number;
  readonly longestTaskCpuMs: number;
}

/** Pods arrive within the first minutes; those of one workload end after a while, so that something changes at every moment. */
export function scaleScenario({ nodes, pods }: Pick<Scale, "nodes" | "pods">): string {
  const each = Math.ceil(pods / 6);
  const workloads = ["web", "api", "feed", "search", "cache", "batch"].map(
    (name, i) => `    - name: ${name}
      count: ${each}
      arrivals: { every: 1ms, batch: ${Math.max(1, Math.ceil(pods / 3000))} }
${i === 5 ? "      duration: { distribution: exponential, mean: 40m }\n" : ""}      template:
        metadata: { labels: { app: ${name} } }
        spec: { containers: [{ name: main, resources: { requests: { cpu: ${200 + i * 50}m, memory: 512Mi } } }] }
`,
  );
  return `apiVersion: orrery/v1
kind: Scenario
metadata: { name: scale }
spec:
  seed: 7
  horizon: 2h
  nodePools:
    - name: large
      count: ${nodes}
      capacity: { cpu: 16, memory: 64Gi, pods: 110 }
      layout: { zones: [a, b, c], racksPerZone: 8 }
  workloads:
${workloads.join("")}`;
}

export async function measureScale(scale: Scale): Promise<ScaleFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), "orrery-scale-"));
  const file = path.join(folder, "scale.yaml");
  writeFileSync(file, scaleScenario(scale));
  const dashboard = await openDashboard("chromium", file);
  try {
    const page = await dashboard.open("run=nowhere");
    await page.addInitScript(WATCH);
    let simulatedMs = 0;
    const loading = await traceMainThread(dashboard.browser, page, async () => {
      await page.goto(`${dashboard.address}?run=${encodeURIComponent("local:scale.yaml")}&t=0`);
      await page.locator('.run:not([data-frame=""])').waitFor({ timeout: 60_000 });
      const beganMs = Date.now();
      await page.getByText("simulated in full").waitFor({ state: "attached", timeout: 600_000 });
      simulatedMs = Date.now() - beganMs;
    });
    const digest = await digestOf(page);
    const firstPictureMs = Math.round((await page.evaluate("window.orreryWatch.firstPictureMs")) as number);
    const far = await dragged(dashboard.browser, page, scale.dragSeconds);
    for (let i = 0; i < ZOOM_STEPS; i++) await page.keyboard.press("z");
    const near = await dragged(dashboard.browser, page, scale.dragSeconds);
    await page.keyboard.press("0");
    const heapBeforeMb = await heapMb(page);
    const processBeforeMb = await processMb(dashboard.browser);
    await page.evaluate(`window.orreryWatch.play(${scale.playSeconds * 1000})`);
    const heapAfterMb = await heapMb(page);
    const processAfterMb = await processMb(dashboard.browser);
    return {
      digest,
      firstPictureMs,
      simulatedMs,
      far,
      near,
      loading: { longestTaskMs: tenths(loading.longestTaskMs), longestTaskCpuMs: tenths(loading.longestTaskCpuMs) },
      heapBeforeMb,
      heapAfterMb,
      processBeforeMb,
      processAfterMb,
      siteKb: Math.round(bytesOf(path.join(CHECKOUT, "packages/viz/dist/site")) / 1024),
    };
  } finally {
    await dashboard.close();
    rmSync(folder, { recursive: true });
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Enough to see pods on 5,000 nodes. */
const ZOOM_STEPS = 4;

async function dragged(browser: Browser, page: Page, seconds: number): Promise<DragFigures> {
  let drag: { readonly frames: number[]; readonly shown: number } = { frames: [], shown: 0 };
  const { frameCpuMs, longestTaskMs, longestTaskCpuMs } = await traceMainThread(browser, page, async () => {
    drag = (await page.evaluate(`window.orreryWatch.drag(${seconds * 1000})`)) as typeof drag;
  });
  const frames = drag.frames.sort((a, b) => a - b);
  const at = (sorted: readonly number[], share: number) =>
    tenths(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return {
    frameMedianMs: at(frames, 0.5),
    frameP99Ms: at(frames, 0.99),
    cpuMedianMs: at(frameCpuMs, 0.5),
    cpuP99Ms: at(frameCpuMs, 0.99),
    shownPerSecond: tenths(drag.shown / seconds),
    longestTaskMs: tenths(longestTaskMs),
    longestTaskCpuMs: tenths(longestTaskCpuMs),
  };
}

/** What the process that holds the page and its workers keeps in memory. */
async function processMb(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send("SystemInfo.getProcessInfo")) as {
    readonly processInfo: readonly { readonly type: string; readonly id: number }[];
  };
  await session.detach();
  const resident = processInfo.flatMap(({ type, id }) => {
    const status = `/proc/${id}/status`;
    if (type !== "renderer" || !existsSync(status)) return [];
    return [Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(status, "utf8"))?.[1] ?? 0)];
  });
  return Math.round(Math.max(0, ...resident) / 1024);
}

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = (await session.send("Runtime.getHeapUsage")) as { usedSize: number };
  await session.detach();
  return Math.round(usedSize / 2 ** 20);
}

/** Runs in the page before anything else does. */
const WATCH = `window.orreryWatch = {
  firstPictureMs: 0,
  drag(forMs) {
    const slider = document.querySelector(".playhead");
    const run = document.querySelector(".run");
    return new Promise((resolve) => {
      const frames = [];
      const seen = new Set();
      const began = performance.now();
      let last = began;
      const step = (now) => {
        if (now > last) frames.push(now - last);
        last = now;
        seen.add(run.dataset.frame);
        if (now - began > forMs) return resolve({ frames: frames.slice(2), shown: seen.size });
        slider.value = String(Number(slider.max) * (0.5 + 0.5 * Math.sin((now - began) / 700)));
        slider.dispatchEvent(new Event("input"));
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
  },
  play(forMs) {
    const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    for (let i = 0; i < 12; i++) press("+");
    press("Home");
    press(" ");
    return new Promise((resolve) => {
      const began = performance.now();
      const look = setInterval(() => {
        const isOver = performance.now() - began > forMs;
        const isPlaying = document.querySelector(".play").getAttribute("aria-label").startsWith("Pause");
        if (isOver) {
          clearInterval(look);
          if (isPlaying) press(" ");
          resolve();
        } else if (!isPlaying) press(" ");
      }, 100);
    });
  },
};
(function look() {
  if (window.orreryWatch.firstPictureMs > 0) return;
  if ((document.querySelector(".run")?.dataset.frame ?? "") !== "") window.orreryWatch.firstPictureMs = performance.now();
  requestAnimationFrame(look);
})();`;

function bytesOf(place: string): number {
  const entry = statSync(place);
  return entry.isDirectory() ? readdirSync(place).reduce((sum, name) => sum + bytesOf(path.join(place, name)), 0) : entry.size;
}
