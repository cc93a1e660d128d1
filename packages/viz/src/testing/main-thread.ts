/**
 * What the page's own thread did, from a trace of Chromium: per frame and per task, by the clock on the wall and by its own. On a machine
 * that is shared the two differ: a thread that is kept waiting by others has not been busy.
 */
import type { Browser, Page } from "playwright-core";

export interface MainThread {
  /** Milliseconds that the thread computed for each frame that it was about to show, ascending. */
  readonly frameCpuMs: readonly number[];
  /** Of its tasks: the longest by the clock on the wall, and the longest by its own. */
  readonly longestTaskMs: number;
  readonly longestTaskCpuMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const FRAME = "FireAnimationFrame";

/** Traces what the page does meanwhile. */
export async function traceMainThread(browser: Browser, page: Page, meanwhile: () => Promise<void>): Promise<MainThread> {
  await browser.startTracing(page, { categories: ["devtools.timeline", "toplevel", "disabled-by-default-devtools.timeline"] });
  await meanwhile();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] };
  return mainThreadOf(trace.traceEvents);
}

/** The thread is the one of those named so that shows most frames. */
export function mainThreadOf(events: readonly TraceEvent[]): MainThread {
  const threads = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const of = ({ pid, tid }: TraceEvent) => events.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X");
  const frames = (own: readonly TraceEvent[]) => own.filter(({ name }) => name === FRAME);
  const own = threads.map(of).sort((a, b) => frames(b).length - frames(a).length)[0] ?? [];
  const tasks = outermost(own);
  const begins = frames(own)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const frameCpuMs: number[] = [];
  let at = 0;
  let lastShown = -1;
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    // A task that calls the page back before a frame begins the next one.
    let shows = false;
    for (; at < begins.length && begins[at]! < ts + dur; at++) shows = true;
    if (shows) lastShown = frameCpuMs.push(0) - 1;
    if (lastShown >= 0) frameCpuMs[lastShown]! += tdur / 1000;
  }
  return {
    frameCpuMs: frameCpuMs.sort((a, b) => a - b),
    longestTaskMs: Math.max(0, ...tasks.map(({ dur = 0 }) => dur / 1000)),
    longestTaskCpuMs: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1000)),
  };
}

function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  const found: TraceEvent[] = [];
  let endUs = -Infinity;
  for (const event of [...events].sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
    if (event.ts < endUs) continue;
    endUs = event.ts + (event.dur ?? 0);
    found.push(event);
  }
  return found;
}
