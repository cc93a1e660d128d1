/** What went wrong with what is selected until this moment, and what each followed from: chains of causes, from the effect backwards. */
import type { NodeState, PodState, Why, WhyChain, WorkloadState } from "@orrery/runner/explain";
import type { App } from "../app/index.ts";
import { clockText } from "../words/index.ts";
import { element } from "../dom/index.ts";
import type { Child } from "../dom/index.ts";
import { link } from "./link.ts";

export type AnyWhy = Why<PodState | NodeState | WorkloadState>;

/** Longer lists are not read. */
const SHOWN = 6;

export function whyChains(app: App, { chains: all, subject, state }: AnyWhy): HTMLElement[] {
  // Why a pod waits for a node is told above, pool by pool.
  const chains = subject.kind === "pod" ? all.filter(({ effect }) => effect !== "pending") : all;
  if (isPodState(state) && chains.length === 0 && state.node === null) return [];
  const section = element(
    "section",
    { class: "chains", "aria-label": "What happened, and why" },
    element("h3", {}, "What happened, and why"),
    isPodState(state) && podLine(state),
    ...(chains.length === 0
      ? [element("p", { class: "faint" }, "Nothing, until now.")]
      : chains.slice(0, SHOWN).map((chain) => chainBox(app, chain, subject.kind === "pod"))),
    chains.length > SHOWN && element("p", { class: "faint" }, `and ${chains.length - SHOWN} kinds more`),
  );
  return [section];
}

function podLine({ phase, ready, restarts, waiting, removed }: PodState): HTMLElement | false {
  if (removed) return false;
  const words = [
    ...(phase === "Running" ? [ready ? "ready" : "not ready"] : []),
    ...(restarts > 0 ? [`${restarts} ${restarts === 1 ? "restart" : "restarts"}`] : []),
    ...(waiting === null ? [] : [`waits: ${waiting.reason}${waiting.untilUs === null ? "" : ` until ${short(waiting.untilUs)}`}`]),
  ];
  return words.length > 0 && element("p", {}, words.join(" · "));
}

function chainBox(app: App, chain: WhyChain, isOfPod: boolean): HTMLElement {
  const { effect, times, pods, firstUs, lastUs, example, links } = chain;
  const often = times === 1 ? effect : `${effect} ${times} times`;
  const whose = isOfPod || pods < 2 ? "" : ` · ${pods} pods`;
  return element(
    "div",
    // To be deleted by its own controller is no harm.
    { class: effect === "deleted" ? "chain calm" : "chain" },
    element("p", {}, element("strong", {}, often), whose, ...when(app, firstUs, lastUs)),
    element(
      "ol",
      {},
      ...links.map(({ text, atUs }) =>
        element("li", {}, text, atUs === null ? "" : element("span", { class: "faint" }, ` ${short(atUs)}`)),
      ),
    ),
    !isOfPod &&
      example !== "" &&
      element("p", { class: "faint" }, "for example ", link(app, subjectOf(example), nameOf(example)), ...onNodes(app, chain)),
  );
}

/** Moments are places to go to. */
function when(app: App, firstUs: number, lastUs: number): Child[] {
  const go = (timeUs: number) =>
    element(
      "button",
      { class: "link", type: "button", title: "go to that moment", onclick: () => app.playhead.seek(timeUs) },
      short(timeUs),
    );
  return firstUs === lastUs ? [" at ", go(firstUs)] : [" from ", go(firstUs), " to ", go(lastUs)];
}

function onNodes(app: App, { nodes }: WhyChain): Child[] {
  const [first] = nodes;
  if (first === undefined) return [];
  return nodes.length === 1
    ? [" on ", link(app, { kind: "node", name: first.name })]
    : [`; on ${nodes.length} nodes, most on `, link(app, { kind: "node", name: first.name })];
}

function subjectOf(example: string): { readonly kind: "pod" | "node"; readonly name: string } {
  return { kind: example.includes("/") ? "pod" : "node", name: example };
}

function nameOf(example: string): string {
  return example.slice(example.indexOf("/") + 1);
}

function short(timeUs: number): string {
  return clockText(timeUs).replace(/\.000$/, "");
}

function isPodState(state: AnyWhy["state"]): state is PodState {
  return "owner" in state;
}
