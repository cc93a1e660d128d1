/** The page of a run: head, minimap, projection, panel, foot. Made anew when another input is opened. */
import type { App, ProjectionView } from "../app/index.ts";
import { compareView } from "../compare/index.ts";
import { decisionsView } from "../decisions/index.ts";
import type { Projection } from "../state/index.ts";
import { fleetView } from "../fleet/index.ts";
import { minimapView } from "../minimap/index.ts";
import { timelineView } from "../timeline/index.ts";
import { sideView } from "../why/index.ts";
import { aheadView } from "./ahead-view.ts";
import { barView } from "./bar-view.ts";
import { changedView } from "./changed-view.ts";
import { element } from "../dom/index.ts";
import { footView } from "./foot-view.ts";
import { headView } from "./head-view.ts";
import { printHead } from "./print-head.ts";
import { remarksView } from "./remarks-view.ts";
import { stateView } from "./state-view.ts";

const VIEWS: Readonly<Record<Projection, (app: App) => ProjectionView>> = {
  fleet: fleetView,
  timeline: timelineView,
  decisions: decisionsView,
  compare: compareView,
};

export function runView(app: App): { readonly root: HTMLElement; close(): void } {
  const head = headView(app);
  const changed = changedView(app);
  const remarks = remarksView(app);
  const paper = printHead(app);
  const map = minimapView(app);
  const bar = barView(app);
  const side = sideView(app);
  const foot = footView(app);
  const state = stateView(app);
  const ahead = aheadView(app);
  // What is shown, for those who compare: the digest of the frame, and whether it is the one that was asked for.
  const note = (name: string, value: string) => {
    if (root.dataset[name] !== value) root.dataset[name] = value;
  };
  const mark = () => {
    note("frame", app.run?.state.value.frame?.digest ?? "");
    note("projection", app.view.value.projection);
    note("settled", String(app.run?.isSettled === true));
  };
  let projection = app.view.value.projection;
  let view = VIEWS[projection](app);
  const place = element("main", { class: "view" }, bar.root, view.root, ahead.root, state.root);
  const root = element(
    "div",
    { class: "run" },
    paper.root,
    head.root,
    element("div", { class: "strips" }, changed.root, remarks.root),
    map.root,
    place,
    side.root,
    foot.root,
  );
  const stops = [app.view.subscribe(mark)];
  if (app.run !== undefined) stops.push(app.run.state.subscribe(mark), app.run.settled.subscribe(mark));
  mark();
  const stop = app.view.subscribe((now) => {
    if (now.projection === projection) return;
    projection = now.projection;
    view.close();
    const next = VIEWS[projection](app);
    view.root.replaceWith(next.root);
    view = next;
  });
  return {
    root,
    close() {
      stop();
      for (const each of stops) each();
      for (const part of [head, changed, remarks, paper, map, bar, side, foot, state, ahead, view]) part.close();
    },
  };
}
