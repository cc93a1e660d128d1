/** What can be opened and how, and what this browser keeps of what was brought before. */
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { forgetInput, fragmentOf, keptInputs } from "../source/index.ts";
import type { KeptInput } from "../source/index.ts";
import { bytesText } from "../words/index.ts";
import { chooser } from "./chooser.ts";

/** @param close closes the dialog that it stands in */
export function openDialog(app: App, close: () => void): HTMLElement[] {
  const kept = element("section", { class: "kept", hidden: true });
  const show = async () => {
    const inputs = await keptInputs();
    kept.hidden = inputs.length === 0;
    kept.replaceChildren(
      element("h3", {}, "Kept in this browser"),
      element("p", { class: "faint" }, "Too large for an address; the newest six stay, and nobody else sees them."),
      element("ul", {}, ...inputs.map((input) => entry(app, input, close, show))),
    );
  };
  void show();
  return [
    element(
      "ul",
      { class: "plain" },
      element("li", {}, "a scenario, with the manifests and traces that it names, or its whole folder"),
      element("li", {}, "a recording: the folder that ", element("code", {}, "orrery run --out"), " has written"),
      element("li", {}, "what ", element("code", {}, "kubectl get nodes,pods -A -o json"), " printed"),
      element("li", {}, "a trace: one file of nodes, one of pods"),
    ),
    element("p", { class: "faint" }, "They stay on this machine. They can be dropped anywhere on the page, too."),
    chooser(app, "open-files", close),
    kept,
  ];
}

/** @param forgotten called when it has been taken away */
function entry(app: App, input: KeptInput, close: () => void, forgotten: () => Promise<void>): HTMLElement {
  const { id, name, files, sizeBytes, expect } = input;
  const open = () => {
    close();
    app.openKept(name, fragmentOf(id, files), expect);
  };
  const forget = () => void forgetInput(id).then(forgotten);
  return element(
    "li",
    {},
    element("button", { class: "quiet", type: "button", onclick: open }, name),
    element("span", { class: "faint" }, bytesText(sizeBytes)),
    element("button", { type: "button", "aria-label": `Forget ${name}`, onclick: forget }, "Forget"),
  );
}
