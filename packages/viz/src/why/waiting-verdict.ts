/** Why a pod waits: who refused how many nodes of which pools, what would help, and the scheduler's own sentence. */
import type { Frame, PodStory } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { countText, durationText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { link } from "./link.ts";
import { hintsOf, refusalsByPool } from "./refused-nodes.ts";
import type { Asked, Hint } from "./refused-nodes.ts";

type Attempt = PodStory["attempts"][number];

/** @param asked what it requests; undefined: it is not in the frame */
export function waitingVerdict(
  app: App,
  attempt: Attempt,
  nowUs: number,
  { frame, texts }: { readonly frame: Frame; readonly texts: readonly string[] },
  asked: Asked | undefined,
): HTMLElement {
  const { refusals, refusedNodes, evaluated, message } = attempt;
  const hints = asked === undefined ? [] : hintsOf(refusedNodes, asked, frame, texts);
  const lines =
    refusedNodes.length > 0
      ? refusalsByPool(refusedNodes, frame, texts).map(({ plugin, reason, nodes, pools }) =>
          refusalLine(nodes, evaluated, reason, plugin, pools.map(({ pool, nodes: count }) => `${pool || "no pool"} ${count}`).join(", ")),
        )
      : refusals.map(({ plugin, reason, nodes }) => refusalLine(nodes, evaluated, reason, plugin, ""));
  return element(
    "div",
    { class: "says warn" },
    element(
      "p",
      {},
      element("strong", {}, "No node fits."),
      ` ${countText(evaluated)} were asked ${durationText(nowUs - attempt.timeUs)} ago:`,
    ),
    ...lines,
    ...hintList(
      app,
      "What would help",
      hints.filter(({ helps }) => helps.length > 0),
    ),
    ...hintList(
      app,
      "What stands in the way",
      hints.filter(({ helps }) => helps.length === 0),
    ),
    message !== "" && element("details", {}, element("summary", {}, "In the scheduler's words"), element("p", {}, message)),
  );
}

/** As many nodes are named. */
const NAMED = 3;

function hintList(app: App, title: string, hints: readonly Hint[]): HTMLElement[] {
  if (hints.length === 0) return [];
  const named = (helps: readonly string[]) =>
    helps.slice(0, NAMED).flatMap((name, i) => [i === 0 ? " " : ", ", link(app, { kind: "node", name })]);
  const items = hints.map(({ text, helps }) =>
    element("li", {}, text, ...named(helps), helps.length > NAMED ? ` and ${helps.length - NAMED} more` : ""),
  );
  return [element("h3", {}, title), element("ul", {}, ...items)];
}

/** @param where pools with how many of the nodes are theirs; "": not known */
export function refusalLine(nodes: number, evaluated: number, reason: string, plugin: string, where: string): HTMLElement {
  const bar = element("i");
  bar.style.width = `${Math.min(100, (nodes / Math.max(1, evaluated)) * 100)}%`;
  return element(
    "div",
    { class: "refusal" },
    element("b", {}, nodes),
    element(
      "span",
      {},
      reason,
      element("span", { class: "faint" }, ` · ${plugin}${where === "" ? "" : ` · ${where}`}`),
      element("span", { class: "bar" }, bar),
    ),
  );
}
