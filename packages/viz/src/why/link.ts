/** A name that selects what it names. */
import type { App } from "../app/index.ts";
import type { Selection } from "../state/index.ts";
import { element } from "../dom/index.ts";

export function link(app: App, selection: Selection, text: string = selection.name): HTMLElement {
  return element("button", { class: "link", type: "button", onclick: () => app.select(selection) }, text);
}
