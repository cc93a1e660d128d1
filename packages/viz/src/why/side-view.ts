/** The panel beside the views: whatever is selected, at this moment; the text alternative of what is drawn. */
import type { Frame, PodStory } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { heldText } from "../cluster/index.ts";
import { element } from "../dom/index.ts";
import { clusterPanel } from "./cluster-panel.ts";
import { nodePanel } from "./node-panel.ts";
import { podPanel } from "./pod-panel.ts";
import { whyChains } from "./why-chains.ts";
import type { AnyWhy } from "./why-chains.ts";
import { workloadPanel } from "./workload-panel.ts";

/** While the clock runs the panel follows at a pace that can be read. */
const PACE_MS = 250;

/** So long the clock has to stand. */
const STILL_MS = 220;

/** With so many pods a summary takes a while, and while the clock is dragged nobody reads it. */
const MANY_PODS = 20_000;

/** As many events as a repetition takes a few seconds for, in a worker of its own. */
const CHEAP_EVENTS = 200_000;

export function sideView(app: App): { readonly root: HTMLElement; close(): void } {
  const root = element("aside", { class: "side", "aria-label": "What is selected", tabIndex: 0 });
  let story: PodStory | undefined;
  let shown = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  let full: PodStory | undefined;
  let asking = false;

  const askScores = async () => {
    if (story === undefined || story.attempts.length === 0) return;
    const { pod, attempts } = story;
    asking = true;
    render();
    const answer = await app.fullStory(pod, attempts.at(-1)!.timeUs);
    asking = false;
    full = answer;
    render();
    // The clock may have moved meanwhile.
    if (story?.pod !== pod || story.attempts.length !== attempts.length) askWhenCheap();
  };
  /** Short runs are repeated without being asked. */
  const askWhenCheap = () => {
    const { events, nowUs } = app.run?.state.value.status ?? { events: Infinity, nowUs: 1 };
    // It is repeated up to the moment only.
    const share = Math.min(1, app.view.value.timeUs / Math.max(1, nowUs));
    const isKnown = full?.pod === story?.pod && (full?.attempts.length ?? 0) === (story?.attempts.length ?? 0);
    const stands = !app.view.value.playing && app.run?.isSettled === true;
    if (!asking && !isKnown && stands && story !== undefined && lacksDetail(story) && events * share < CHEAP_EVENTS) void askScores();
  };

  let chains: AnyWhy | undefined;
  let whyTimer: ReturnType<typeof setTimeout> | undefined;
  /** Chains take a walk over all that happened: they are asked for when the clock stands. */
  const askWhySoon = () => {
    clearTimeout(whyTimer);
    whyTimer = setTimeout(async () => {
      const { selection, playing } = app.view.value;
      const { run } = app;
      if (selection === undefined || playing || run === undefined) return;
      const answer = await run.why({ kind: selection.kind, name: selection.name });
      const { frame } = run.state.value;
      if (answer === undefined || app.view.value.selection !== selection || answer.atUs !== frame?.timeUs) return;
      chains = answer;
      render();
    }, STILL_MS);
  };

  /** Tells the fleet which nodes refuse the pod that is shown. */
  const tellRefusals = ({ pod, node, removed, attempts }: PodStory) => {
    const groups = node === null && !removed ? (attempts.at(-1)?.refusedNodes ?? []) : [];
    const now = app.refusals.value;
    if (now?.groups !== groups && (now !== undefined || groups.length > 0))
      app.refusals.set(groups.length === 0 ? undefined : { pod, groups });
  };

  const render = () => {
    const run = app.run;
    const frame = run?.state.value.frame;
    if (run === undefined || frame === undefined) return;
    const { selection } = app.view.value;
    const focused = focusedText(root);
    const top = root.scrollTop;
    switch (selection?.kind) {
      case undefined:
        root.replaceChildren(...clusterPanel(app, frame, run.texts));
        break;
      case "node":
        root.replaceChildren(...nodePanel(app, frame, run.texts, selection.name));
        break;
      case "workload":
        root.replaceChildren(...workloadPanel(app, frame, run.texts, selection.name));
        break;
      case "pod":
        if (story !== undefined && story.pod === selection.name) {
          const shownStory = withCandidates(story, full);
          const canAsk = lacksDetail(shownStory) && !asking;
          const now = { frame, texts: run.texts, held: heldOf(frame, run.texts, selection.name) };
          root.replaceChildren(...podPanel(app, shownStory, now, canAsk ? () => void askScores() : undefined));
          if (asking) root.append(element("p", { class: "faint", role: "status" }, "Repeating the run for what each node says …"));
          tellRefusals(shownStory);
        } else
          root.replaceChildren(
            element("h2", {}, selection.name),
            element("p", { class: "faint" }, "This pod has not been created at this moment."),
          );
    }
    const key = `${selection?.kind}:${selection?.name}`;
    if (chains !== undefined && `${chains.subject.kind}:${chains.subject.name}` === key)
      (root.querySelector(":scope > h3") ?? root.lastElementChild)?.before(...whyChains(app, chains));
    root.scrollTop = key === shown ? top : 0;
    shown = key;
    if (focused !== "") [...root.querySelectorAll("button")].find((button) => button.textContent === focused)?.focus();
  };

  const refresh = async () => {
    askWhySoon();
    const { selection } = app.view.value;
    if (selection?.kind === "pod" && app.run !== undefined) {
      const number = ++asked;
      const answer = await app.run.explain(selection.name);
      if (number !== asked) return;
      story = answer;
      render();
      askWhenCheap();
      return;
    }
    render();
  };
  const soon = (delayMs: number) => {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void refresh();
    }, delayMs);
  };
  const stops = [
    app.view.subscribe((view, before) => {
      if (view.selection !== before.selection) void refresh();
    }),
  ];
  if (app.run !== undefined)
    stops.push(
      app.run.state.subscribe((state, before) => {
        if (state.frame !== before.frame) soon(app.view.value.playing || (state.frame?.pods.count ?? 0) > MANY_PODS ? PACE_MS : 30);
      }),
    );
  void refresh();
  return {
    root,
    close() {
      clearTimeout(timer);
      clearTimeout(whyTimer);
      for (const stop of stops) stop();
    },
  };
}

/** By what a pod is held back at the moment of a frame; "": it is not. */
function heldOf({ pods }: Frame, texts: readonly string[], name: string): string {
  const row = pods.held.row.find((each) => `${texts[pods.namespace[each]!]}/${texts[pods.name[each]!]}` === name);
  return row === undefined ? "" : heldText(pods, row);
}

/** The name in the panel that has the focus; "" for none. */
function focusedText(root: HTMLElement): string {
  const { activeElement } = document;
  return activeElement instanceof HTMLButtonElement && root.contains(activeElement) ? (activeElement.textContent ?? "") : "";
}

/** Whether a repetition of the run would tell more: the scores of who was placed, the nodes that refuse who waits. */
function lacksDetail({ attempts, node }: PodStory): boolean {
  const last = attempts.at(-1);
  if (last === undefined) return false;
  if (node === null && last.outcome === "unschedulable") return last.refusedNodes.length === 0 && last.refusals.length > 0;
  return attempts.some(({ outcome, candidates, total }) => outcome === "placed" && total !== null && candidates.length === 0);
}

/** The attempts with what is known of their candidates. */
function withCandidates(story: PodStory, full: PodStory | undefined): PodStory {
  if (full === undefined || full.pod !== story.pod) return story;
  const attempts = story.attempts.map((attempt, i) => {
    const same = full.attempts[i];
    return same !== undefined && same.timeUs === attempt.timeUs
      ? { ...attempt, candidates: same.candidates, refusedNodes: same.refusedNodes }
      : attempt;
  });
  return { ...story, attempts };
}
