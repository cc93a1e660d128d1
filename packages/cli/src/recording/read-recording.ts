/** A recording as the input of a run: its copies stand for the files of old, with the options of old. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { copiesByName, readManifest, RecordingError } from "@orrery/runner/recording";
import type { RecordedInput, RecordingManifest } from "@orrery/runner/recording";
import type { Job, JobSource } from "../job/index.ts";
import { UserError } from "../job/index.ts";
import { readPolicy } from "../policy/index.ts";

/** @throws UserError for a folder without a recording, and for a manifest that cannot be used */
export async function recordingIn(folder: string): Promise<RecordingManifest> {
  const file = path.join(folder, "manifest.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new UserError(
      `${folder}: this folder holds no recording; accepted: a folder that "orrery run --out" has written, or a scenario file`,
    );
  });
  try {
    return readManifest(text, file);
  } catch (cause) {
    throw cause instanceof RecordingError ? new UserError(cause.message) : cause;
  }
}

/** What a job takes from a recording; options that are given beside it come before these. */
export type RecordedJob = Pick<
  Job,
  "source" | "copies" | "profile" | "policy" | "changes" | "seed" | "untilUs" | "tieBreak" | "strict" | "explain"
>;

/** @throws UserError when it holds no input, or its copies are not what they were */
export async function recordedJob(folder: string, manifest: RecordingManifest): Promise<RecordedJob> {
  const { input, changes, policy } = manifest;
  if (input === undefined) throw new UserError(`${folder}: ${withoutInput(manifest)}`);
  for (const { file, sizeBytes, sha256 } of input.files) {
    const place = path.join(folder, file);
    const entry = await stat(place).catch(() => undefined);
    if (entry === undefined) throw new UserError(`${place}: it is missing; accepted: the recording as it was written`);
    const found = entry.size === sizeBytes ? await sha256Of(place) : `${entry.size} bytes`;
    if (found !== sha256)
      throw new UserError(
        `${place}: this is not what was recorded: found ${found}; accepted: ${entry.size === sizeBytes ? `SHA-256 ${sha256}` : `${sizeBytes} bytes`}`,
      );
  }
  const { profile } = input;
  return {
    source: sourceOf(folder, input),
    copies: { folder, byName: copiesByName(input) },
    profile: profile === undefined ? undefined : "file" in profile ? path.join(folder, profile.file) : profile.policy,
    ...(policy === undefined ? {} : { policy: readPolicy(policy.file, policy.text) }),
    changes,
    seed: input.seed,
    untilUs: input.untilUs,
    tieBreak: input.tieBreak,
    strict: input.strict === true,
    explain: input.explain ?? [],
  };
}

/** Why a recording cannot be run again by itself. */
export function withoutInput({ command, noInput }: RecordingManifest): string {
  const was = command.length === 0 ? "" : `; it came from: orrery ${command.join(" ")}`;
  return `this recording holds no copy of its input${noInput === "" ? "" : ` (${noInput})`}${was}`;
}

function sourceOf(folder: string, input: RecordedInput): JobSource {
  const copy = (file: string | undefined) => path.join(folder, file!);
  const { poolLabel } = input;
  switch (input.kind) {
    case "scenario":
      return { kind: "scenario", file: copy(input.scenario) };
    case "trace":
      return {
        kind: "traces",
        nodes: input.nodes!.map(copy),
        pods: input.pods!.map(copy),
        arrivals: input.arrivals ?? { kind: "timed", timeScale: 1 },
        poolLabel,
      };
    case "snapshot":
      return { kind: "snapshot", files: input.snapshots!.map(copy), bytes: undefined, reschedule: input.reschedule === true, poolLabel };
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}
