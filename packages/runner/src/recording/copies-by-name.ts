/** Which copy stands for which file when a recording is run again: the copied scenario names its files as it always did. */
import { folderOf, isAbsolute, plainPath, relativePath } from "./plain-path.ts";
import type { RecordedInput } from "./recorded-input.ts";

/**
 * @returns copies below the recording's folder, by the plain path that the run asks for when its scenario is the copied one: the copy's
 * own, what the scenario's relative paths come to there, and absolute paths as they were
 */
export function copiesByName({ scenario, files }: Pick<RecordedInput, "scenario" | "files">): ReadonlyMap<string, string> {
  const copies = new Map<string, string>();
  const main = files.find(({ file }) => file === scenario);
  for (const { file, path } of files) {
    copies.set(plainPath(file), file);
    if (isAbsolute(path)) copies.set(plainPath(path), file);
    if (main === undefined || isAbsolute(path) !== isAbsolute(main.path)) continue;
    const named = plainPath(`${folderOf(main.file)}/${relativePath(folderOf(main.path), path)}`);
    if (!copies.has(named)) copies.set(named, file);
  }
  return copies;
}
