/** What lies over the views while there is nothing to see: loading, broken, dead, missing. Each says what happened and what to do. */
import { formatProblem } from "@orrery/runner/scenario";
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { chooser } from "../drop/index.ts";
import type { Reading } from "../worker/index.ts";
import { bytesText } from "../words/index.ts";
import { followed } from "./followed.ts";
import type { Part } from "./followed.ts";

export function stateView(app: App): Part {
  const root = element("div", { class: "state", role: "alert" });
  const loading = loadingParts(app);
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
    if (kind === "loading") loading.show(state?.reading);
    if (kind === shown) return;
    shown = kind;
    const gallery = element("button", { type: "button", onclick: () => app.toGallery() }, "To the gallery");
    if (kind === "loading") root.replaceChildren(...loading.parts);
    if (kind === "missing")
      root.replaceChildren(...missingParts(app), element("span", { class: "ways" }, chooser(app, "missing-files"), gallery));
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
        element("h2", {}, brokenTitle(app)),
        element("ol", {}, ...state!.problems.map((problem) => element("li", {}, element("code", {}, formatProblem(problem))))),
        element("span", { class: "ways" }, ...mendingParts(app), gallery),
      );
  };
  return followed(root, follow, [app.shell, app.run?.state]);
}

/** Problems of what is not a file have its name in place of one. */
function isBroken(app: App, what: "policy" | "what-if"): boolean {
  return app.run?.state.value.problems[0]?.file === what;
}

/** Of files without a scenario nobody knows what they are when they cannot be read. */
function brokenTitle(app: App): string {
  if (isBroken(app, "policy")) return "Your policy cannot run";
  if (isBroken(app, "what-if")) return "A what-if of this run cannot be";
  const source = app.sourceRequest;
  if (source === undefined || source.text !== "") return "This scenario cannot run";
  if (source.recorded !== undefined) return "This recording cannot run";
  return source.files.size === 1 ? "This file cannot run" : "These files cannot run";
}

/** What is written can be edited; in place of other files others can be brought. */
function mendingParts(app: App): HTMLElement[] {
  const edit = (dialog: "editor" | "policy") =>
    element("button", { class: "primary", type: "button", onclick: () => app.openDialog(dialog) }, "Edit it");
  if (isBroken(app, "policy")) return [edit("policy")];
  if (isBroken(app, "what-if"))
    return [element("button", { class: "primary", type: "button", onclick: () => app.change({ changes: [] }) }, "Take all changes back")];
  const isWritten = (app.sourceRequest?.text ?? "") !== "";
  return isWritten ? [edit("editor")] : [chooser(app, "other-files")];
}

/** What is read, how far, and a way out. */
function loadingParts(app: App): { readonly parts: HTMLElement[]; show(reading: Reading | undefined): void } {
  const title = element("h2", {}, "Reading the scenario …");
  // Told once in a while: a screen reader that hears every change hears nothing else.
  const amount = element("p", { class: "mono", "aria-live": "off" });
  const bar = element("i");
  const progress = element("div", { class: "progress", role: "progressbar", "aria-label": "Bytes read" }, bar);
  const cancel = element("button", { type: "button", onclick: () => app.toGallery() }, "Cancel");
  return {
    parts: [title, progress, amount, cancel],
    show(reading) {
      if (reading === undefined || reading.totalBytes === 0) return;
      const { file, doneBytes, totalBytes } = reading;
      const isRead = doneBytes >= totalBytes;
      title.textContent = isRead ? "Building the cluster …" : `Reading ${file === "" ? "the files" : file} …`;
      amount.textContent = `${bytesText(doneBytes)} of ${bytesText(totalBytes)}`;
      const share = Math.round((doneBytes / totalBytes) * 100);
      progress.setAttribute("aria-valuenow", String(share));
      progress.classList.toggle("measured", !isRead);
      bar.style.width = isRead ? "" : `${share}%`;
    },
  };
}

function missingParts(app: App): HTMLElement[] {
  const { missing, isUnreachable, wanted } = app.shell.value;
  const { brought } = app.view.value;
  const name = missing.replace(/^local:/, "");
  if (brought.startsWith("files="))
    return [
      element("h2", {}, `The link to “${name}” is broken`),
      element(
        "p",
        {},
        "It holds its files itself, and a part of them has got lost on the way. Ask for the whole link, or bring the files.",
      ),
    ];
  if (isUnreachable)
    return [
      element("h2", {}, `“${name}” could not be fetched`),
      element(
        "p",
        {},
        "The server that this page came from does not answer. Start it again and reload the page, or bring a file of your own.",
      ),
    ];
  if (wanted.length === 0)
    return [
      element("h2", {}, `There is no scenario “${name}” here`),
      element(
        "p",
        {},
        "The link names a file that was dropped on another page, or a scenario of another version. Drop the file here, or choose one of the gallery.",
      ),
    ];
  return [
    element("h2", {}, `This link wants ${wanted.length === 1 ? "a file" : "files"} that this browser does not have`),
    element("ul", { class: "plain" }, ...wanted.map((file) => element("li", { class: "mono" }, file))),
    element("p", {}, "Drop them anywhere on the page, or choose them: the view goes on where the link stands."),
  ];
}
