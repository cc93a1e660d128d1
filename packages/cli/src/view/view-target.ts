/** What `orrery view` is pointed at: nothing, a scenario, or a recording, whose input is run anew and held against its digest. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../job/index.ts";

export interface ViewTarget {
  /** Folder that is served; undefined: the site alone. */
  readonly folder: string | undefined;
  /** Query of the address, "" for the gallery. */
  readonly query: string;
}

/** @throws UserError for what is neither */
export async function viewTarget(target: string | undefined): Promise<ViewTarget> {
  if (target === undefined) return { folder: undefined, query: "" };
  const entry = await stat(target);
  return entry.isDirectory() ? recordingTarget(target) : scenarioTarget(target, {});
}

function scenarioTarget(file: string, more: Readonly<Record<string, string>>): ViewTarget {
  const query = new URLSearchParams({ run: `local:${path.basename(file)}`, play: "1", ...more });
  return { folder: path.dirname(path.resolve(file)), query: query.toString() };
}

async function recordingTarget(folder: string): Promise<ViewTarget> {
  const file = path.join(folder, "manifest.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new UserError(
      `${folder}: this folder holds no recording; accepted: a folder that "orrery run --out" has written, or a scenario file`,
    );
  });
  const manifest = JSON.parse(text) as {
    readonly kind?: string;
    readonly seed?: string;
    readonly digest?: string;
    readonly command?: readonly string[];
    readonly changes?: readonly unknown[];
    readonly policy?: { readonly text: string };
  };
  if (manifest.kind !== "orrery/recording") throw new UserError(`${file}: this is ${String(manifest.kind)}; accepted: orrery/recording`);
  const command = manifest.command ?? [];
  const scenario = command.find((each) => /\.(ya?ml|json)$/.test(each));
  if (command[0] !== "run" || scenario === undefined) {
    const was = command.length === 0 ? "it does not say" : `orrery ${command.join(" ")}`;
    throw new UserError(`${folder}: only recordings of scenarios can be viewed: their input is run anew; this one came from: ${was}`);
  }
  await stat(scenario);
  return scenarioTarget(scenario, {
    seed: manifest.seed ?? "",
    expect: manifest.digest ?? "",
    ...(manifest.changes === undefined ? {} : { changes: JSON.stringify(manifest.changes) }),
    ...(manifest.policy === undefined ? {} : { policy: manifest.policy.text }),
  });
}
