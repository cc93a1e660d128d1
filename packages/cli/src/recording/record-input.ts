/** Copies the input of a run into its recording and says in what way it was run. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { RecordedFile, RecordedInput } from "@orrery/runner/recording";
import { GPU_POLICIES } from "@orrery/scheduler/policies";
import type { ReadFile } from "../input/index.ts";
import { isSystemError } from "../job/index.ts";
import type { Job } from "../job/index.ts";
import { inputLayout } from "./input-layout.ts";

/** Puts a file, or bytes that came through standard input, at a name below the recording; gives the place where they lie for now. */
export interface InputSink {
  copy(from: string, name: string): Promise<string>;
  write(bytes: Uint8Array, name: string): Promise<string>;
}

/** An input that is not what was run would be a lie; the recording is kept without it. */
export type Recorded = { readonly input: RecordedInput } | { readonly noInput: string };

/** @throws what the sink throws, for its system's reasons */
export async function recordInput(job: Job, read: readonly ReadFile[], sink: InputSink): Promise<Recorded> {
  const { source } = job;
  for (const { path, place, sizeBytes, modifiedMs } of read) {
    const now = await stat(place).catch((cause: unknown) => {
      if (!isSystemError(cause)) throw cause;
      return undefined;
    });
    if (now?.size !== sizeBytes || now.mtimeMs !== modifiedMs)
      return { noInput: `${path} has ${now === undefined ? "gone" : "changed"} since it was read` };
  }
  const layout = inputLayout(
    read.map(({ path }) => path),
    source.kind === "scenario" ? source.file : undefined,
  );
  const files: RecordedFile[] = [];
  for (const { path, place } of read) {
    const file = layout.get(path)!;
    files.push({ file, path: path.replaceAll("\\", "/"), ...(await measured(await sink.copy(place, file))) });
  }
  const snapshots: string[] = [];
  if (source.kind === "snapshot")
    for (const each of source.files) {
      const { bytes } = source;
      if (bytes === undefined || each !== "-") {
        snapshots.push(layout.get(each)!);
        continue;
      }
      const file = unusedName(`input/standard-input${endingOf(bytes)}`, new Set(layout.values()));
      snapshots.push(file);
      files.push({ file, path: "-", ...(await measured(await sink.write(bytes, file))) });
    }
  const copyOf = (path: string) => layout.get(path)!;
  const options = {
    seed: job.seed,
    untilUs: job.untilUs,
    tieBreak: job.tieBreak,
    strict: job.strict || undefined,
    explain: job.explain.length === 0 ? undefined : job.explain,
    profile: job.profile === undefined ? undefined : isPolicy(job.profile) ? { policy: job.profile } : { file: copyOf(job.profile) },
  };
  switch (source.kind) {
    case "scenario":
      return { input: given({ kind: "scenario", scenario: copyOf(source.file), ...options, files }) };
    case "traces": {
      const { nodes, pods, arrivals, poolLabel } = source;
      return { input: given({ kind: "trace", nodes: nodes.map(copyOf), pods: pods.map(copyOf), arrivals, poolLabel, ...options, files }) };
    }
    case "snapshot":
      return {
        input: given({ kind: "snapshot", snapshots, reschedule: source.reschedule, poolLabel: source.poolLabel, ...options, files }),
      };
  }
}

/** A name that no copy has. */
function unusedName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = name.replace(/(\.\w+)?$/, `-${i}$1`);
  return free;
}

function isPolicy(profile: string): boolean {
  return GPU_POLICIES.some((name) => name === profile);
}

/** Without what was not given. */
function given(input: { readonly [K in keyof RecordedInput]: RecordedInput[K] | undefined }): RecordedInput {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as unknown as RecordedInput;
}

async function measured(place: string): Promise<{ readonly sizeBytes: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of createReadStream(place, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Uint8Array);
    sizeBytes += (chunk as Uint8Array).length;
  }
  return { sizeBytes, sha256: hash.digest("hex") };
}

/** So that the copy looks like what it is; readers look at the content. */
function endingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return ".gz";
  return /^\s*[[{]/.test(new TextDecoder().decode(bytes.subarray(0, 1024))) ? ".json" : ".yaml";
}
