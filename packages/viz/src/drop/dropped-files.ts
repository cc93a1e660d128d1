/** What dropped or chosen files are: a scenario with the files that it names, or a snapshot or trace by themselves. */
import type { Source } from "../worker/index.ts";

/** How much of a file is looked at to know it. */
const SAMPLE_BYTES = 64 * 1024;

/** @throws Error with a message for people */
export async function sourceOf(files: readonly File[]): Promise<{ readonly name: string; readonly source: Source }> {
  if (files.length === 0) throw new Error("Nothing that can be read was dropped.");
  const byName = new Map<string, Blob>(files.map((file) => [file.name, file]));
  for (const file of files) {
    const start = await file.slice(0, SAMPLE_BYTES).text();
    if (isScenario(start)) {
      byName.delete(file.name);
      return { name: file.name, source: { fileName: file.name, text: await file.text(), baseUrl: undefined, files: byName } };
    }
    if (/"kind"\s*:\s*"orrery\/recording"/.test(start))
      throw new Error(
        `${file.name} belongs to a recording; open it with \`orrery view FOLDER\`, which runs its scenario anew and compares the digests.`,
      );
  }
  const name = files.map((file) => file.name).join("+");
  return { name, source: { fileName: name, text: "", baseUrl: undefined, files: byName } };
}

export function isScenario(start: string): boolean {
  return /^\s*"?apiVersion"?\s*:\s*"?orrery\//m.test(start) || /^\s*"?kind"?\s*:\s*"?Scenario\b/m.test(start);
}
