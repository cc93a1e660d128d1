/** The best nodes of an attempt: score times weight by plugin, and their sum. */
import type { PodStory } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { link } from "./link.ts";

export function candidatesTable(app: App, { candidates, node }: PodStory["attempts"][number]): HTMLElement {
  const plugins = candidates[0]!.scores.filter((_, i) => candidates.some((each) => each.scores[i]!.score * each.scores[i]!.weight !== 0));
  const table = element(
    "table",
    { class: "scores" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, "node"),
        element("th", { class: "number", scope: "col" }, "sum"),
        ...plugins.map(({ plugin, weight }) =>
          element("th", { class: "number", scope: "col", title: plugin }, `${shortName(plugin)} ×${weight}`),
        ),
      ),
    ),
    element(
      "tbody",
      {},
      ...candidates.slice(0, 6).map((candidate) =>
        element(
          "tr",
          {},
          element("td", {}, candidate.node === node ? "▸ " : "", link(app, { kind: "node", name: candidate.node })),
          element("td", { class: "number" }, candidate.total),
          ...plugins.map(({ plugin }) => {
            const own = candidate.scores.find((each) => each.plugin === plugin);
            return element("td", { class: "number" }, own === undefined ? "" : own.score * own.weight);
          }),
        ),
      ),
    ),
  );
  return table;
}

/** `NodeResourcesBalancedAllocation` is wider than the panel. */
function shortName(plugin: string): string {
  return plugin
    .replace(/^NodeResources/, "")
    .replace(/^InterPod/, "Pod")
    .replace(/^PodTopology/, "")
    .replace("Allocation", "");
}
