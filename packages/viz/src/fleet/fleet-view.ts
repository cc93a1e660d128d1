/** The projection Fleet: a canvas that is zoomed, moved and clicked; what is under the pointer is told beside it. */
import { select, zoom, zoomIdentity } from "d3";
import type { D3ZoomEvent, ZoomTransform } from "d3";
import type { Frame } from "@orrery/runner/session";
import type { App, ProjectionView, Refusals, RunState } from "../app/index.ts";
import { Cells, Stage, THEMES } from "../draw/index.ts";
import type { StageSize } from "../draw/index.ts";
import { summaryOf, matchesOf, groupTree } from "../cluster/index.ts";
import { element } from "../dom/index.ts";
import { MOST_ZOOM, WHOLE } from "../state/index.ts";
import type { ViewState } from "../state/index.ts";
import { fleetLayout, showsAnything } from "./fleet-layout.ts";
import type { FleetLayout } from "./fleet-layout.ts";
import { fleetList } from "./fleet-list.ts";
import type { FleetScene } from "./fleet-scene.ts";
import { fleetPick } from "./fleet-pick.ts";
import { nodeTip, podTip } from "./tip-text.ts";

export function fleetView(app: App): ProjectionView {
  const canvas = element("canvas", { tabIndex: 0, role: "img", "aria-label": "The fleet: nodes in groups, pods on them" });
  const tip = element("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  const root = element("div", { class: "stage" }, canvas, tip);
  const layouts = new LayoutMemory();
  const cells = new Cells();
  let scene: FleetScene | undefined;
  /** Whether the viewport that the view began with has been looked at: an address can name any. */
  let looked = false;

  const stage = new Stage(
    canvas,
    () => THEMES[app.shell.value.theme],
    (size) => {
      scene = sceneOf(app, size, layouts);
      if (!looked && scene !== undefined && scene.frame.nodes.count > 0) {
        looked = true;
        if (!showsAnything(scene.layout, scene.viewport)) app.view.update({ viewport: WHOLE });
      }
      return scene === undefined ? undefined : fleetList(scene, cells);
    },
  );
  app.stages.add(stage);

  const behaviour = zoom<HTMLCanvasElement, unknown>()
    .scaleExtent([1, MOST_ZOOM])
    .on("zoom", ({ transform, sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      if (sourceEvent != null) app.view.update({ viewport: { x: transform.x, y: transform.y, k: transform.k } });
    });
  const selected = select(canvas);
  selected.call(behaviour).on("dblclick.zoom", null);

  const follow = (view: ViewState, before?: ViewState) => {
    if (before !== undefined && DRAWN.every((name) => view[name] === before[name])) return;
    const { x, y, k } = view.viewport;
    const now = (canvas as unknown as { readonly __zoom: ZoomTransform }).__zoom;
    if (now.x !== x || now.y !== y || now.k !== k) selected.call(behaviour.transform, zoomIdentity.translate(x, y).scale(k));
    behaviour.translateExtent([
      [0, 0],
      [stage.size.width, stage.size.height],
    ]);
    stage.request();
  };

  canvas.addEventListener("click", (event) => {
    const picked = scene === undefined ? undefined : fleetPick(scene, event.offsetX, event.offsetY);
    app.select(picked?.selection);
  });
  canvas.addEventListener("pointermove", (event) => {
    const picked = scene === undefined ? undefined : fleetPick(scene, event.offsetX, event.offsetY);
    tip.hidden = picked === undefined;
    canvas.style.cursor = picked === undefined ? "default" : "pointer";
    if (picked === undefined || scene === undefined) return;
    tip.textContent = picked.selection.kind === "pod" ? podTip(scene, picked.row) : nodeTip(scene, picked.row);
    tip.style.left = `${Math.min(event.offsetX + 14, stage.size.width - 240)}px`;
    tip.style.top = `${Math.min(event.offsetY + 14, stage.size.height - 70)}px`;
  });
  canvas.addEventListener("pointerleave", () => void (tip.hidden = true));

  const stops = [app.view.subscribe(follow), app.shell.subscribe(() => stage.request()), app.refusals.subscribe(() => stage.request())];
  const run = app.run;
  if (run !== undefined) stops.push(run.state.subscribe(({ frame }, before) => frame !== before.frame && stage.request()));
  follow(app.view.value);
  return {
    root,
    close() {
      app.stages.delete(stage);
      stage.close();
      for (const stop of stops) stop();
    },
  };
}

/** What of the view is drawn; the moment is the frame's. */
const DRAWN = ["viewport", "grouping", "filter", "selection"] as const satisfies readonly (keyof ViewState)[];

/** The layout depends on which nodes there are and how they are grouped, not on the moment. */
class LayoutMemory {
  private key = "";
  private layout: FleetLayout | undefined;
  /** Which nodes and labels a frame has, worked out once a frame. */
  private readonly nodeKeys = new WeakMap<Frame, string>();

  get(frame: Frame, grouping: readonly string[], texts: readonly string[], size: StageSize): FleetLayout {
    const key = `${this.nodeKey(frame)}/${grouping.join(">")}/${size.width}x${size.height}`;
    if (this.layout === undefined || key !== this.key) {
      this.key = key;
      this.layout = fleetLayout(groupTree(frame, grouping, texts), size.width, size.height);
    }
    return this.layout;
  }

  private nodeKey(frame: Frame): string {
    let key = this.nodeKeys.get(frame);
    if (key === undefined) {
      const { nodes } = frame;
      key = [`${hash(nodes.id)}`, `${hash(nodes.pool)}`, ...nodes.labels.map(({ key: label, values }) => `${label}${hash(values)}`)].join();
      this.nodeKeys.set(frame, key);
    }
    return key;
  }
}

function hash(column: Int32Array): number {
  let sum = column.length;
  for (let i = 0; i < column.length; i++) sum = Math.imul(sum ^ column[i]!, 0x01000193);
  return sum;
}

function refusedBy({ nodes }: Frame, texts: readonly string[], groups: Refusals["groups"]): Uint8Array {
  const groupOf = new Map(groups.flatMap(({ nodes: names }, i) => names.map((name) => [name, i + 1] as const)));
  return Uint8Array.from(nodes.name, (name) => groupOf.get(texts[name]!) ?? 0);
}

/** Of the height of the stage; a quarter at most. */
const WAITING_HEIGHT = 112;
/** In a run whose pods have all found a node at once. */
const NOTHING_WAITS_HEIGHT = 28;

function sceneOf(app: App, size: StageSize, layouts: LayoutMemory): FleetScene | undefined {
  const { run } = app;
  const frame: RunState["frame"] = run?.state.value.frame;
  if (run === undefined || frame === undefined) return undefined;
  const { grouping, filter, selection, viewport } = app.view.value;
  const everWaited =
    summaryOf(frame, run.texts).waiting.length > 0 || run.state.value.overview?.pending.some((count) => count > 0) === true;
  const waitingHeight = Math.min(everWaited ? WAITING_HEIGHT : NOTHING_WAITS_HEIGHT, Math.floor(size.height / 4));
  const layout = layouts.get(frame, grouping, run.texts, { width: size.width, height: size.height - waitingHeight });
  const matches = matchesOf(frame, run.texts, filter);
  const scene = { frame, texts: run.texts, layout, viewport, matches, selection, waitingHeight };
  const refused = app.refusals.value;
  return refused === undefined ? scene : { ...scene, refusedBy: refusedBy(frame, run.texts, refused.groups) };
}
