/** The bar above a projection: grouping, filter with its count, legend. */
import type { App } from "../app/index.ts";
import { WHOLE } from "../state/index.ts";
import { filterTerms, matchesOf, groupingKeys } from "../cluster/index.ts";
import { countText } from "../words/index.ts";
import { element, say } from "../dom/index.ts";
import { legendView } from "./legend-view.ts";

export function barView(app: App): { readonly root: HTMLElement; close(): void } {
  const outer = element("select", { id: "group-outer" });
  const inner = element("select", { id: "group-inner", "aria-label": "then by" });
  const filter = element("input", {
    type: "search",
    id: "filter",
    placeholder: "name, app=web, phase=, is=",
    spellcheck: false,
    "aria-describedby": "filter-said",
  });
  const count = element("span");
  const remark = element("span", { class: "alarm" });
  const said = element("span", { class: "count", id: "filter-said", role: "status" }, count, remark);
  const legend = legendView(app);
  const root = element(
    "div",
    { class: "bar" },
    element("label", { for: "group-outer" }, "group by"),
    outer,
    element("span", { class: "faint", "aria-hidden": "true" }, "›"),
    inner,
    element("label", { for: "filter" }, "filter"),
    filter,
    said,
    legend.root,
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
      say(count, matches === undefined ? "" : `${countText(matches.podCount)} of ${countText(frame.pods.count)} pods`);
    }
    const { remarks } = filterTerms(view.value.filter);
    say(remark, remarks.map(({ short }) => short).join("; "));
    said.title = remarks.map(({ long }) => long).join("\n");
    outer.value = keyOf(outer, view.value.grouping[0]);
    inner.value = keyOf(inner, view.value.grouping[1]);
    if (filter.value !== view.value.filter) filter.value = view.value.filter;
  };
  const stops = [
    app.view.subscribe((view, before) => {
      if (view.grouping !== before.grouping || view.filter !== before.filter) follow();
    }),
  ];
  if (app.run !== undefined) stops.push(app.run.state.subscribe(({ frame }, before) => frame !== before.frame && follow()));
  follow();
  return {
    root,
    close() {
      app.focusFilter = () => {};
      legend.close();
      for (const stop of stops) stop();
    },
  };
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
