/** What a picture or a page on paper is of, in words that stand for themselves. */
import { whatIfText } from "@orrery/runner/session";
import type { ViewState } from "../state/index.ts";
import { clockText } from "../words/index.ts";
import type { App } from "./app.ts";

/** `name: projection`. */
export function titleText(app: App): string {
  const { scenario, projection } = app.view.value;
  return `${app.run?.state.value.opened?.name ?? scenario}: ${projection}`;
}

/** Moment, seed, digest and how much of the run it is of. */
export function momentText(app: App): string {
  const state = app.run?.state.value;
  const done = state?.phase === "finished" ? "of the whole run" : `of the run until ${clockText(state?.status?.nowUs ?? 0)}`;
  const seed = state?.opened?.seed ?? "";
  return `at ${clockText(app.view.value.timeUs)} of simulated time · seed ${seed} · digest ${state?.status?.digest ?? "not known yet"} ${done}`;
}

/** What is changed, compared, looked for and selected; nothing where nothing is. */
export function changesText(app: App): string {
  const { projection, filter, selection, changes, policy, other } = app.view.value;
  return [
    ...changes.map(whatIfText),
    ...(policy === "" ? [] : ["with a policy that was typed in the page"]),
    ...(projection === "compare" && other !== undefined ? [`second run: ${otherText(other)}`] : []),
    ...(filter === "" ? [] : [`filter: ${filter}`]),
    ...(selection === undefined ? [] : [`selected: ${selection.kind} ${selection.name}`]),
  ].join(" · ");
}

function otherText({ seed, changes, policy }: NonNullable<ViewState["other"]>): string {
  const said = [
    ...changes.map(whatIfText),
    ...(policy === "" ? [] : ["with a policy that was typed in the page"]),
    ...(seed === "" ? [] : [`seed ${seed}`]),
  ];
  return said.length === 0 ? "as the scenario says" : said.join(", ");
}
