/** The one dialog that may be open. */
import type { App, Shell } from "../app/index.ts";
import { chooser, openDialog } from "../drop/index.ts";
import { whatIfForm } from "../whatif/index.ts";
import { helpDialog, paletteDialog } from "./dialogs.ts";
import { element } from "../dom/index.ts";

type Kind = Exclude<Shell["dialog"], "">;

const TITLES: Readonly<Record<Kind, string>> = {
  help: "Keys",
  palette: "",
  editor: "The scenario",
  "what-if": "What if …",
  policy: "Your own policy",
  open: "Open",
  refused: "This cannot be opened",
};

export function dialogView(app: App): HTMLElement {
  const dialog = element("dialog", { "aria-label": "Dialog" });
  const close = () => dialog.close();
  /** Ends with what stands in the dialog. */
  let content = new AbortController();
  // The event comes a little later: by then another one may have been opened.
  dialog.addEventListener("close", () => {
    if (!dialog.open) app.openDialog("");
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  app.shell.subscribe((shell, before) => {
    if (shell.dialog === before.dialog) return;
    if (shell.dialog === "") {
      content.abort();
      if (dialog.open) dialog.close();
      return;
    }
    const title = TITLES[shell.dialog];
    dialog.setAttribute("aria-label", title === "" ? "Commands" : title);
    const head =
      title === "" ? [] : [element("header", {}, element("h2", {}, title), element("button", { type: "button", onclick: close }, "Close"))];
    content.abort();
    content = new AbortController();
    const body = bodyOf(shell.dialog, app, close, content.signal);
    dialog.replaceChildren(...head, ...(title === "" ? body : [element("div", { class: "body", tabIndex: 0 }, ...body)]));
    if (!dialog.open) dialog.showModal();
  });
  return dialog;
}

function bodyOf(kind: Kind, app: App, close: () => void, closed: AbortSignal): HTMLElement[] {
  switch (kind) {
    case "palette":
      return paletteDialog(app, close);
    case "editor":
      return [later(async () => (await import("../editor/index.ts")).scenarioEditor(app, close, closed))];
    case "policy":
      return [later(async () => (await import("../editor/index.ts")).policyEditor(app, close))];
    case "what-if":
      return [...whatIfForm(app, "what-if-kind", close).elements];
    case "open":
      return openDialog(app, close);
    case "refused":
      return [
        element("div", { role: "alert" }, element("ul", { class: "plain" }, ...sentences(app))),
        chooser(app, "refused-files", close),
      ];
    default:
      return helpDialog();
  }
}

/** The editors are half of the program's size: they come when one is wanted. */
function later(body: () => Promise<HTMLElement[]>): HTMLElement {
  const place = element("div", {}, element("p", { class: "faint" }, "The editor is coming …"));
  void body().then(
    (elements) => place.replaceChildren(...elements),
    // Offline before it was ever wanted, or another version of the page is there by now.
    () =>
      place.replaceChildren(
        element("p", { class: "alarm", role: "alert" }, "The editor could not be loaded; reload the page to try again."),
      ),
  );
  return place;
}

function sentences(app: App): HTMLElement[] {
  return app.shell.value.refused.filter((each) => each !== "").map((each) => element("li", {}, each));
}
