/** A workload at this moment: its pods by state and by where they are. */
import type { Frame } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { podStyle, STYLE_WORDS } from "../cluster/index.ts";
import { element } from "../dom/index.ts";
import { table } from "./cluster-panel.ts";
import { link } from "./link.ts";

export function workloadPanel(app: App, { pods, nodes }: Frame, texts: readonly string[], name: string): HTMLElement[] {
  const own = Array.from({ length: pods.count }, (_, row) => row).filter((row) => texts[pods.workload[row]!] === name);
  const byState = new Map<string, number>();
  for (const row of own) {
    const word = STYLE_WORDS.get(podStyle(pods, row))!;
    byState.set(word, (byState.get(word) ?? 0) + 1);
  }
  const shown = own.toSorted((a, b) => Number(pods.node[a]! >= 0) - Number(pods.node[b]! >= 0) || a - b).slice(0, 60);
  return [
    element("h2", {}, name),
    element("p", { class: "faint" }, `workload with ${own.length} pods at this moment`),
    table(
      ["pods", "state"],
      [...byState].sort((a, b) => b[1] - a[1]).map(([word, count]) => [count, word]),
    ),
    element("h3", {}, "Pods, those without a node first"),
    table(
      ["pod", "state", "node"],
      shown.map((row) => [
        link(app, { kind: "pod", name: `${texts[pods.namespace[row]!]}/${texts[pods.name[row]!]}` }, texts[pods.name[row]!]),
        STYLE_WORDS.get(podStyle(pods, row))!,
        pods.node[row]! >= 0 ? link(app, { kind: "node", name: texts[nodes.name[pods.node[row]!]!]! }) : texts[pods.remark[row]!]!,
      ]),
      [],
    ),
    element("p", { class: "faint" }, own.length > shown.length ? `and ${own.length - shown.length} more` : ""),
  ];
}
