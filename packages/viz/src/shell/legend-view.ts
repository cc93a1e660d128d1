/** The legend of the fleet: only what there is at this moment, with how many; then what the bars along a node's foot mean. */
import type { Frame } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { edgeOfNode, nodeStyle, STYLE_WORDS, summaryOf } from "../cluster/index.ts";
import { Style, swatch, THEMES } from "../draw/index.ts";
import type { LegendEntry } from "../draw/index.ts";
import { countText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { refusalStyle } from "../fleet/index.ts";
import { refusalText } from "../why/index.ts";

/** Counts that change with every frame cannot be read. */
const PACE_MS = 250;

export function legendView(app: App): { readonly root: HTMLElement; close(): void } {
  const root = element("div", { class: "legend", role: "group", "aria-label": "Legend" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown = "";
  const render = () => {
    timer = undefined;
    const frame = app.run?.state.value.frame;
    const { projection } = app.view.value;
    root.hidden = projection !== "fleet" && projection !== "compare";
    if (root.hidden) app.legend = [];
    if (frame === undefined || root.hidden) return;
    const entries: readonly LegendEntry[] = [...entriesOf(frame, app.run!.texts, projection === "fleet"), ...refusalEntries(app)];
    app.legend = entries;
    const key = `${app.shell.value.theme} ${entries.map(({ style, text }) => `${style}${text}`).join()}`;
    if (key === shown) return;
    shown = key;
    root.replaceChildren(
      ...entries.map(({ style, text, bar, edge }) =>
        element("span", {}, swatch(style, THEMES[app.shell.value.theme], bar ? "bar" : "square", edge), text),
      ),
    );
  };
  const soon = () => void (timer ??= setTimeout(render, PACE_MS));
  const stops = [
    app.view.subscribe((view, before) => view.projection !== before.projection && render()),
    app.shell.subscribe(render),
    app.refusals.subscribe(render),
  ];
  if (app.run !== undefined)
    stops.push(
      app.run.state.subscribe(({ frame }, before) => {
        if (frame !== undefined && before.frame === undefined) render();
        else if (frame !== before.frame) soon();
      }),
    );
  render();
  return {
    root,
    close() {
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
  };
}

/** Which nodes refuse the pod that is selected, and why. */
function refusalEntries(app: App): LegendEntry[] {
  if (app.view.value.projection !== "fleet") return [];
  return (app.refusals.value?.groups ?? []).map((group, i) => ({
    style: refusalStyle(i + 1),
    text: `${countText(group.nodes.length)} ${refusalText(group)}`,
    bar: true,
  }));
}

/** @param counted with two runs side by side the counts of one say nothing */
function entriesOf(frame: Frame, texts: readonly string[], counted: boolean): LegendEntry[] {
  const { nodes } = frame;
  const counts = summaryOf(frame, texts).styles.slice();
  for (let row = 0; row < nodes.count; row++) counts[nodeStyle(nodes.flags[row]!)]! += 1;
  const found: LegendEntry[] = [];
  for (const [style, word] of STYLE_WORDS)
    if (counts[style]! > 0 && style !== Style.succeeded)
      found.push({ style, text: counted ? `${countText(counts[style]!)} ${word}` : word, bar: false });
  for (const [style, one, many] of NODE_WORDS)
    if (counts[style]! > 0)
      found.push({
        style,
        text: counted ? `${countText(counts[style]!)} ${counts[style] === 1 ? one : many}` : many,
        bar: false,
        edge: edgeOfNode(style),
      });
  const bar = (style: Style, text: string): LegendEntry => ({ style, text, bar: true });
  if (nodes.sampleUs < 0)
    return [...found, bar(Style.cpu, "CPU requested"), bar(Style.oversold, "more than the machine has"), bar(Style.memory, "memory")];
  return [
    ...found,
    bar(Style.cpu, "CPU used"),
    bar(Style.wanted, "more wanted"),
    bar(Style.memory, "memory used"),
    bar(Style.cpuAsked, "requested"),
  ];
}

const NODE_WORDS: readonly (readonly [Style, string, string])[] = [
  [Style.nodeStopped, "node down", "nodes down"],
  [Style.nodeStalled, "silent kubelet", "silent kubelets"],
  [Style.nodePressed, "node under pressure", "nodes under pressure"],
  [Style.nodeSlow, "node short of CPU", "nodes short of CPU"],
  [Style.nodeThrottled, "node with throttled containers", "nodes with throttled containers"],
  [Style.nodeCordoned, "cordoned", "cordoned"],
];
