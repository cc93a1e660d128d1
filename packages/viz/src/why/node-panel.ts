/** A node at this moment: what it offers, what is asked of it, how it is, who is on it. */
import type { Frame } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { flagWords, podStyle, STYLE_WORDS } from "../cluster/index.ts";
import { bytesText, coresText, percentText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { link } from "./link.ts";

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
    element("h3", {}, "Asked for, of what it offers"),
    meter("CPU", "cpu", nodes.requestedMilliCpu[row]!, nodes.allocatableMilliCpu[row]!, nodes.hardwareMilliCpu[row]!, coresText),
    meter(
      "memory",
      "memory",
      nodes.requestedMemoryBytes[row]!,
      nodes.allocatableMemoryBytes[row]!,
      nodes.hardwareMemoryBytes[row]!,
      bytesText,
    ),
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

/** The mark is what the machine really has. */
export function meter(
  title: string,
  kind: "cpu" | "memory",
  part: number,
  whole: number,
  hardware: number,
  text: (amount: number) => string,
): HTMLElement {
  const bar = element("i", { class: kind });
  bar.style.width = `${Math.min(100, whole > 0 ? (part / whole) * 100 : 0)}%`;
  const mark = element("b", { title: "the machine's own" });
  mark.style.left = `${whole > 0 ? Math.min(99.5, (hardware / whole) * 100) : 0}%`;
  const oversold = hardware > 0 && whole > hardware * 1.001 ? `, sold ${(whole / hardware).toFixed(2)}×` : "";
  return element(
    "div",
    {},
    element(
      "div",
      { class: "meter-line" },
      element("span", {}, `${title} ${percentText(part / whole)}`),
      element("span", {}, `${text(part)} of ${text(whole)}${oversold}`),
    ),
    element("div", { class: "meter" }, bar, hardware < whole ? mark : false),
  );
}
