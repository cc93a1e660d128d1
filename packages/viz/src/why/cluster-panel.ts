/** The cluster at this moment, when nothing is selected: how many wait and why, which nodes suffer, which workloads there are. */
import type { Frame } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { edgeOfNode, flagWords, nodeShares, summaryOf } from "../cluster/index.ts";
import { swatch, THEMES } from "../draw/index.ts";
import { countOf, countText, nounOf, percentText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { link } from "./link.ts";
import { sampleText, usageMeters } from "./usage-meters.ts";

export function clusterPanel(app: App, frame: Frame, texts: readonly string[]): HTMLElement[] {
  const { nodes, pods } = frame;
  const sum = (column: Float64Array) => column.reduce((total, each) => total + Math.max(0, each), 0);
  const { running, unready, waiting } = summaryOf(frame, texts);
  return [
    element("h2", {}, "The cluster now"),
    element(
      "div",
      { class: "big" },
      big(nodes.count, nounOf(nodes.count, "node")),
      big(running, `${nounOf(running, "pod")} running`, unready === 0 ? "" : `${countText(unready)} not ready`),
      big(waiting.length, `${nounOf(waiting.length, "pod")} pending`),
    ),
    ...usageMeters(nodes, (column) => sum(column), false),
    ...sufferingTable(app, frame, texts),
    ...waitingTable(app, frame, texts),
    ...loadTable(app, frame, texts),
    ...workloadTable(app, frame, texts),
    element(
      "p",
      { class: pods.count === 0 ? "faint" : "faint no-print" },
      pods.count === 0 ? "No pod has come yet." : "Click a node, a pod or a name; arrow keys and w select too.",
    ),
  ];
}

function big(count: number, what: string, but = ""): HTMLElement {
  return element(
    "div",
    {},
    element("b", {}, countText(count)),
    element("span", {}, what),
    but !== "" && element("span", { class: "alarm" }, but),
  );
}

function waitingTable(app: App, frame: Frame, texts: readonly string[]): HTMLElement[] {
  const { pods } = frame;
  const reasons = new Map<number, { count: number; example: number }>();
  for (const row of summaryOf(frame, texts).waiting) {
    const known = reasons.get(pods.remark[row]!);
    if (known === undefined) reasons.set(pods.remark[row]!, { count: 1, example: row });
    else known.count += 1;
  }
  if (reasons.size === 0) return [];
  const sorted = [...reasons].sort((a, b) => b[1].count - a[1].count || a[0] - b[0]);
  return [
    element("h3", {}, "Why pods wait"),
    element("p", { class: "faint" }, "what nodes refuse them for, at their last attempt"),
    table(
      ["pods", "reason", "for example"],
      sorted
        .slice(0, 8)
        .map(([reason, { count, example }]) => [
          count,
          reason === 0 ? "not tried yet" : texts[reason]!,
          link(app, { kind: "pod", name: `${texts[pods.namespace[example]!]}/${texts[pods.name[example]!]}` }, texts[pods.name[example]!]),
        ]),
    ),
  ];
}

const SHOWN = 9;

/** What suffers, gravest first. */
function sufferingTable(app: App, frame: Frame, texts: readonly string[]): HTMLElement[] {
  const all = summaryOf(frame, texts).suffering;
  const shown = all
    .slice(0, SHOWN)
    .map(({ count, what, of, example, style }) => [
      countOf(count, of === "" ? "node" : "pod"),
      element(
        "span",
        { class: "ails" },
        swatch(style, THEMES[app.shell.value.theme], "square", edgeOfNode(style)),
        of === "" ? what : `${of}: ${what}`,
      ),
      link(app, example, example.name.slice(example.name.indexOf("/") + 1)),
    ]);
  return [
    element("h3", {}, "What suffers"),
    ...(all.length === 0
      ? [element("p", { class: "faint" }, "Nothing, of what runs.")]
      : [
          table(["", "what", "worst"], shown),
          element("p", { class: "faint" }, all.length > SHOWN ? `and ${all.length - SHOWN} kinds more` : ""),
        ]),
  ];
}

/** Those of whose machines most is used, or where that is unknown asked. */
function loadTable(app: App, { nodes }: Frame, texts: readonly string[]): HTMLElement[] {
  const shares = Array.from({ length: nodes.count }, (_, row) => nodeShares(nodes, row));
  const isKnown = nodes.sampleUs >= 0;
  const cpuOf = (row: number) => (isKnown ? shares[row]!.wantedCpu : shares[row]!.askedCpu);
  const memoryOf = (row: number) => (isKnown ? shares[row]!.usedMemory : shares[row]!.askedMemory);
  const load = Float64Array.from(shares, (_, row) => Math.max(cpuOf(row), memoryOf(row)));
  return [
    element("h3", {}, "Nodes under most load"),
    element(
      "p",
      { class: "faint" },
      isKnown ? `CPU wanted and memory used over hardware, ${sampleText(nodes)}` : "requested over allocatable",
    ),
    table(
      isKnown ? ["node", "CPU wanted", "memory used"] : ["node", "CPU requested", "memory requested"],
      mostOf(load, 5).map((row) => [
        element(
          "div",
          { class: "noted" },
          link(app, { kind: "node", name: texts[nodes.name[row]!]! }),
          element("small", {}, [...flagWords(nodes.flags[row]!), texts[nodes.remark[row]!]!].filter((word) => word !== "").join(", ")),
        ),
        percentText(cpuOf(row)),
        percentText(memoryOf(row)),
      ]),
      [1, 2],
    ),
  ];
}

/** Rows of the largest values, largest first. */
function mostOf(values: Float64Array, count: number): number[] {
  const most: number[] = [];
  for (let row = 0; row < values.length; row++) {
    if (most.length === count && values[row]! <= values[most[count - 1]!]!) continue;
    let at = most.length;
    while (at > 0 && values[row]! > values[most[at - 1]!]!) at -= 1;
    most.splice(at, 0, row);
    if (most.length > count) most.pop();
  }
  return most;
}

function workloadTable(app: App, frame: Frame, texts: readonly string[]): HTMLElement[] {
  const { workloads } = summaryOf(frame, texts);
  if (workloads.length === 0) return [];
  return [
    element("h3", {}, "Workloads"),
    table(
      ["workload", "pods", "ready", "pending"],
      workloads
        .slice(0, 14)
        .map(({ name, pods, ready, waiting }) => [link(app, { kind: "workload", name: texts[name]! }), pods, ready, waiting]),
      [1, 2, 3],
    ),
  ];
}

export function table(
  heads: readonly string[],
  rows: readonly (readonly (string | number | HTMLElement)[])[],
  numbers: readonly number[] = [0],
): HTMLElement {
  const cell = (tag: "th" | "td", content: string | number | HTMLElement, column: number) =>
    element(tag, { class: numbers.includes(column) ? "number" : "", ...(tag === "th" ? { scope: "col" } : {}) }, content);
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...heads.map((head, column) => (head === "" ? element("td") : cell("th", head, column))))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((content, column) => cell("td", content, column))))),
  );
}
