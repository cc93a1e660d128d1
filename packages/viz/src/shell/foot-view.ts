/** The foot of a run: the projections, what was last said, and the way to keys and commands. */
import type { App } from "../app/index.ts";
import { PROJECTIONS } from "../state/index.ts";
import { element } from "../dom/index.ts";
import { followed } from "./followed.ts";
import type { Part } from "./followed.ts";

export function footView(app: App): Part {
  const tabs = PROJECTIONS.map((projection, index) =>
    element(
      "button",
      { type: "button", role: "tab", onclick: () => app.view.update({ projection }) },
      element("kbd", { "aria-hidden": "true" }, index + 1),
      projection[0]!.toUpperCase() + projection.slice(1),
    ),
  );
  const notice = element("span", { class: "notice", role: "status", "aria-live": "polite" });
  const root = element(
    "footer",
    { class: "foot no-print" },
    element("div", { class: "tabs", role: "tablist", "aria-label": "Projections" }, ...tabs),
    notice,
    named("i", "open", () => app.openDialog("open")),
    element(
      "button",
      {
        class: "quiet",
        type: "button",
        title: "copy the command that repeats this run in a terminal",
        onclick: () => void app.copyCommand(),
      },
      "Copy command",
    ),
    named("?", "keys", () => app.openDialog("help")),
    named("Ctrl K", "commands", () => app.openDialog("palette")),
  );
  const follow = () => {
    for (const [index, tab] of tabs.entries()) tab.setAttribute("aria-selected", String(PROJECTIONS[index] === app.view.value.projection));
    if (notice.textContent === app.shell.value.notice) return;
    notice.textContent = app.shell.value.notice;
    notice.title = app.shell.value.notice;
  };
  return followed(root, follow, [app.view, app.shell]);
}

/** A button with its key, and its word where there is room. */
function named(key: string, word: string, run: () => void): HTMLElement {
  return element(
    "button",
    { class: "quiet", type: "button", title: word, "aria-label": `${key} ${word}`, onclick: run },
    element("kbd", {}, key),
    element("span", { class: "optional" }, ` ${word}`),
  );
}
