/** What lies over the views while there is nothing to see: loading, broken, dead, missing. Each says what happened and what to do. */
import { formatProblem } from "@orrery/runner/scenario";
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";

export function stateView(app: App): { readonly root: HTMLElement; close(): void } {
  const root = element("div", { class: "state", role: "alert" });
  let shown = "";
  const follow = () => {
    const state = app.run?.state.value;
    const { missing } = app.shell.value;
    const kind =
      missing !== ""
        ? "missing"
        : state === undefined || (state.phase !== "broken" && state.phase !== "dead" && state.frame === undefined)
          ? "loading"
          : state.phase;
    root.hidden = kind === "running" || kind === "finished";
    if (kind === shown) return;
    shown = kind;
    const gallery = element("button", { type: "button", onclick: () => app.toGallery() }, "To the gallery");
    if (kind === "loading")
      root.replaceChildren(element("h2", {}, "Reading the scenario …"), element("div", { class: "progress" }, element("i")));
    if (kind === "missing")
      root.replaceChildren(
        element("h2", {}, `There is no scenario “${missing}” here`),
        element(
          "p",
          {},
          "The link names a file that was dropped on another page, or a scenario of another version. Drop the file here, or choose one of the gallery.",
        ),
        gallery,
      );
    if (kind === "dead")
      root.replaceChildren(
        element("h2", {}, "The simulation has stopped working"),
        element(
          "p",
          {},
          `Its worker is gone: ${state!.reason}. What was shown is kept in the address; the same run comes back with the same digest.`,
        ),
        element("button", { class: "primary", type: "button", onclick: () => void app.reopen() }, "Start it anew"),
        ...(app.view.value.policy === ""
          ? []
          : [element("button", { type: "button", onclick: () => app.openDialog("policy") }, "Edit the policy")]),
        gallery,
      );
    if (kind === "broken")
      root.replaceChildren(
        element("h2", {}, state!.problems[0]?.file === "policy" ? "Your policy cannot run" : "This scenario cannot run"),
        element("ol", {}, ...state!.problems.map((problem) => element("li", {}, element("code", {}, formatProblem(problem))))),
        element(
          "button",
          { class: "primary", type: "button", onclick: () => app.openDialog(app.view.value.policy === "" ? "editor" : "policy") },
          "Edit it",
        ),
        gallery,
      );
  };
  const stops = [app.shell.subscribe(follow)];
  if (app.run !== undefined) stops.push(app.run.state.subscribe(follow));
  follow();
  return {
    root,
    close() {
      for (const stop of stops) stop();
    },
  };
}
