/** Writes a recording into a folder: all of its files, or none. */
import { createHash } from "node:crypto";
import { access, constants, copyFile, mkdir, open, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { parquetBytes, recordingTables } from "@orrery/runner/export";
import { readManifest, RECORDING_KIND, RECORDING_VERSION } from "@orrery/runner/recording";
import type { RecordedInput } from "@orrery/runner/recording";
import type { Report } from "@orrery/runner/report";
import type { Simulation } from "@orrery/runner/simulation";
import { ExitCode, isSystemError, systemMessage, UserError } from "../job/index.ts";
import type { Job } from "../job/index.ts";
import type { ReadFile } from "../input/index.ts";
import { recordInput } from "./record-input.ts";
import type { Recorded } from "./record-input.ts";

/** Puts files on the disk so that they are really there. Replaced in tests, where disks are never full. */
export interface Disk {
  write(file: string, bytes: Uint8Array): Promise<void>;
  /** By the file system: large traces do not go through memory. */
  copy(from: string, file: string): Promise<void>;
}

export interface WrittenRecording {
  /** Paths, the tables first. */
  readonly files: readonly string[];
  /** Why it holds no copy of the input; "": it does. */
  readonly noInput: string;
}

/**
 * Writes under temporary names and renames at the end, so that nothing half-written stays and an older recording survives a failure.
 * @param read the files that the run has read
 * @throws UserError when the system refuses
 */
export async function writeRecording(
  folder: string,
  simulation: Simulation,
  report: Report,
  job: Job,
  read: readonly ReadFile[] = [],
  disk: Disk = DURABLE,
): Promise<WrittenRecording> {
  const pending: { readonly temporary: string; readonly file: string }[] = [];
  /** The topmost of each that was made, for when it fails. */
  const made: string[] = [];
  const place = async (name: string): Promise<string> => {
    const file = path.join(folder, name);
    const created = await mkdir(path.dirname(file), { recursive: true });
    if (created !== undefined) made.push(...foldersDownTo(created, path.dirname(path.resolve(file))));
    const temporary = path.join(path.dirname(file), `.${path.basename(file)}.part`);
    pending.push({ temporary, file });
    return temporary;
  };
  const put = async (name: string, bytes: Uint8Array) => {
    const temporary = await place(name);
    await disk.write(temporary, bytes);
    return temporary;
  };
  try {
    const tables: { name: string; file: string; rows: number; sizeBytes: number; sha256: string }[] = [];
    for (const table of recordingTables(simulation)) {
      const bytes = parquetBytes(table);
      const file = `${table.name}.parquet`;
      tables.push({
        name: table.name,
        file,
        rows: table.rows,
        sizeBytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      });
      await put(file, bytes);
    }
    const recorded = await recordInput(job, read, {
      async copy(from, name) {
        const temporary = await place(name);
        await disk.copy(from, temporary);
        return temporary;
      },
      write: (bytes, name) => put(name, bytes),
    });
    await put("report.json", jsonBytes(report));
    await put("manifest.json", jsonBytes(manifest(report, job, recorded, tables)));
    const before = await inputOfOlder(folder);
    for (const { temporary, file } of pending) await rename(temporary, file);
    await removeOld(folder, before, "input" in recorded ? recorded.input : undefined);
    return { files: pending.map(({ file }) => file), noInput: "noInput" in recorded ? recorded.noInput : "" };
  } catch (cause) {
    for (const { temporary } of pending) await rm(temporary, { force: true });
    // A folder that was there before, or that holds something, stays.
    for (const each of made.toReversed()) await rmdir(each).catch(() => undefined);
    if (!isSystemError(cause)) throw cause;
    throw new UserError(`--out ${folder}: ${systemMessage(cause, "").replace(/^: /, "")}; nothing was written`, ExitCode.io);
  }
}

/** From a folder that was made to one below it, outermost first. */
function foldersDownTo(top: string, last: string): string[] {
  const folders = [last];
  while (folders[0] !== top && folders[0] !== path.dirname(folders[0]!)) folders.unshift(path.dirname(folders[0]!));
  return folders;
}

/** The input of the recording that lies in a folder; undefined: there is none, or it holds no input. */
async function inputOfOlder(folder: string): Promise<RecordedInput | undefined> {
  try {
    const file = path.join(folder, "manifest.json");
    return readManifest(await readFile(file, "utf8"), file).input;
  } catch {
    return undefined;
  }
}

/** Copies of the older recording that the new one does not have; what else lies there is not ours. */
async function removeOld(folder: string, before: RecordedInput | undefined, now: RecordedInput | undefined): Promise<void> {
  const kept = new Set(now?.files.map(({ file }) => file));
  for (const { file } of before?.files ?? []) {
    if (kept.has(file)) continue;
    await rm(path.join(folder, file), { force: true });
    for (let above = path.dirname(file); above !== "."; above = path.dirname(above)) if (!(await emptied(path.join(folder, above)))) break;
  }
}

async function emptied(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    () => false,
  );
}

/** Says before a long run, not after it, that a folder cannot be written. @throws UserError */
export async function checkFolder(folder: string): Promise<void> {
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    const entry = await stat(place).catch(() => undefined);
    if (entry === undefined && place !== path.dirname(place)) continue;
    if (entry !== undefined && !entry.isDirectory())
      throw new UserError(`--out ${folder}: ${place} is a file; accepted: a folder, or a path where one can be made`);
    await access(place, constants.W_OK).catch((cause: unknown) => {
      throw isSystemError(cause) ? new UserError(`--out ${folder}: ${systemMessage(cause, place)}`, ExitCode.io) : cause;
    });
    break;
  }
  const copies = path.join(folder, "input");
  if ((await stat(copies).catch(() => undefined)) !== undefined && (await inputOfOlder(folder)) === undefined)
    throw new UserError(
      `--out ${folder}: ${copies} is there and belongs to no recording; the copies of the input would go there; accepted: another folder`,
    );
}

function manifest(report: Report, job: Job, recorded: Recorded, tables: readonly object[]): object {
  const { name, seed, tieBreak, digest, partial, end, time, host, inputs } = report;
  return {
    kind: RECORDING_KIND,
    version: RECORDING_VERSION,
    orrery: host.orrery,
    platform: host.platform,
    name,
    seed,
    tieBreak,
    digest,
    partial,
    end,
    time,
    command: job.commandLine,
    ...(job.changes.length === 0 ? {} : { changes: job.changes }),
    ...(job.policy === undefined ? {} : { policy: { file: job.policy.file, text: job.policy.text } }),
    inputs: inputs.map(({ file, format, rows, badRows }) => ({ file, format, rows, badRows })),
    ...recorded,
    tables,
  };
}

function jsonBytes(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

const DURABLE: Disk = {
  async write(file, bytes) {
    const handle = await open(file, "w");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async copy(from, file) {
    // Where the file system can, the copy shares its blocks with the original.
    await copyFile(from, file, constants.COPYFILE_FICLONE);
    // A copy keeps the original's permissions, and might not be opened for writing.
    const handle = await open(file, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};
