/** The head of a page on paper: what ran, as of which moment, and how to run it again. Never on the screen. */
import { whatIfText } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";
import type { ViewState } from "../state/index.ts";
import { clockText } from "../words/index.ts";

function otherText({ seed, changes, policy }: NonNullable<ViewState["other"]>): string {
  const said = [
    ...changes.map(whatIfText),
    ...(policy === "" ? [] : ["with a policy that was typed in the page"]),
    ...(seed === "" ? [] : [`seed ${seed}`]),
  ];
  return said.length === 0 ? "as the scenario says" : said.join(", ");
}

export function printHead(app: App): { readonly root: HTMLElement; close(): void } {
  const root = element("header", { class: "print-head" });
  const follow = () => {
    const { scenario, timeUs, projection, filter, selection, changes, policy, other } = app.view.value;
    const state = app.run?.state.value;
    const done = state?.phase === "finished" ? "of the whole run" : `of the run until ${clockText(state?.status?.nowUs ?? 0)}`;
    const said = [
      ...changes.map(whatIfText),
      ...(policy === "" ? [] : ["with a policy that was typed in the page"]),
      ...(projection === "compare" && other !== undefined ? [`second run: ${otherText(other)}`] : []),
      ...(filter === "" ? [] : [`filter: ${filter}`]),
      ...(selection === undefined ? [] : [`selected: ${selection.kind} ${selection.name}`]),
    ];
    root.replaceChildren(
      element("h1", {}, `${state?.opened?.name ?? scenario}: ${projection}`),
      element("p", {}, `at ${clockText(timeUs)} of simulated time · seed ${state?.opened?.seed ?? ""} · digest `, digest(), ` ${done}`),
      ...(said.length === 0 ? [] : [element("p", {}, said.join(" · "))]),
      element("p", { class: "faint" }, "Orrery · ", element("code", {}, app.command)),
    );
  };
  const digest = () => element("span", { class: "mono" }, app.run?.state.value.status?.digest ?? "not known yet");
  // What is on paper is as of the moment at which it is printed.
  addEventListener("beforeprint", follow);
  const stops = [app.view.subscribe(follow)];
  if (app.run !== undefined) stops.push(app.run.state.subscribe(({ status }, before) => status !== before.status && follow()));
  follow();
  return {
    root,
    close() {
      removeEventListener("beforeprint", follow);
      for (const stop of stops) stop();
    },
  };
}
