/** Takes files and folders that are dropped anywhere on the page, or chosen. */
import type { App } from "../app/index.ts";
import { BroughtError, broughtSource, filesOf } from "../source/index.ts";
import type { BroughtFile } from "../source/index.ts";
import { filesOfTransfer } from "./transfer-files.ts";

export function acceptDrops(app: App): void {
  const mark = (over: boolean) => document.body.classList.toggle("dropping", over);
  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener("drop", (event) => {
    mark(false);
    const { dataTransfer } = event;
    if (dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    void openFiles(app, filesOfTransfer(dataTransfer));
  });
}

/** Opens what was brought; where a link waits for it, at what the link shows. */
export async function openFiles(app: App, coming: readonly BroughtFile[] | Promise<readonly BroughtFile[]>): Promise<void> {
  try {
    const { name, source, expect, remark } = await broughtSource(await coming);
    const { missing, wanted } = app.shell.value;
    const names = filesOf(name, source);
    const isWanted =
      missing !== "" &&
      (missing.replace(/^local:/, "") === name ||
        (wanted.length > 0 && wanted.every((file) => names.some((each) => endsAlike(each, file)))));
    if (remark !== "") app.notify(remark);
    await app.openText(name, source, isWanted ? app.view.value : { playing: true, expect });
  } catch (error) {
    app.refuse(error instanceof BroughtError ? error.sentences : [error instanceof Error ? error.message : String(error)]);
  }
}

/** The same file with or without the folders that it came in. */
function endsAlike(a: string, b: string): boolean {
  return `/${a}`.endsWith(`/${b}`) || `/${b}`.endsWith(`/${a}`);
}
