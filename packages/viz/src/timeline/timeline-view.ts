/**
 * The projection Timeline: wheel scrolls the lanes, Ctrl with it zooms the time, dragging moves it, a click selects the lane and goes
 * there.
 */
import { select, zoom, zoomIdentity } from "d3";
import type { D3ZoomEvent } from "d3";
import type { Lanes } from "@orrery/runner/session";
import type { App, ProjectionView } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { Stage, THEMES } from "../draw/index.ts";
import type { Span } from "../state/index.ts";
import { laneAt, lanesShown, NAMES_WIDTH, timelineList, timeScale } from "./timeline-list.ts";
import type { TimelineScene } from "./timeline-list.ts";

/** While a run goes on its lanes are asked for anew at this pace. */
const PACE_MS = 400;

export function timelineView(app: App): ProjectionView {
  const canvas = element("canvas", { tabIndex: 0, role: "img", "aria-label": "Lanes over time" });
  const kinds = element("select", {
    id: "lane-kind",
    onchange: () => app.view.update({ lanes: kinds.value === "node" ? "node" : "workload" }),
  });
  kinds.append(element("option", { value: "workload" }, "workloads"), element("option", { value: "node" }, "nodes"));
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
  );
  let lanes: Lanes | undefined;
  let top = 0;
  let asked = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  const whole = (): Span => {
    const state = app.run?.state.value;
    return { fromUs: 0, toUs: Math.max(1e6, state?.opened?.horizonUs ?? state?.status?.nowUs ?? 1e6) };
  };
  const scene = (): TimelineScene | undefined => {
    const state = app.run?.state.value;
    if (lanes === undefined || state === undefined) return undefined;
    const { span, timeUs, selection, filter } = app.view.value;
    return {
      lanes,
      span: span ?? whole(),
      timeUs,
      top,
      selection,
      filter: filter.includes("=") ? "" : filter.trim(),
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
    const { lanes: kind, span } = app.view.value;
    const { fromUs, toUs } = span ?? whole();
    const facts = app.run?.state.value.status?.facts ?? 0;
    const key = `${kind}/${fromUs}/${toUs}/${facts}`;
    if (key === asked || app.run === undefined || facts === 0) return;
    asked = key;
    const answer = await app.run.lanes(kind, fromUs, toUs, 240);
    if (answer === undefined || asked !== key) return;
    lanes = answer;
    reveal();
    stage.request();
  };
  /** Scrolls to the selected lane when it is out of sight. */
  const reveal = () => {
    const { selection } = app.view.value;
    if (lanes === undefined) return;
    const shown = lanesShown(lanes, stage.size.height);
    top = Math.max(0, Math.min(top, lanes.names.length - shown));
    const lane = selection?.kind === lanes.kind ? lanes.names.indexOf(selection.name) : -1;
    if (lane >= 0 && (lane < top || lane >= top + shown))
      top = Math.max(0, Math.min(lane - Math.floor(shown / 2), lanes.names.length - shown));
  };
  const behaviour = zoom<HTMLCanvasElement, unknown>()
    .scaleExtent([1, 5000])
    .filter((event: MouseEvent) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.button === 0))
    .on("zoom", ({ transform, sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      if (sourceEvent == null) return;
      const all = whole();
      const x = transform.rescaleX(timeScale(all, stage.size.width));
      const span = { fromUs: Math.max(0, Math.round(x.invert(NAMES_WIDTH))), toUs: Math.round(x.invert(stage.size.width)) };
      app.view.update({ span: transform.k === 1 ? undefined : span });
    });
  const selected = select(canvas);
  selected.call(behaviour).on("dblclick.zoom", null);

  const follow = () => {
    const { span, lanes: kind } = app.view.value;
    kinds.value = kind;
    const { width, height } = stage.size;
    if (width > 0) {
      behaviour
        .translateExtent([
          [NAMES_WIDTH, 0],
          [width, height],
        ])
        .extent([
          [NAMES_WIDTH, 0],
          [width, height],
        ]);
      const all = timeScale(whole(), width);
      const k = span === undefined ? 1 : whole().toUs / (span.toUs - span.fromUs);
      const to = span === undefined ? zoomIdentity : zoomIdentity.translate(NAMES_WIDTH - k * all(span.fromUs), 0).scale(k);
      selected.call(behaviour.transform, to);
    }
    timer ??= setTimeout(() => void fetchLanes(), lanes === undefined || app.run?.state.value.phase === "finished" ? 0 : PACE_MS);
    stage.request();
  };

  canvas.addEventListener("wheel", (event) => {
    if (event.ctrlKey || event.metaKey || lanes === undefined) return;
    event.preventDefault();
    top += Math.sign(event.deltaY) * 3;
    top = Math.max(0, Math.min(top, lanes.names.length - lanesShown(lanes, stage.size.height)));
    stage.request();
  });
  canvas.addEventListener("click", (event) => {
    const now = scene();
    if (now === undefined) return;
    const lane = laneAt(now, event.offsetY, stage.size.height);
    if (lane >= 0) app.select({ kind: now.lanes.kind, name: now.lanes.names[lane]! });
    if (event.offsetX > NAMES_WIDTH) app.seek(timeScale(now.span, stage.size.width).invert(event.offsetX));
  });
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
