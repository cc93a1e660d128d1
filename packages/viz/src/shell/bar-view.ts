/** The bar above a projection: grouping, filter with its count, legend. */
import type { App } from "../app/index.ts";
import { WHOLE } from "../state/index.ts";
import { Cells, Style, PixelPainter, THEMES } from "../draw/index.ts";
import { matchesOf, groupingKeys, STYLE_WORDS } from "../cluster/index.ts";
import { countText } from "../words/index.ts";
import { element } from "../dom/index.ts";

export function barView(app: App): { readonly root: HTMLElement; close(): void } {
  const outer = element("select", { id: "group-outer" });
  const inner = element("select", { id: "group-inner", "aria-label": "then by" });
  const filter = element("input", { type: "search", id: "filter", placeholder: "name, app=web, phase=, reason=", spellcheck: false });
  const count = element("span", { class: "count", role: "status" });
  const legend = element("div", { class: "legend", "aria-label": "Legend" });
  const root = element(
    "div",
    { class: "bar no-print" },
    element("label", { for: "group-outer" }, "group by"),
    outer,
    element("span", { class: "faint", "aria-hidden": "true" }, "›"),
    inner,
    element("label", { for: "filter" }, "filter"),
    filter,
    count,
    legend,
  );
  const regroup = () => app.view.update({ grouping: [outer.value, inner.value].filter((each) => each !== ""), viewport: WHOLE });
  outer.addEventListener("change", regroup);
  inner.addEventListener("change", regroup);
  filter.addEventListener("input", () => app.view.update({ filter: filter.value }));
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Escape") filter.blur();
  });
  app.focusFilter = () => filter.focus();

  let keys = "";
  let theme = "";
  const follow = () => {
    const { view, run } = app;
    const frame = run?.state.value.frame;
    if (frame !== undefined && run !== undefined) {
      // What one may group by hardly ever changes, and finding it out takes a while with thousands of nodes.
      const nodes = `${frame.nodes.count} ${frame.nodes.labels.map(({ key }) => key).join()}`;
      if (nodes !== keys) {
        keys = nodes;
        const found = groupingKeys(frame);
        outer.replaceChildren(option("", "nothing"), ...found.map((key) => option(key, shortKey(key))));
        inner.replaceChildren(option("", "–"), ...found.map((key) => option(key, shortKey(key))));
      }
      const matches = matchesOf(frame, run.texts, view.value.filter);
      count.textContent = matches === undefined ? "" : `${countText(matches.podCount)} of ${countText(frame.pods.count)} pods`;
    }
    outer.value = keyOf(outer, view.value.grouping[0]);
    inner.value = keyOf(inner, view.value.grouping[1]);
    if (filter.value !== view.value.filter) filter.value = view.value.filter;
    if (theme !== app.shell.value.theme) {
      theme = app.shell.value.theme;
      legend.replaceChildren(
        ...LEGEND.map((style) => element("span", {}, swatch(app, style), STYLE_WORDS.get(style) ?? BAR_WORDS.get(style)!)),
      );
    }
  };
  const stops = [app.view.subscribe(follow), app.shell.subscribe(follow)];
  if (app.run !== undefined) stops.push(app.run.state.subscribe(({ frame }, before) => frame !== before.frame && follow()));
  follow();
  return {
    root,
    close() {
      app.focusFilter = () => {};
      for (const stop of stops) stop();
    },
  };
}

const LEGEND: readonly Style[] = [
  Style.ready,
  Style.restarted,
  Style.running,
  Style.starting,
  Style.waiting,
  Style.deleting,
  Style.failed,
  Style.cpu,
  Style.oversold,
  Style.memory,
];

/** Bars along the foot of a node. */
const BAR_WORDS: ReadonlyMap<Style, string> = new Map([
  [Style.cpu, "CPU requested"],
  [Style.oversold, "beyond the machine's own"],
  [Style.memory, "memory"],
]);

function swatch(app: App, style: Style): HTMLElement {
  const canvas = element("canvas", { "aria-hidden": "true" });
  const cells = new Cells();
  const isBar = style === Style.cpu || style === Style.memory || style === Style.oversold;
  cells.add(0, isBar ? 4 : 0, 12, isBar ? 4 : 12, style);
  new PixelPainter(canvas).paint({ width: 12, height: 12, cells, labels: [], rings: [], lines: [] }, THEMES[app.shell.value.theme], 1);
  return canvas;
}

/** The option of a grouping, which an address may name by the end of its label key. */
function keyOf(choice: HTMLSelectElement, name = ""): string {
  const values = Array.from(choice.options, ({ value }) => value);
  return values.includes(name) ? name : (values.find((value) => value.endsWith(`/${name}`)) ?? "");
}

function option(value: string, text: string): HTMLElement {
  return element("option", { value }, text);
}

export function shortKey(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
