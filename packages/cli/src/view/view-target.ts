/** What `orrery view` is pointed at: nothing, a scenario, or a recording, whose input is run anew and held against its digest. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../job/index.ts";
import { recordedJob, recordingIn, withoutInput } from "../recording/index.ts";

export interface ViewTarget {
  /** Folder that is served; undefined: the site alone. */
  readonly folder: string | undefined;
  /** Query of the address, "" for the gallery; `path` in it is what commands that the page gives name. */
  readonly query: string;
}

/** @throws UserError for what is neither */
export async function viewTarget(target: string | undefined): Promise<ViewTarget> {
  if (target === undefined) return { folder: undefined, query: "" };
  const entry = await stat(target);
  return entry.isDirectory() ? recordingTarget(target) : scenarioTarget(target, {});
}

function scenarioTarget(file: string, more: Readonly<Record<string, string>>): ViewTarget {
  const name = path.basename(file);
  const query = new URLSearchParams({ run: `local:${name}`, ...(file === name ? {} : { path: file }), play: "1", ...more });
  return { folder: path.dirname(path.resolve(file)), query: query.toString() };
}

async function recordingTarget(folder: string): Promise<ViewTarget> {
  const manifest = await recordingIn(folder);
  if (manifest.input !== undefined) {
    // Before the browser opens: what is missing or changed is said here.
    await recordedJob(folder, manifest);
    const query = new URLSearchParams({ run: "local:manifest.json", path: folder, play: "1" });
    return { folder: path.resolve(folder), query: query.toString() };
  }
  const { command, seed, digest, changes, policy } = manifest;
  const scenario = command.find((each) => /\.(ya?ml|json)$/.test(each));
  if (command[0] !== "run" || scenario === undefined)
    throw new UserError(
      `${folder}: ${withoutInput(manifest)}; accepted: a recording that holds its input, or one of a scenario that is still there`,
    );
  await stat(scenario);
  return scenarioTarget(scenario, {
    seed,
    expect: digest,
    ...(changes.length === 0 ? {} : { changes: JSON.stringify(changes) }),
    ...(policy === undefined ? {} : { policy: policy.text }),
  });
}
