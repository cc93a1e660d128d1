/**
 * The projection Compare: two runs under one playhead, the strip of their difference, their figures, and the first decision that differs.
 */
import { formatProblem } from "@orrery/runner/scenario";
import { firstDifference, whatIfText } from "@orrery/runner/session";
import type { WhatIf } from "@orrery/runner/session";
import type { App, ProjectionView, Run } from "../app/index.ts";
import { groupTree, matchesOf } from "../cluster/index.ts";
import { element } from "../dom/index.ts";
import { PAPER_WIDTH, Stage, THEMES } from "../draw/index.ts";
import { fleetLayout, fleetList, fleetPick } from "../fleet/index.ts";
import type { FleetScene } from "../fleet/index.ts";
import { METRICS, WHOLE } from "../state/index.ts";
import { whatIfForm } from "../whatif/index.ts";
import type { WhatIfForm } from "../whatif/index.ts";
import { table } from "../why/index.ts";
import { countText, percentText } from "../words/index.ts";
import { differenceList } from "./difference-list.ts";
import { figuresOf } from "./figures.ts";
import { isKnown, METRICS_OF } from "./metrics.ts";
import { seedsPart } from "./seeds-part.ts";

export function compareView(app: App): ProjectionView {
  const { main, other } = app.runs.value;
  if (main === undefined || other === undefined) return invitation(app);
  let divergedUs: number | undefined;
  const strip = element("canvas", {
    class: "strip",
    role: "img",
  });
  const metrics = element("select", {
    id: "metric",
    onchange: () => app.view.update({ metric: METRICS.find((each) => each === metrics.value)! }),
  });
  metrics.append(...METRICS.map((value) => element("option", { value }, METRICS_OF[value].title)));
  const figures = element("div", { class: "figures" });
  const said = element("span", { class: "faint", role: "status" });
  const { changes, seed, policy, other: otherView } = app.view.value;
  const sides = [
    side(app, main, "First", seed, changes, policy),
    side(app, other, "Second", otherView!.seed, otherView!.changes, otherView!.policy),
  ];
  const seeds = seedsPart(app, main, other);
  const root = element(
    "div",
    { class: "stage compare" },
    element(
      "div",
      { class: "tools" },
      element("button", { class: "primary", type: "button", onclick: () => void diverge() }, "First different decision"),
      said,
      element("label", { for: "metric" }, "over time"),
      metrics,
      element("button", { type: "button", onclick: () => app.change({ ...otherView!, other: { seed, changes, policy } }) }, "Swap"),
      element("button", { type: "button", onclick: () => app.change({ other: undefined }) }, "End the comparison"),
    ),
    element("div", { class: "pair" }, ...sides.map(({ root: each }) => each)),
    strip,
    element("div", { class: "scroll", tabIndex: 0 }, figures, seeds),
  );
  const stripStage = new Stage(
    strip,
    () => THEMES[app.shell.value.theme],
    ({ width, height }) => {
      const [a, b] = [main.state.value, other.state.value];
      if (a.overview === undefined || b.overview === undefined) return undefined;
      const endUs = Math.max(app.playhead.endUs, b.status?.nowUs ?? 0);
      const { metric, timeUs } = app.view.value;
      return differenceList({ first: a.overview, second: b.overview, metric, endUs, timeUs, divergedUs }, width, height);
    },
    { width: PAPER_WIDTH, height: 150 },
  );
  app.stages.add(stripStage);

  const diverge = async () => {
    said.textContent = "looking …";
    const [a, b] = await Promise.all([main.decisionTrail(0), other.decisionTrail(0)]);
    if (a === undefined || b === undefined) return;
    const at = firstDifference(a, b);
    if (at < 0) {
      said.textContent = `the first ${countText(Math.min(a.hash.length, b.hash.length))} decisions are the same in both`;
      return;
    }
    divergedUs = Math.min(a.timeUs[at]!, b.timeUs[at]!);
    app.playhead.seek(divergedUs);
    const [mine, theirs] = await Promise.all([main.decisions(a.timeUs[at]!, 1), other.decisions(b.timeUs[at]!, 1)]);
    const [x, y] = [mine?.newest[0], theirs?.newest[0]];
    if (x !== undefined) app.select({ kind: "pod", name: x.pod });
    said.textContent = `decision ${countText(at + 1)}: ${x?.pod} to ${x?.node ?? "no node"} in the first, ${y?.pod === x?.pod ? "" : `${y?.pod} `}to ${y?.node ?? "no node"} in the second`;
    stripStage.request();
  };
  const followMetric = () => {
    const { metric } = app.view.value;
    const overviews = [main, other].flatMap(({ state }) => state.value.overview ?? []);
    for (const [i, option] of [...metrics.options].entries())
      option.disabled = overviews.length === 2 && !overviews.every((overview) => isKnown(METRICS[i]!, overview));
    if (metrics.value !== metric) metrics.value = metric;
    strip.setAttribute("aria-label", `${METRICS_OF[metric].title} of both runs over time, and of the second run less the first`);
  };
  const compare = () => {
    const [a, b] = [main.state.value.frame, other.state.value.frame];
    if (a === undefined || b === undefined) return;
    const text = (value: number, isShare: boolean) => (isShare ? percentText(value) : countText(value));
    figures.replaceChildren(
      table(
        ["at this moment", "first", "second", "second less first"],
        figuresOf([a, main.texts], [b, other.texts]).map(({ name, first, second, isShare }) => {
          const difference = second - first;
          const sign = difference > 0 ? "+" : difference < 0 ? "−" : "";
          return [
            name,
            text(first, isShare),
            text(second, isShare),
            difference === 0 ? "same" : `${sign}${text(Math.abs(difference), isShare)}`,
          ];
        }),
        [1, 2, 3],
      ),
    );
  };
  const stops = [
    app.view.subscribe(({ metric }, before) => {
      stripStage.request();
      if (metric !== before.metric) followMetric();
    }),
    ...[main, other].map(({ state }) =>
      state.subscribe(({ frame, overview }, before) => {
        stripStage.request();
        if (overview !== before.overview) followMetric();
        if (frame !== before.frame) compare();
      }),
    ),
  ];
  followMetric();
  compare();
  return {
    root,
    close() {
      app.stages.delete(stripStage);
      stripStage.close();
      for (const each of sides) each.close();
      for (const stop of stops) stop();
    },
  };
}

function invitation(app: App): ProjectionView {
  const root = element("div", { class: "stage compare-empty" });
  let form: WhatIfForm | undefined;
  const said = element("p", { class: "alarm", role: "alert" });
  const fill = () => {
    form = whatIfForm(app, "compare-kind", () => {});
    const seed = element("input", { type: "text", value: nextSeed(app), "aria-label": "Another seed" });
    root.replaceChildren(
      element("h2", {}, "Compare this run with another"),
      element("p", { class: "faint" }, "Change one thing at the moment that is shown. Both runs go on side by side under one playhead."),
      ...form.elements,
      element(
        "div",
        { class: "fields" },
        element("label", { class: "field" }, element("span", {}, "Or the same with seed"), seed),
        element("button", { type: "button", onclick: () => another(seed.value.trim()) }, "Compare"),
      ),
      said,
    );
  };
  const another = (seed: string) => {
    const { changes, policy } = app.view.value;
    if (seed === "" || seed === app.run?.state.value.opened?.seed) said.textContent = "A seed that is not the one of this run is wanted.";
    else app.change({ other: { seed, changes, policy } });
  };
  fill();
  // What may be changed is known when the run is open and its first frame is there; the moment is the one that the clock shows.
  const stops = [
    app.run?.state.subscribe(({ frame }, before) => {
      if (frame !== undefined && before.frame === undefined) fill();
    }),
    app.view.subscribe(({ timeUs, selection }, before) => {
      // What is selected can be changed.
      if (selection !== before.selection) fill();
      else if (timeUs !== before.timeUs) form?.follow();
    }),
  ];
  return {
    root,
    close() {
      for (const stop of stops) stop?.();
    },
  };
}

/** Of a seed that is no number, a second one. */
function nextSeed(app: App): string {
  const seed = Number(app.run?.state.value.opened?.seed ?? 1);
  return Number.isFinite(seed) ? String(seed + 1) : "2";
}

function side(app: App, run: Run, title: string, seed: string, changes: readonly WhatIf[], policy: string): ProjectionView {
  const canvas = element("canvas", { role: "img", "aria-label": `${title} run: the fleet` });
  const said = [...changes.map(whatIfText), ...(policy === "" ? [] : ["your own policy"])];
  const what = said.length === 0 ? "as the scenario says" : said.join("; ");
  const state = element("span", { class: "faint" });
  const wrong = element("div", { class: "wrong", role: "alert", hidden: true });
  const root = element(
    "figure",
    {},
    element("figcaption", {}, element("b", {}, title), ` ${what}${seed === "" ? "" : `, seed ${seed}`} `, state),
    wrong,
    canvas,
  );
  let scene: FleetScene | undefined;
  const stage = new Stage(
    canvas,
    () => THEMES[app.shell.value.theme],
    ({ width, height }) => {
      const { frame } = run.state.value;
      if (frame === undefined) return undefined;
      const { grouping, filter, selection } = app.view.value;
      const waitingHeight = Math.min(76, Math.floor(height / 3));
      const layout = fleetLayout(groupTree(frame, grouping, run.texts), width, height - waitingHeight);
      scene = { frame, texts: run.texts, layout, viewport: WHOLE, matches: matchesOf(frame, run.texts, filter), selection, waitingHeight };
      return fleetList(scene);
    },
    { width: PAPER_WIDTH / 2 - 4, height: 260 },
  );
  app.stages.add(stage);
  canvas.addEventListener("click", (event) =>
    app.select(scene === undefined ? undefined : fleetPick(scene, event.offsetX, event.offsetY)?.selection),
  );
  const follow = () => {
    const { phase, reason, problems, status } = run.state.value;
    state.textContent =
      phase === "dead" || phase === "broken" ? "" : status === undefined ? "loading" : `digest ${status.digest.slice(0, 8)}…`;
    wrong.hidden = phase !== "dead" && phase !== "broken";
    const what =
      phase === "dead" ? `Its worker is gone: ${reason}.` : problems[0] === undefined ? "It cannot run." : formatProblem(problems[0]);
    if (!wrong.hidden && wrong.textContent === "")
      wrong.append(
        element("span", { class: "alarm" }, what),
        ...(policy === "" ? [] : [element("button", { type: "button", onclick: () => app.openDialog("policy") }, "Edit the policy")]),
      );
    stage.request();
  };
  const stops = [
    app.view.subscribe(({ timeUs }, before) => timeUs === before.timeUs && stage.request()),
    app.shell.subscribe(() => stage.request()),
    run.state.subscribe(follow),
  ];
  follow();
  return {
    root,
    close() {
      app.stages.delete(stage);
      stage.close();
      for (const stop of stops) stop();
    },
  };
}
