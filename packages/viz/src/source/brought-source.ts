/** What was brought: a recording, a scenario with the files that it names, or a snapshot or trace by themselves. */
import { plainPath, relativePath } from "@orrery/runner/recording";
import { BroughtError } from "./brought-file.ts";
import type { Brought, BroughtFile } from "./brought-file.ts";
import { recordingSource } from "./recording-source.ts";
import { notNamed, unusedText } from "./unused-files.ts";

/** How much of a file is looked at to know it. */
const SAMPLE_BYTES = 64 * 1024;

/** @throws BroughtError */
export async function broughtSource(all: readonly BroughtFile[]): Promise<Brought> {
  const files = all.filter(({ path }) => !path.split("/").some((part) => part.startsWith(".")));
  if (files.length === 0) throw new BroughtError("Nothing that can be read was brought.");
  const scenarios: BroughtFile[] = [];
  for (const each of files) {
    if (/(^|\/)input\//.test(each.path) && files.some(({ path }) => path.endsWith("manifest.json"))) continue;
    const start = await each.file.slice(0, SAMPLE_BYTES).text();
    if (/"kind"\s*:\s*"orrery\/recording"/.test(start)) return recordingSource(each, files);
    if (isScenario(start)) scenarios.push(each);
  }
  const [scenario, another] = scenarios;
  if (another !== undefined)
    throw new BroughtError(
      `There are ${scenarios.length} scenarios: ${scenarios.map(({ path }) => path).join(", ")}.`,
      "Bring one of them, together with the files that it names.",
    );
  if (scenario === undefined) return plainFiles(files);
  const folder = scenario.path.slice(0, Math.max(0, scenario.path.lastIndexOf("/")));
  const beside = files.filter((each) => each !== scenario).map(({ path, file }) => [relativePath(folder, path), file] as const);
  const name = nameOf(scenario.path);
  const text = await scenario.file.text();
  const source = { fileName: name, text, baseUrl: undefined, files: new Map(beside) };
  const unused = notNamed(
    text,
    beside.map(([path]) => path),
  );
  return { name, source, expect: "", remark: unusedText(unused, `${name} does not name ${unused.length === 1 ? "it" : "them"}`) };
}

/** A snapshot or a trace; found out in the worker, by content. */
function plainFiles(files: readonly BroughtFile[]): Brought {
  const named = files.map(({ path, file }) => [plainPath(path), file] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const name = named.map(([path]) => nameOf(path)).join("+");
  return { name, source: { fileName: name, text: "", baseUrl: undefined, files: new Map(named) }, expect: "", remark: "" };
}

export function isScenario(start: string): boolean {
  return /^\s*"?apiVersion"?\s*:\s*"?orrery\//m.test(start) || /^\s*"?kind"?\s*:\s*"?Scenario\b/m.test(start);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
