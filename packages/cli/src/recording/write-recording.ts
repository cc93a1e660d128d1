/** Writes a recording into a folder: all of its files, or none. */
import { createHash } from "node:crypto";
import { access, constants, mkdir, open, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { parquetBytes, recordingTables } from "@orrery/runner/export";
import type { Report } from "@orrery/runner/report";
import type { Simulation } from "@orrery/runner/simulation";
import { ExitCode, isSystemError, systemMessage, UserError } from "../job/index.ts";
import type { Job } from "../job/index.ts";

/** Raised when a table or a column changes its meaning or goes. */
export const RECORDING_VERSION = 1;

/** Puts bytes into a file so that they are really on the disk. Replaced in tests, where disks are never full. */
export type FileWriter = (file: string, bytes: Uint8Array) => Promise<void>;

/**
 * Writes under temporary names and renames at the end, so that nothing half-written stays and an older recording survives a failure.
 * @returns the files written
 * @throws UserError when the system refuses
 */
export async function writeRecording(
  folder: string,
  simulation: Simulation,
  report: Report,
  job: Job,
  write: FileWriter = writeDurably,
): Promise<string[]> {
  const pending: { temporary: string; file: string }[] = [];
  let created: string | undefined;
  const put = async (name: string, bytes: Uint8Array) => {
    const temporary = path.join(folder, `.${name}.part`);
    pending.push({ temporary, file: path.join(folder, name) });
    await write(temporary, bytes);
  };
  try {
    created = await mkdir(folder, { recursive: true });
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
    await put("report.json", jsonBytes(report));
    await put("manifest.json", jsonBytes(manifest(report, job, tables)));
    for (const { temporary, file } of pending) await rename(temporary, file);
    return pending.map(({ file }) => file);
  } catch (cause) {
    for (const { temporary } of pending) await rm(temporary, { force: true });
    // A folder that was there before, or that holds something, stays.
    if (created !== undefined) await rmdir(folder).catch(() => undefined);
    if (!isSystemError(cause)) throw cause;
    throw new UserError(`--out ${folder}: ${systemMessage(cause, "").replace(/^: /, "")}; nothing was written`, ExitCode.io);
  }
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
    return;
  }
}

function manifest(report: Report, job: Job, tables: readonly object[]): object {
  const { name, seed, tieBreak, digest, partial, end, time, host, inputs } = report;
  return {
    kind: "orrery/recording",
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
    tables,
  };
}

function jsonBytes(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "w");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
