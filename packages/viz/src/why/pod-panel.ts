/** Why a pod is where it is at this moment, or nowhere: its attempts with who refused and why, the best candidates, and its story. */
import type { Frame, PodStory } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { clockText, countText, durationText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import type { Child } from "../dom/index.ts";
import { candidatesTable } from "./candidates-table.ts";
import { link } from "./link.ts";
import { refusalLine, waitingVerdict } from "./waiting-verdict.ts";

type Attempt = PodStory["attempts"][number];

/**
 * @param held by what it is held back now, in a sentence; "": it is not
 * @param askScores asks for the scores of the best candidates; undefined: they are there or cannot be
 */
export function podPanel(
  app: App,
  story: PodStory,
  { frame, texts, held }: { readonly frame: Frame; readonly texts: readonly string[]; readonly held: string },
  askScores: (() => void) | undefined,
): HTMLElement[] {
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
    ...demands(story),
    verdictBox(app, story, frame, texts),
    ...(held === "" ? [] : [element("p", { class: "says warn" }, `CPU ${held}, between the last two samples.`)]),
    element(
      "h3",
      {},
      attempts.length === 0 ? "Scheduling" : `Scheduling: ${countText(attempts.length)} ${attempts.length === 1 ? "attempt" : "attempts"}`,
    ),
    ...(attempts.length === 0 ? [element("p", { class: "faint" }, noAttempts(story))] : shownAttempts(app, attempts)),
    ...(askScores === undefined || attempts.length === 0
      ? []
      : [
          element(
            "button",
            { type: "button", onclick: askScores },
            story.node === null ? "Show which nodes refuse" : "Show the scores of the best nodes",
          ),
        ]),
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

/** What admission gives to every pod says nothing of this one. */
const GIVEN: ReadonlySet<string> = new Set(["node.kubernetes.io/not-ready:NoExecute", "node.kubernetes.io/unreachable:NoExecute"]);

/** What it asks for, and what limits where it may go. */
function demands({ requests, nodeSelector, tolerates }: PodStory): HTMLElement[] {
  const named = (entries: Readonly<Record<string, string>>, join: string) =>
    Object.entries(entries).map(([name, value]) => `${name}${join}${value}`);
  const asks = named(requests, " ");
  const tolerated = tolerates.filter((each) => !GIVEN.has(each));
  const only = named(nodeSelector, "=");
  return [
    element("p", {}, element("span", { class: "faint" }, "requests "), asks.length === 0 ? "nothing" : asks.join(" · ")),
    ...(only.length === 0 ? [] : [element("p", {}, element("span", { class: "faint" }, "only on nodes with "), only.join(", "))]),
    ...(tolerated.length === 0 ? [] : [element("p", {}, element("span", { class: "faint" }, "tolerates "), tolerated.join(", "))]),
  ];
}

function verdictBox(app: App, story: PodStory, frame: Frame, texts: readonly string[]): HTMLElement {
  const last = story.attempts.at(-1);
  if (!story.removed && story.node === null && last !== undefined && last.outcome === "unschedulable") {
    const name = (row: number) => `${texts[frame.pods.namespace[row]!]}/${texts[frame.pods.name[row]!]}`;
    const row = frame.pods.name.findIndex((_, at) => name(at) === story.pod);
    const others = Object.keys(story.requests).filter((each) => !["cpu", "memory"].includes(each));
    const asked = row < 0 ? undefined : { milliCpu: frame.pods.milliCpu[row]!, memoryBytes: frame.pods.memoryBytes[row]!, others };
    return waitingVerdict(app, last, frame.timeUs, { frame, texts }, asked);
  }
  return element("div", { class: `says${story.node === null && !story.removed ? " warn" : ""}` }, verdict(story, frame.timeUs));
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
  return `The attempt ended with an error: ${last.message || "no reason was told"} Last tried ${durationText(nowUs - last.timeUs)} ago.`;
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
  // Of a pod that waits the newest one is told above already.
  const made = shown.map((attempt, i) =>
    attemptBox(app, attempt, attempts.length - i, attempts.length, i === 0 && attempt.outcome === "placed"),
  );
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
      `${attempt.feasible} feasible of ${attempt.evaluated} looked at${attempt.refusals.length > 0 || attempt.message === "" ? "" : `. ${attempt.message}`}`,
    ),
    ...attempt.refusals.map(({ plugin, reason, nodes }) => refusalLine(nodes, attempt.evaluated, reason, plugin, "")),
    ...(attempt.candidates.length > 0 ? [candidatesTable(app, attempt)] : []),
  );
}
