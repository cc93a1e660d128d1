/** Why a pod is where it is at this moment, or nowhere: its attempts with who refused and why, the best candidates, and its story. */
import type { PodStory } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { clockText, durationText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import type { Child } from "../dom/index.ts";
import { candidatesTable } from "./candidates-table.ts";
import { link } from "./link.ts";

type Attempt = PodStory["attempts"][number];

/**
 * @param held by what it is held back now, in a sentence; "": it is not
 * @param askScores asks for the scores of the best candidates; undefined: they are there or cannot be
 */
export function podPanel(app: App, story: PodStory, nowUs: number, held: string, askScores: (() => void) | undefined): HTMLElement[] {
  const name = story.pod.slice(story.pod.indexOf("/") + 1);
  const { attempts } = story;
  return [
    element("h2", {}, name),
    element(
      "p",
      { class: "faint" },
      `pod of `,
      link(app, { kind: "workload", name: story.workload }),
      ` in ${story.pod.slice(0, story.pod.indexOf("/"))}`,
    ),
    element("p", {}, stateBadge(story), " ", ...where(app, story)),
    element("div", { class: `says${story.node === null && !story.removed ? " warn" : ""}` }, verdict(story, nowUs)),
    ...(held === "" ? [] : [element("p", { class: "says warn" }, `CPU ${held}, between the last two samples.`)]),
    element(
      "h3",
      {},
      attempts.length === 0 ? "Scheduling" : `Scheduling: ${attempts.length} ${attempts.length === 1 ? "attempt" : "attempts"}`,
    ),
    ...(attempts.length === 0 ? [element("p", { class: "faint" }, noAttempts(story))] : shownAttempts(app, attempts)),
    ...(askScores === undefined || attempts.length === 0
      ? []
      : [element("button", { type: "button", onclick: askScores }, "Show the scores of the best nodes")]),
    element("h3", {}, "Story"),
    element(
      "ol",
      { class: "story" },
      ...story.story.map(({ timeUs, what, reason, message }) =>
        element(
          "li",
          {},
          element("time", {}, clockText(timeUs)),
          element("span", {}, what, reason === "" ? "" : ` · ${reason}`, message === "" ? "" : `: ${message}`),
        ),
      ),
    ),
  ];
}

function stateBadge({ phase, removed, node }: PodStory): HTMLElement {
  const text = removed ? "Deleted" : phase === "Pending" && node !== null ? "Starting" : phase;
  return element(
    "span",
    { class: `badge ${text === "Running" || text === "Succeeded" ? "good" : text === "Failed" || text === "Pending" ? "bad" : ""}` },
    text,
  );
}

function where(app: App, { node, waitedUs }: PodStory): Child[] {
  if (node === null) return [`waits for a node for ${durationText(waitedUs)}`];
  return ["on ", link(app, { kind: "node", name: node }), `, after ${durationText(waitedUs)}`];
}

/** The answer in one sentence. */
function verdict(story: PodStory, nowUs: number): string {
  const last = story.attempts.at(-1);
  if (story.removed) return "It is gone.";
  if (story.boundAtStart) return "It had its node from the beginning; no attempt was needed.";
  if (story.node !== null && last !== undefined) return whyThere(last);
  if (story.schedulingGates.length > 0 && last === undefined)
    return `It is held back by its scheduling gates: ${story.schedulingGates.join(", ")}.`;
  if (last === undefined) return "It is in the queue; the scheduler has not come to it yet.";
  if (last.outcome === "placed") return `A node is chosen (${last.node}); the binding is under way.`;
  const [worst] = last.refusals;
  const sentence =
    last.message === "" ? (worst === undefined ? "no node is there" : `${worst.nodes} nodes: ${worst.reason}`) : last.message;
  return `No node fits: ${sentence} Last tried ${durationText(nowUs - last.timeUs)} ago.`;
}

function whyThere({ node, feasible, evaluated, total, margin, ties }: Attempt): string {
  if (total === null) return `${node} was the only one of ${evaluated} nodes that fits.`;
  const of = `${feasible} of ${evaluated} nodes that were looked at fit`;
  if (ties > 1)
    return `${of}; ${node} shares the best score of ${total} with ${ties - 1} ${ties === 2 ? "other" : "others"}, and the draw fell on it.`;
  return `${of}; ${node} has the best score, ${total}${margin === null ? "" : `, ${margin} ahead of the next`}.`;
}

function noAttempts({ boundAtStart, schedulingGates }: PodStory): string {
  if (boundAtStart) return "None was needed.";
  return schedulingGates.length > 0 ? "None while its gates stand." : "None yet.";
}

/** Newest first; of many, the newest ones. */
const SHOWN = 12;

function shownAttempts(app: App, attempts: readonly Attempt[]): HTMLElement[] {
  const shown = attempts.slice(-SHOWN).reverse();
  const made = shown.map((attempt, i) => attemptBox(app, attempt, attempts.length - i, attempts.length, i === 0));
  if (attempts.length > SHOWN) made.push(element("p", { class: "faint" }, `and ${attempts.length - SHOWN} before these`));
  return made;
}

function attemptBox(app: App, attempt: Attempt, number: number, of: number, open: boolean): HTMLElement {
  const outcome =
    attempt.outcome === "placed" ? `placed on ${attempt.node}` : attempt.outcome === "error" ? "error" : `no node of ${attempt.evaluated}`;
  return element(
    "details",
    { class: "attempt", open },
    element("summary", {}, `${number} of ${of} · ${clockText(attempt.timeUs)} · ${outcome}`),
    element(
      "p",
      { class: "faint" },
      `${attempt.feasible} feasible of ${attempt.evaluated} looked at${attempt.message === "" ? "" : `. ${attempt.message}`}`,
    ),
    ...attempt.refusals.map(({ plugin, reason, nodes }) => refusalLine(plugin, reason, nodes, attempt.evaluated)),
    ...(attempt.candidates.length > 0 ? [candidatesTable(app, attempt)] : []),
  );
}

function refusalLine(plugin: string, reason: string, nodes: number, evaluated: number): HTMLElement {
  const bar = element("i");
  bar.style.width = `${Math.min(100, (nodes / Math.max(1, evaluated)) * 100)}%`;
  return element(
    "div",
    { class: "refusal" },
    element("b", {}, nodes),
    element("span", {}, reason, element("span", { class: "faint" }, ` · ${plugin}`), element("span", { class: "bar" }, bar)),
  );
}
