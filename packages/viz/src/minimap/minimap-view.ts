/** The minimap: the whole run at a glance, and the playhead that is dragged to any moment. */
import type { App } from "../app/index.ts";
import { PAPER_WIDTH, Stage, THEMES } from "../draw/index.ts";
import { clockText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { LEFT, minimapList, RIGHT } from "./minimap-list.ts";
import type { MinimapScene } from "./minimap-list.ts";
import { minimapTip, peaksTip } from "./minimap-tip.ts";

export function minimapView(app: App): { readonly root: HTMLElement; close(): void } {
  const canvas = element("canvas", { "aria-hidden": "true" });
  // A slider beneath the picture: dragged, and reached by keyboard and screen reader.
  const slider = element("input", { type: "range", class: "playhead", min: "0", step: "1", "aria-label": "Simulated time, in seconds" });
  const hand = element("div", { class: "hand", "aria-hidden": "true" });
  const tip = element("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  const root = element(
    "section",
    { class: "map", "aria-label": "Time" },
    canvas,
    hand,
    slider,
    element("div", { class: "ring", "aria-hidden": "true" }),
    tip,
  );
  const endUs = () => app.playhead.endUs;
  const scene = (): MinimapScene | undefined => {
    const state = app.run?.state.value;
    if (state?.overview === undefined || state.status === undefined || state.opened === undefined) return undefined;
    const { nowUs } = state.status;
    return { overview: state.overview, nowUs, endUs: endUs(), marks: state.opened.timeline };
  };
  const stage = new Stage(
    canvas,
    () => THEMES[app.shell.value.theme],
    ({ width, height }) => {
      const now = scene();
      return now === undefined ? undefined : minimapList(now, width, height);
    },
    { width: PAPER_WIDTH },
  );
  const follow = () => {
    const { timeUs } = app.view.value;
    const max = String(Math.ceil(endUs() / 1e6));
    if (slider.max !== max) slider.max = max;
    slider.value = String(timeUs / 1e6);
    slider.setAttribute("aria-valuetext", clockText(timeUs));
    // What lies beneath is the same wherever the playhead stands. On paper the picture has a width of its own.
    const share = Math.min(1, timeUs / endUs());
    hand.style.transform = `translateX(${(LEFT + share * (slider.clientWidth - LEFT - RIGHT)).toFixed(1)}px)`;
    hand.style.setProperty("--on-paper", `${((100 * (LEFT + share * (PAPER_WIDTH - LEFT - RIGHT))) / PAPER_WIDTH).toFixed(2)}%`);
  };
  const timeOf = (event: PointerEvent) => {
    const box = slider.getBoundingClientRect();
    const share = (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
    return Math.max(0, Math.min(1, share)) * endUs();
  };
  const seekTo = (event: PointerEvent) => app.playhead.seek(timeOf(event));
  const tell = (event: PointerEvent) => {
    const now = scene();
    tip.hidden = now === undefined || slider.hasPointerCapture(event.pointerId);
    if (tip.hidden) return;
    tip.textContent = event.offsetX < LEFT ? peaksTip(now!.overview) : minimapTip(now!, timeOf(event), stage.size.width);
    tip.style.left = `${Math.max(0, Math.min(event.offsetX + 14, stage.size.width - 300))}px`;
    tip.style.top = `${stage.size.height + 2}px`;
  };
  slider.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    slider.focus();
    slider.setPointerCapture(event.pointerId);
    seekTo(event);
  });
  slider.addEventListener("pointermove", (event) => {
    if (slider.hasPointerCapture(event.pointerId)) seekTo(event);
    tell(event);
  });
  slider.addEventListener("pointerleave", () => void (tip.hidden = true));
  slider.addEventListener("input", () => app.playhead.seek(Number(slider.value) * 1e6));
  const stops = [app.view.subscribe(follow), app.shell.subscribe(({ theme }, before) => theme !== before.theme && stage.request())];
  if (app.run !== undefined)
    stops.push(
      app.run.state.subscribe(({ overview, status, opened }, before) => {
        if (overview === before.overview && status === before.status && opened === before.opened) return;
        stage.request();
        follow();
      }),
    );
  const resized = new ResizeObserver(follow);
  resized.observe(slider);
  follow();
  return {
    root,
    close() {
      stage.close();
      resized.disconnect();
      for (const stop of stops) stop();
    },
  };
}
