/**
 * The projection Decisions: what the scheduler decided up to the moment, who refused and why, and the best candidates of the selected pod.
 */
import type { Decision, Decisions, PodStory } from "@orrery/runner/session";
import type { App, ProjectionView, Run } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { PAPER_WIDTH, Stage, THEMES } from "../draw/index.ts";
import { clockText, countText } from "../words/index.ts";
import { link, table } from "../why/index.ts";
import { decisionFilter } from "./decision-filter.ts";
import { scoresHeight, scoresList } from "./scores-list.ts";

/** How many decisions are looked at, and how many are listed. */
const LOOKED_AT = 1000;
const LISTED = 120;
const PACE_MS = 300;

export function decisionsView(app: App): ProjectionView {
  const summary = element("section", { "aria-label": "Who refuses" });
  const list = element("section", { "aria-label": "Newest decisions" });
  const scores = scoresPart(app);
  const root = element(
    "div",
    { class: "stage decisions" },
    element("div", { class: "scroll", tabIndex: 0 }, scores.root, element("div", { class: "columns" }, list, summary)),
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const refresh = async () => {
    timer = undefined;
    const { run } = app;
    const frame = run?.state.value.frame;
    if (run === undefined || frame === undefined) return;
    const number = ++asked;
    const answer = await run.decisions(frame.timeUs, LOOKED_AT);
    if (answer === undefined || number !== asked) return;
    summary.replaceChildren(...refusalsTable(answer, app.view.value.filter));
    list.replaceChildren(...decisionsTable(app, answer, run));
  };
  const soon = () => {
    timer ??= setTimeout(() => void refresh(), app.view.value.playing ? PACE_MS : 40);
  };
  const stops = [
    app.view.subscribe((view, before) => {
      if (view.selection !== before.selection || view.filter !== before.filter) soon();
      if (view.selection !== before.selection) scores.follow();
    }),
  ];
  if (app.run !== undefined)
    stops.push(
      app.run.state.subscribe((state, before) => {
        if (state.frame === before.frame) return;
        soon();
        scores.follow();
      }),
    );
  soon();
  scores.follow();
  return {
    root,
    close() {
      clearTimeout(timer);
      scores.close();
      for (const stop of stops) stop();
    },
  };
}

function refusalsTable({ refusals, total, placed }: Decisions, filter: string): HTMLElement[] {
  return [
    element("h2", {}, "Who refuses, and why"),
    element(
      "p",
      { class: "faint" },
      `${countText(total)} decisions until now, ${countText(placed)} placed. Below: the failed ones of the newest ${countText(Math.min(total, LOOKED_AT))}, nodes refused as mean of an attempt${filter.trim() === "" ? "" : "; all pods, whatever the filter looks for"}.`,
    ),
    refusals.length === 0
      ? element("p", {}, "All of them found a node.")
      : table(
          ["attempts", "nodes", "reason", "plugin"],
          refusals.slice(0, 20).map(({ attempts, nodes, reason, plugin }) => [attempts, (nodes / attempts).toFixed(1), reason, plugin]),
          [0, 1],
        ),
  ];
}

function decisionsTable(app: App, { newest }: Decisions, run: Run): HTMLElement[] {
  const { filter, selection } = app.view.value;
  // The frame as it is now: the buffers of the one before may be in use again.
  const { test, asksPods } = decisionFilter(run.state.value.frame!, run.texts, filter);
  const found = newest.filter(test);
  const rows = found.slice(0, LISTED).map((decision) => {
    const row = [
      clockText(decision.timeUs),
      link(app, { kind: "pod", name: decision.pod }, decision.pod),
      decision.node === null ? refusalOf(decision) : link(app, { kind: "node", name: decision.node }),
      `${decision.feasible} of ${decision.evaluated}`,
      clarity(decision),
    ];
    return { row, isSelected: selection?.kind === "pod" && selection.name === decision.pod };
  });
  const made = table(
    ["time", "pod", "outcome", "feasible", "margin"],
    rows.map(({ row }) => row),
    [3, 4],
  );
  for (const [i, { isSelected }] of rows.entries()) made.querySelectorAll("tbody tr")[i]!.classList.toggle("selected", isSelected);
  return [
    element("h2", {}, "Newest decisions"),
    element(
      "p",
      { class: "faint" },
      `${countText(rows.length)} of ${countText(found.length)}, newest first; margin: winner's score less the next one's${asksPods ? "; without pods that are gone, whose labels and phase are not known" : ""}`,
    ),
    made,
  ];
}

function refusalOf({ outcome, refusal }: Decision): HTMLElement {
  const why = refusal === "" ? "" : `: ${refusal}`;
  return element("span", { title: `${outcome}${why}` }, element("span", { class: "alarm" }, outcome), why);
}

function clarity({ margin, ties, node }: Decision): string {
  if (node === null) return "";
  if (ties > 1) return `tie of ${ties}`;
  return margin === null ? "only one" : String(margin);
}

/** The bars of the selected pod's last attempt that has scores. */
function scoresPart(app: App): { readonly root: HTMLElement; follow(): void; close(): void } {
  const canvas = element("canvas", {
    role: "img",
    "aria-label": "Best candidates by plugin; the table in the panel beside has the same numbers",
  });
  const title = element("h2");
  const root = element("section", { class: "scores-part" }, title, canvas);
  let attempt: PodStory["attempts"][number] | undefined;
  let shown = "";
  const stage = new Stage(
    canvas,
    () => THEMES[app.shell.value.theme],
    ({ width, height }) => (attempt === undefined ? undefined : scoresList(attempt, width, height)),
    { width: PAPER_WIDTH },
  );
  app.stages.add(stage);
  const follow = async () => {
    const { selection, playing } = app.view.value;
    const frame = app.run?.state.value.frame;
    if (selection?.kind !== "pod" || frame === undefined) {
      shown = "";
      attempt = undefined;
      root.classList.add("no-print");
      title.textContent = "Select a pod to see its best candidates by plugin";
      canvas.hidden = true;
      return;
    }
    root.classList.remove("no-print");
    if (playing) return;
    const story = await app.run!.explain(selection.name);
    const last = story?.attempts.at(-1);
    const key = `${selection.name} ${last?.timeUs}`;
    if (key === shown) return;
    shown = key;
    attempt = undefined;
    canvas.hidden = true;
    title.textContent =
      last === undefined
        ? `${selection.name} has not been tried yet`
        : `Best candidates for ${selection.name}: repeating the run for its scores …`;
    if (last === undefined) return;
    const full = await app.fullStory(selection.name, last.timeUs, (share) => {
      if (key === shown)
        title.textContent = `Best candidates for ${selection.name}: repeating the run for its scores, ${Math.floor(share * 100)} %`;
    });
    if (key !== shown) return;
    attempt = full?.attempts.findLast(({ candidates }) => candidates.length > 0);
    canvas.hidden = attempt === undefined;
    title.textContent =
      attempt === undefined
        ? `${selection.name}: ${last.outcome === "placed" ? "the only node that fits took it unscored" : "no node fits, so that none was scored"}`
        : `Best candidates for ${selection.name} at ${clockText(attempt.timeUs)}, score × weight by plugin`;
    if (attempt !== undefined) canvas.style.height = `${scoresHeight(attempt)}px`;
    stage.request();
  };
  return {
    root,
    follow: () => void follow(),
    close() {
      app.stages.delete(stage);
      stage.close();
    },
  };
}
