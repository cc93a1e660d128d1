/** The files of a drop or of a chooser, folders with all that is in them. */
import { BroughtError } from "../source/index.ts";
import type { BroughtFile } from "../source/index.ts";

/** A folder with more is not what was meant. */
const MOST_FILES = 2000;

/** Folders that never hold an input. */
const PASSED_BY: ReadonlySet<string> = new Set(["node_modules"]);

/**
 * Must be called within the drop's own event: afterwards browsers have forgotten what was dropped.
 * @throws BroughtError when there are too many
 */
export async function filesOfTransfer({ items, files }: DataTransfer): Promise<readonly BroughtFile[]> {
  const entries = Array.from(items, (item) => (item.kind === "file" ? item.webkitGetAsEntry() : null));
  if (!entries.some((entry) => entry?.isDirectory === true)) return filesOfChooser(Array.from(files));
  const found: BroughtFile[] = [];
  for (const entry of entries) if (entry !== null) await collect(entry, "", found);
  return found;
}

/** Of an input element; those of a folder have their paths. */
export function filesOfChooser(files: readonly File[]): readonly BroughtFile[] {
  if (files.length > MOST_FILES) throw tooMany();
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function collect(entry: FileSystemEntry, folder: string, into: BroughtFile[]): Promise<void> {
  const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
  if (entry.name.startsWith(".") || PASSED_BY.has(entry.name)) return;
  if (entry.isFile) {
    if (into.length === MOST_FILES) throw tooMany();
    into.push({ path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a hundred or so at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const each of some) await collect(each, path, into);
  }
}

function tooMany(): BroughtError {
  return new BroughtError(
    `There are more than ${MOST_FILES.toLocaleString("en")} files in it.`,
    "Bring the folder of a recording, or of a scenario with its files, and no more.",
  );
}
