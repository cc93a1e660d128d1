/** Finds the recordings below folders and streams their lines, packed or not. */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

/** `*.jsonl` and `*.jsonl.gz`: one case a line. `*.json`: one case a file. */
const RECORDING = /\.(jsonl|jsonl\.gz|json)$/;

/** Files of the packed recordings that describe the others. */
const NO_RECORDINGS: readonly string[] = ["manifest.json", "package.json", "tsconfig.json"];

/**
 * All recordings below a folder, by path, in a fixed order; a file is taken as it is.
 * @throws the error of the file system when `start` or a folder below it can't be read
 */
export async function findRecordings(start: string): Promise<string[]> {
  if ((await stat(start)).isFile()) return [start];
  const found: string[] = [];
  for (const entry of await readdir(start, { withFileTypes: true })) {
    const full = path.join(start, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules") found.push(...(await findRecordings(full)));
    } else if (RECORDING.test(entry.name) && !NO_RECORDINGS.includes(entry.name)) {
      found.push(full);
    }
  }
  return found.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}

/** "quantity" for `.../quantity.jsonl.gz`. */
export function recordingStem(file: string): string {
  return path.basename(file).replace(RECORDING, "");
}

/**
 * The texts of a recording's cases with the line where each begins; empty lines are passed over.
 * @throws the error of the file system, or of gzip when a packed file is damaged
 */
export async function* readCaseTexts(file: string): AsyncGenerator<{ line: number; text: string }> {
  const raw = createReadStream(file);
  const input = file.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  raw.on("error", (error) => input.destroy(error));
  if (file.endsWith(".json")) {
    const chunks: Buffer[] = [];
    for await (const chunk of input) chunks.push(chunk as Buffer);
    yield { line: 1, text: Buffer.concat(chunks).toString("utf8") };
    return;
  }
  // readline does not pass on errors of its input: they are kept here and thrown once the lines that came through are done.
  let failure: Error | undefined;
  input.on("error", (error: Error) => {
    failure = error;
  });
  let line = 0;
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  input.on("error", () => lines.close());
  for await (const text of lines) {
    line += 1;
    if (text.trim() !== "") yield { line, text };
  }
  if (failure !== undefined) throw failure;
}
