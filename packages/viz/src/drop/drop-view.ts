/** Takes files and folders that are dropped anywhere on the page, or chosen. */
import type { App } from "../app/index.ts";
import { BroughtError, broughtSource, filesOf, notTaken, unusedText } from "../source/index.ts";
import type { BroughtFile } from "../source/index.ts";
import type { Source } from "../worker/index.ts";
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
    app.notify(remark);
    await app.openText(name, source, isWanted ? app.view.value : { playing: true, expect });
    // Opening it may have had something to say, too.
    if (app.shell.value.notice !== remark) alsoSay(app, remark);
    sayWhatIsNotTaken(app, source);
  } catch (error) {
    app.refuse(error instanceof BroughtError ? error.sentences : [error instanceof Error ? error.message : String(error)]);
  }
}

/** Of files without a scenario the worker finds out what they are: of a snapshot and a trace together it takes the snapshot. */
function sayWhatIsNotTaken(app: App, { files, text, recorded }: Source): void {
  const { run } = app;
  if (run === undefined || run.request.files !== files || text !== "" || recorded !== undefined) return;
  const look = () => {
    const kind = run.state.value.opened?.input;
    if (kind === undefined) return;
    stop();
    alsoSay(app, unusedText(notTaken(kind, files.keys()), "what kubectl printed runs without a trace"));
  };
  const stop = run.state.subscribe(look);
  look();
}

/** Before what stands there already. */
function alsoSay(app: App, sentence: string): void {
  if (sentence !== "") app.notify([sentence, app.shell.value.notice].join(" ").trim());
}

/** The same file with or without the folders that it came in. */
function endsAlike(a: string, b: string): boolean {
  return `/${a}`.endsWith(`/${b}`) || `/${b}`.endsWith(`/${a}`);
}
