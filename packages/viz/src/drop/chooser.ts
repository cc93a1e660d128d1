/** Buttons for those who do not drag: files, or a folder with all that is in it. */
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";
import { openFiles } from "./drop-view.ts";
import { filesOfChooser } from "./transfer-files.ts";

/**
 * @param id of the input for files; that for a folder has `-folder` behind it
 * @param done called when something has been chosen
 */
export function chooser(app: App, id: string, done: () => void = () => {}): HTMLElement {
  const input = (name: string, label: string, folder: boolean) => {
    const made = element("input", {
      type: "file",
      multiple: true,
      id: name,
      class: "hidden-visually",
      tabIndex: -1,
      "aria-label": label,
      webkitdirectory: folder,
    });
    made.addEventListener("change", () => {
      const files = Array.from(made.files ?? []);
      // So that the same file can be chosen again when it has changed.
      made.value = "";
      if (files.length === 0) return;
      done();
      void openFiles(app, Promise.resolve(files).then(filesOfChooser));
    });
    return made;
  };
  const files = input(id, "Files to open", false);
  const folder = input(`${id}-folder`, "Folder to open", true);
  return element(
    "span",
    { class: "buttons" },
    files,
    folder,
    element("button", { class: "primary", type: "button", onclick: () => files.click() }, "Choose files"),
    element("button", { type: "button", onclick: () => folder.click() }, "Choose a folder"),
  );
}
