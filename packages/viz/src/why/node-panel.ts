/** A node at this moment: what it offers, what is asked of it, how it is, who is on it. */
import type { Frame } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { flagWords, podStyle, STYLE_WORDS } from "../cluster/index.ts";
import { coresText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { link } from "./link.ts";
import { sampleText, usageMeters } from "./usage-meters.ts";

export function nodePanel(app: App, frame: Frame, texts: readonly string[], name: string): HTMLElement[] {
  const { nodes, pods } = frame;
  const row = nodes.name.findIndex((id) => texts[id] === name);
  if (row < 0) return [element("h2", {}, name), element("p", { class: "faint" }, "This node is not there at this moment.")];
  const own = Array.from({ length: pods.count }, (_, pod) => pod).filter((pod) => pods.node[pod] === row && pods.slot[pod]! >= 0);
  own.sort((a, b) => pods.milliCpu[b]! - pods.milliCpu[a]! || a - b);
  const remark = texts[nodes.remark[row]!]!;
  const words = flagWords(nodes.flags[row]!);
  return [
    element("h2", {}, name),
    element("p", { class: "faint" }, `node${texts[nodes.pool[row]!] === "" ? "" : ` of pool ${texts[nodes.pool[row]!]}`}`),
    element(
      "p",
      {},
      ...(words.length === 0
        ? [element("span", { class: "badge good" }, "Ready")]
        : words.map((word) => element("span", { class: "badge bad" }, word))),
      remark === "" ? "" : ` ${remark}`,
    ),
    element("h3", {}, "Used, requested, allocatable, hardware"),
    ...usageMeters(nodes, (column) => column[row]!, true),
    nodes.usedMilliCpu[row]! < 0
      ? element("p", { class: "faint" }, "What it uses is not known: nothing in this scenario says what its containers do.")
      : element("p", { class: "faint" }, [sampleText(nodes), ...throttled(nodes.throttledMilliCpu[row]!)].join("; ")),
    element("p", { class: "faint" }, `${nodes.pods[row]} of ${nodes.allocatablePods[row]} pods`),
    element("h3", {}, `Pods by CPU asked for`),
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", { scope: "col" }, "pod"),
          element("th", { scope: "col" }, "state"),
          element("th", { class: "number", scope: "col" }, "CPU"),
        ),
      ),
      element(
        "tbody",
        {},
        ...own.slice(0, 40).map((pod) => {
          const key = `${texts[pods.namespace[pod]!]}/${texts[pods.name[pod]!]}`;
          return element(
            "tr",
            {},
            element("td", {}, link(app, { kind: "pod", name: key }, texts[pods.name[pod]!])),
            element("td", {}, STYLE_WORDS.get(podStyle(pods, pod))!),
            element("td", { class: "number" }, coresText(pods.milliCpu[pod]!)),
          );
        }),
      ),
    ),
    element("p", { class: "faint" }, own.length > 40 ? `and ${own.length - 40} more` : ""),
    element("h3", {}, "Labels"),
    element(
      "table",
      {},
      element(
        "tbody",
        {},
        ...nodes.labels
          .filter(({ values }) => values[row] !== 0)
          .map(({ key, values }) => element("tr", {}, element("td", {}, key), element("td", {}, texts[values[row]!]!))),
      ),
    ),
  ];
}

/** Of containers that their own limits hold back. */
function throttled(milliCpu: number): string[] {
  return milliCpu < 1 ? [] : [`containers stood still for their limits as if ${coresText(milliCpu)} were missing`];
}
