/**
 * What the dashboard costs with a large cluster: time to the first picture, frames while the clock is dragged, tasks that block the page,
 * memory after playing for long, bytes of the site. A measurement for people; tests run it tiny and look at its digest only.
 */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { CHECKOUT, digestOf, openDashboard } from "./dashboard.ts";

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
  /** Between two frames of the page, while each of them moves the clock. */
  readonly frameMedianMs: number;
  readonly frameP99Ms: number;
  /** From a moved clock to the cluster as it was then: so many were shown. */
  readonly shown: number;
  /** Of tasks on the page's own thread: longest while it loads, and while the clock is dragged; 0: none over 50 ms. */
  readonly longestLoadingMs: number;
  readonly longestDraggingMs: number;
  readonly heapBeforeMb: number;
  readonly heapAfterMb: number;
  readonly siteKb: number;
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
    await page.goto(`${dashboard.address}?run=${encodeURIComponent("local:scale.yaml")}&t=0`);
    await page.locator('.run:not([data-frame=""])').waitFor({ timeout: 60_000 });
    const beganMs = Date.now();
    await page.getByText("simulated in full").waitFor({ state: "attached", timeout: 600_000 });
    const digest = await digestOf(page);
    const simulatedMs = Date.now() - beganMs;
    const firstPictureMs = await read(page, "firstPictureMs");
    const longestLoadingMs = await read(page, "longestMs");
    const dragged = (await page.evaluate(`window.orreryWatch.drag(${scale.dragSeconds * 1000})`)) as { frames: number[]; shown: number };
    const longestDraggingMs = await read(page, "longestMs");
    const heapBeforeMb = await heapMb(page);
    await page.evaluate(`window.orreryWatch.play(${scale.playSeconds * 1000})`);
    const heapAfterMb = await heapMb(page);
    const frames = dragged.frames.sort((a, b) => a - b);
    const at = (share: number) => frames[Math.min(frames.length - 1, Math.floor(frames.length * share))] ?? 0;
    return {
      digest,
      firstPictureMs,
      simulatedMs,
      frameMedianMs: at(0.5),
      frameP99Ms: at(0.99),
      shown: dragged.shown,
      longestLoadingMs,
      longestDraggingMs,
      heapBeforeMb,
      heapAfterMb,
      siteKb: Math.round(bytesOf(path.join(CHECKOUT, "packages/viz/dist/site")) / 1024),
    };
  } finally {
    await dashboard.close();
    rmSync(folder, { recursive: true });
  }
}

async function read(page: Page, name: string): Promise<number> {
  return Math.round((await page.evaluate(`window.orreryWatch.take("${name}")`)) as number);
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
  longestMs: 0,
  take(name) { const value = this[name]; if (name === "longestMs") this[name] = 0; return value; },
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
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.orreryWatch.longestMs = Math.max(window.orreryWatch.longestMs, duration);
}).observe({ type: "longtask", buffered: true });
(function look() {
  if (window.orreryWatch.firstPictureMs > 0) return;
  if ((document.querySelector(".run")?.dataset.frame ?? "") !== "") window.orreryWatch.firstPictureMs = performance.now();
  requestAnimationFrame(look);
})();`;

function bytesOf(place: string): number {
  const entry = statSync(place);
  return entry.isDirectory() ? readdirSync(place).reduce((sum, name) => sum + bytesOf(path.join(place, name)), 0) : entry.size;
}
