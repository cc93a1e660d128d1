/** The minimap: the whole run at a glance, and the playhead that is dragged to any moment. */
import type { App } from "../app/index.ts";
import { Stage, THEMES } from "../draw/index.ts";
import { clockText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { LEFT, minimapList, RIGHT } from "./minimap-list.ts";

export function minimapView(app: App): { readonly root: HTMLElement; close(): void } {
  const canvas = element("canvas", { "aria-hidden": "true" });
  // A slider beneath the picture: dragged, and reached by keyboard and screen reader.
  const slider = element("input", { type: "range", class: "playhead", min: "0", step: "1", "aria-label": "Simulated time, in seconds" });
  const root = element(
    "section",
    { class: "map no-print", "aria-label": "Time" },
    canvas,
    slider,
    element("div", { class: "ring", "aria-hidden": "true" }),
  );
  const endUs = () => {
    const status = app.run?.state.value.status;
    return Math.max(1, app.run?.state.value.opened?.horizonUs ?? status?.nowUs ?? 1);
  };
  const stage = new Stage(
    canvas,
    () => THEMES[app.shell.value.theme],
    ({ width, height }) => {
      const state = app.run?.state.value;
      if (state?.overview === undefined || state.status === undefined || state.opened === undefined) return undefined;
      const { nowUs, horizonUs } = state.status;
      return minimapList(
        { overview: state.overview, nowUs, horizonUs, timeUs: app.view.value.timeUs, marks: state.opened.timeline },
        width,
        height,
      );
    },
  );
  const follow = () => {
    const { timeUs } = app.view.value;
    const max = String(Math.ceil(endUs() / 1e6));
    if (slider.max !== max) slider.max = max;
    slider.value = String(timeUs / 1e6);
    slider.setAttribute("aria-valuetext", clockText(timeUs));
    stage.request();
  };
  const seekTo = (event: PointerEvent) => {
    const box = slider.getBoundingClientRect();
    const share = (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
    app.seek(Math.max(0, Math.min(1, share)) * endUs());
  };
  slider.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    slider.focus();
    slider.setPointerCapture(event.pointerId);
    seekTo(event);
  });
  slider.addEventListener("pointermove", (event) => {
    if (slider.hasPointerCapture(event.pointerId)) seekTo(event);
  });
  slider.addEventListener("input", () => app.seek(Number(slider.value) * 1e6));
  const stops = [app.view.subscribe(follow), app.shell.subscribe(() => stage.request())];
  if (app.run !== undefined) stops.push(app.run.state.subscribe(follow));
  follow();
  return {
    root,
    close() {
      stage.close();
      for (const stop of stops) stop();
    },
  };
}
