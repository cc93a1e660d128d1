/** The cluster at this moment, when nothing is selected: how many wait and why, which nodes suffer, which workloads there are. */
import { NodeFlag } from "@orrery/runner/session";
import type { Frame } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { flagWords, isWaiting, podStyle } from "../cluster/index.ts";
import { Style } from "../draw/index.ts";
import { bytesText, coresText, countText, percentText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { link } from "./link.ts";
import { meter } from "./node-panel.ts";

export function clusterPanel(app: App, frame: Frame, texts: readonly string[]): HTMLElement[] {
  const { nodes, pods } = frame;
  const sum = (column: Float64Array) => column.reduce((total, each) => total + each, 0);
  const counts = countPods(frame);
  return [
    element("h2", {}, "The cluster now"),
    element(
      "div",
      { class: "big" },
      big(nodes.count, nodes.count === 1 ? "node" : "nodes"),
      big(counts.running, "pods running"),
      big(counts.waiting, "pods pending"),
    ),
    meter("CPU", "cpu", sum(nodes.requestedMilliCpu), sum(nodes.allocatableMilliCpu), sum(nodes.hardwareMilliCpu), coresText),
    meter(
      "memory",
      "memory",
      sum(nodes.requestedMemoryBytes),
      sum(nodes.allocatableMemoryBytes),
      sum(nodes.hardwareMemoryBytes),
      bytesText,
    ),
    ...waitingTable(app, frame, texts),
    ...sufferingTable(app, frame, texts),
    ...workloadTable(app, frame, texts),
    element(
      "p",
      { class: "faint" },
      pods.count === 0 ? "No pod has come yet." : "Click a node, a pod or a name; arrow keys and w select too.",
    ),
  ];
}

function big(count: number, what: string): HTMLElement {
  return element("div", {}, element("b", {}, countText(count)), element("span", {}, what));
}

function countPods({ pods }: Frame): { readonly running: number; readonly waiting: number } {
  let running = 0;
  let waiting = 0;
  for (let row = 0; row < pods.count; row++) {
    if (isWaiting(pods, row)) waiting += 1;
    else if (pods.phase[row] === 1) running += 1;
  }
  return { running, waiting };
}

function waitingTable(app: App, { pods }: Frame, texts: readonly string[]): HTMLElement[] {
  const reasons = new Map<number, { count: number; example: number }>();
  for (let row = 0; row < pods.count; row++) {
    if (!isWaiting(pods, row)) continue;
    const known = reasons.get(pods.remark[row]!);
    if (known === undefined) reasons.set(pods.remark[row]!, { count: 1, example: row });
    else known.count += 1;
  }
  if (reasons.size === 0) return [];
  const sorted = [...reasons].sort((a, b) => b[1].count - a[1].count || a[0] - b[0]);
  return [
    element("h3", {}, "Why pods wait"),
    element("p", { class: "faint" }, "the first refusal of their last attempt"),
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

/** Those that are not well first, then those of whose machines most is asked. */
function sufferingTable(app: App, { nodes }: Frame, texts: readonly string[]): HTMLElement[] {
  const load = Float64Array.from(nodes.requestedMilliCpu, (milliCpu, row) => {
    const suffers = (nodes.flags[row]! & SUFFERS) !== 0 ? 1e6 : 0;
    const memory = nodes.requestedMemoryBytes[row]! / Math.max(1, nodes.hardwareMemoryBytes[row]!);
    return suffers + Math.max(milliCpu / Math.max(1, nodes.hardwareMilliCpu[row]!), memory);
  });
  const rows = mostOf(load, 6);
  return [
    element("h3", {}, "Nodes under most load"),
    element("p", { class: "faint" }, "requests over hardware"),
    table(
      ["node", "CPU", "memory", ""],
      rows
        .slice(0, 6)
        .map((row) => [
          link(app, { kind: "node", name: texts[nodes.name[row]!]! }),
          percentText(nodes.requestedMilliCpu[row]! / nodes.hardwareMilliCpu[row]!),
          percentText(nodes.requestedMemoryBytes[row]! / nodes.hardwareMemoryBytes[row]!),
          [...flagWords(nodes.flags[row]!), texts[nodes.remark[row]!]!].filter((word) => word !== "").join(", "),
        ]),
      [1, 2],
    ),
  ];
}

const SUFFERS = NodeFlag.notReady | NodeFlag.stopped | NodeFlag.pressure;

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

function workloadTable(app: App, { pods }: Frame, texts: readonly string[]): HTMLElement[] {
  const workloads = new Map<number, { pods: number; ready: number; waiting: number }>();
  for (let row = 0; row < pods.count; row++) {
    const style = podStyle(pods, row);
    if (style === Style.succeeded) continue;
    let known = workloads.get(pods.workload[row]!);
    if (known === undefined) workloads.set(pods.workload[row]!, (known = { pods: 0, ready: 0, waiting: 0 }));
    known.pods += 1;
    if (style === Style.ready || style === Style.restarted) known.ready += 1;
    if (style === Style.waiting) known.waiting += 1;
  }
  if (workloads.size === 0) return [];
  const sorted = [...workloads].sort((a, b) => b[1].waiting - a[1].waiting || b[1].pods - a[1].pods || a[0] - b[0]);
  return [
    element("h3", {}, "Workloads"),
    table(
      ["workload", "pods", "ready", "pending"],
      sorted
        .slice(0, 14)
        .map(([name, count]) => [link(app, { kind: "workload", name: texts[name]! }), count.pods, count.ready, count.waiting]),
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
