/** Why a pod waits: who refused how many nodes of which pools, what would help, and the scheduler's own sentence. */
import type { Frame, PodStory } from "@orrery/runner/session";
import { countText, durationText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import { hintsOf, refusalsByPool } from "./refused-nodes.ts";

type Attempt = PodStory["attempts"][number];

/** @param row of the pod in the frame; -1: it is not in it */
export function waitingVerdict(attempt: Attempt, nowUs: number, frame: Frame, texts: readonly string[], row: number): HTMLElement {
  const { refusals, refusedNodes, evaluated, message } = attempt;
  const asked = row < 0 ? undefined : { milliCpu: frame.pods.milliCpu[row]!, memoryBytes: frame.pods.memoryBytes[row]! };
  const hints = asked === undefined ? [] : hintsOf(refusedNodes, asked, frame, texts);
  const lines =
    refusedNodes.length > 0
      ? refusalsByPool(refusedNodes, frame, texts).map(({ plugin, reasons, nodes, pools }) =>
          refusalLine(
            nodes,
            evaluated,
            reasons.join(", "),
            plugin,
            pools.map(({ pool, nodes: count }) => `${pool || "no pool"} ${count}`).join(", "),
          ),
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
    ...(hints.length === 0
      ? []
      : [element("h3", {}, "What would help"), element("ul", {}, ...hints.map((hint) => element("li", {}, hint)))]),
    message !== "" && element("details", {}, element("summary", {}, "In the scheduler's words"), element("p", {}, message)),
  );
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
