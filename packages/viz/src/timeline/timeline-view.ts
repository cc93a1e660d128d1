/**
 * The projection Timeline: wheel scrolls the lanes, Ctrl with it zooms the time, dragging moves it, a click selects the lane and goes
 * there.
 */
import { litLanes } from "./lit-lanes.ts";
import { select, zoom, zoomIdentity } from "d3";
import type { D3ZoomEvent } from "d3";
import type { App, ProjectionView } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { Stage, THEMES } from "../draw/index.ts";
import { LANE_KINDS, NEAREST, spanWithin } from "../state/index.ts";
import type { LanesOf, Span } from "../state/index.ts";
import { laneNames } from "./lane-set.ts";
import type { LaneSet } from "./lane-set.ts";
import { laneTip } from "./lane-tip.ts";
import { laneAt, lanesShown, NAMES_WIDTH, timelineList, timeScale } from "./timeline-list.ts";
import type { TimelineScene } from "./timeline-list.ts";

/** While a run goes on its lanes are asked for anew at this pace. */
const PACE_MS = 400;
const BINS = 240;
const NO_SPAN = { fromUs: 0, toUs: 1, bins: 0 };

const KIND_WORDS: Readonly<Record<LanesOf, string>> = { workload: "workloads", node: "nodes", queue: "scheduling queue" };

export function timelineView(app: App): ProjectionView {
  const canvas = element("canvas", { tabIndex: 0, role: "img", "aria-label": "Lanes over time" });
  const kinds = element("select", {
    id: "lane-kind",
    onchange: () => app.view.update({ lanes: LANE_KINDS.find((each) => each === kinds.value)! }),
  });
  kinds.append(...LANE_KINDS.map((value) => element("option", { value }, KIND_WORDS[value])));
  const tip = element("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  const root = element(
    "div",
    { class: "stage with-tools" },
    element(
      "div",
      { class: "tools" },
      element("label", { for: "lane-kind" }, "lanes of"),
      kinds,
      element("span", { class: "faint" }, "wheel: lanes · Ctrl wheel: zoom · drag: move · click: select and go there"),
    ),
    canvas,
    tip,
  );
  let lanes: LaneSet | undefined;
  let top = 0;
  let asked = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  const whole = (): Span => spanWithin(undefined, app.playhead.endUs);
  const shown = (): Span => spanWithin(app.view.value.span, app.playhead.endUs);
  const scene = (): TimelineScene | undefined => {
    const state = app.run?.state.value;
    if (lanes === undefined || state === undefined) return undefined;
    const { timeUs, selection, filter } = app.view.value;
    return {
      lanes,
      span: shown(),
      timeUs,
      reachUs: state.status?.nowUs ?? 0,
      isOver: state.phase === "finished",
      top,
      selection,
      lit: lanes.kind === "queue" ? undefined : litLanes(state.frame, app.run!.texts, filter, lanes.kind),
      marks: state.opened?.timeline ?? [],
    };
  };
  const stage = new Stage(
    canvas,
    () => THEMES[app.shell.value.theme],
    ({ width, height }) => {
      const now = scene();
      return now === undefined ? undefined : timelineList(now, width, height);
    },
  );
  app.stages.add(stage);

  const fetchLanes = async () => {
    timer = undefined;
    const { lanes: kind } = app.view.value;
    const { fromUs, toUs } = shown();
    const facts = app.run?.state.value.status?.facts ?? 0;
    const key = `${kind}/${fromUs}/${toUs}/${facts}`;
    if (key === asked || app.run === undefined || facts === 0) return;
    asked = key;
    const { run } = app;
    const answer = await (kind === "queue" ? run.queueLanes(fromUs, toUs, BINS) : run.lanes(kind, fromUs, toUs, BINS));
    if (answer === undefined || asked !== key) return;
    lanes = answer;
    reveal();
    stage.request();
  };
  /** Scrolls to the selected lane when it is out of sight. */
  const reveal = () => {
    const { selection } = app.view.value;
    if (lanes === undefined) return;
    const count = lanesShown(lanes, stage.size);
    const names = laneNames(lanes);
    top = Math.max(0, Math.min(top, names.length - count));
    const lane = selection?.kind === lanes.kind ? names.indexOf(selection.name) : -1;
    if (lane >= 0 && (lane < top || lane >= top + count)) top = Math.max(0, Math.min(lane - Math.floor(count / 2), names.length - count));
  };
  /** While one side tells the other: d3 takes every change for one of the gesture that goes on. */
  let telling = false;
  const behaviour = zoom<HTMLCanvasElement, unknown>()
    .scaleExtent([1, NEAREST])
    .filter((event: MouseEvent) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.button === 0))
    .on("zoom", ({ transform, sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      if (sourceEvent == null || telling) return;
      const all = whole();
      const x = transform.rescaleX(timeScale(all, stage.size.width));
      const [from, to] = x.domain().map(Math.round);
      telling = true;
      try {
        app.view.update({ span: transform.k === 1 ? undefined : spanWithin({ fromUs: Math.max(0, from!), toUs: to! }, all.toUs) });
      } finally {
        telling = false;
      }
    });
  const selected = select(canvas);
  selected.call(behaviour).on("dblclick.zoom", null);

  const follow = () => {
    const { lanes: kind } = app.view.value;
    kinds.value = kind;
    const { width, height } = stage.size;
    // What comes from a gesture stands there already.
    if (width > 0 && !telling) {
      const all = timeScale(whole(), width);
      const extent: [[number, number], [number, number]] = [
        [NAMES_WIDTH, 0],
        [all.range()[1]!, height],
      ];
      behaviour.translateExtent(extent).extent(extent);
      const { fromUs, toUs } = shown();
      const k = whole().toUs / (toUs - fromUs);
      telling = true;
      selected.call(behaviour.transform, k === 1 ? zoomIdentity : zoomIdentity.translate(NAMES_WIDTH - k * all(fromUs), 0).scale(k));
      telling = false;
    }
    timer ??= setTimeout(() => void fetchLanes(), lanes === undefined || app.run?.state.value.phase === "finished" ? 0 : PACE_MS);
    stage.request();
  };

  canvas.addEventListener("wheel", (event) => {
    if (event.ctrlKey || event.metaKey || lanes === undefined) return;
    event.preventDefault();
    top += Math.sign(event.deltaY) * 3;
    top = Math.max(0, Math.min(top, laneNames(lanes).length - lanesShown(lanes, stage.size)));
    stage.request();
  });
  canvas.addEventListener("click", (event) => {
    const now = scene();
    if (now === undefined) return;
    const lane = laneAt(now, event.offsetY, stage.size);
    // The queue is none of the things that can be selected: with nothing selected the panel tells what waits then, and why.
    if (lane >= 0) app.select(now.lanes.kind === "queue" ? undefined : { kind: now.lanes.kind, name: now.lanes.names[lane]! });
    if (event.offsetX > NAMES_WIDTH) app.playhead.seek(timeScale(now.span, stage.size.width).invert(event.offsetX));
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = scene();
    const lane = now === undefined ? -1 : laneAt(now, event.offsetY, stage.size);
    const { fromUs, toUs, bins } = now?.lanes ?? NO_SPAN;
    const timeUs = now === undefined ? -1 : timeScale(now.span, stage.size.width).invert(event.offsetX);
    const bin = Math.floor(((timeUs - fromUs) / (toUs - fromUs)) * bins);
    tip.hidden = lane < 0 || event.offsetX < NAMES_WIDTH || bin < 0 || bin >= bins;
    if (tip.hidden) return;
    tip.textContent = laneTip(now!.lanes, lane, bin);
    tip.style.left = `${Math.min(event.offsetX + 14, stage.size.width - 280)}px`;
    tip.style.top = `${Math.min(canvas.offsetTop + event.offsetY + 16, canvas.offsetTop + stage.size.height - 70)}px`;
  });
  canvas.addEventListener("pointerleave", () => void (tip.hidden = true));
  const stops = [
    app.view.subscribe((view, before) => {
      if (view.selection !== before.selection) reveal();
      follow();
    }),
    app.shell.subscribe(() => stage.request()),
  ];
  if (app.run !== undefined) stops.push(app.run.state.subscribe(({ status }, before) => status !== before.status && follow()));
  follow();
  return {
    root,
    close() {
      clearTimeout(timer);
      app.stages.delete(stage);
      stage.close();
      for (const stop of stops) stop();
    },
  };
}
