/** Takes files that are dropped anywhere on the page. */
import type { App } from "../app/index.ts";
import { sourceOf } from "./dropped-files.ts";

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
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void openFiles(app, files);
  });
}

export async function openFiles(app: App, files: readonly File[]): Promise<void> {
  try {
    const { name, source } = await sourceOf(files);
    app.openText(name, source);
  } catch (error) {
    app.notify(error instanceof Error ? error.message : String(error));
  }
}
