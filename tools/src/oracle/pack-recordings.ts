/** Packs the recordings of the real components so that they travel with the project: gzip, a manifest, and where they come from. */
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { recogniseCase } from "./recorded-case.ts";

export interface PackedFile {
  /** Path below the folder of packed recordings, with `/`. */
  file: string;
  family: string;
  cases: number;
  /** Of the content before packing. */
  sizeBytes: number;
  /** Of the content before packing: it does not depend on the version of zlib. */
  sha256: string;
}

export interface Manifest {
  format: "orrery-oracle-recordings/1";
  kubernetes: string;
  cases: number;
  files: PackedFile[];
}

/** One recording file before packing. */
export interface Recording {
  file: string;
  content: Buffer;
}

/**
 * The recordings below `from`: every `*.jsonl` byte by byte, and all control plane recordings of one folder (`*.json`, one case a
 * file) as one file with a case a line.
 * @throws when a file is no recording
 */
export async function collectRecordings(from: string): Promise<Recording[]> {
  const found: Recording[] = [];
  const folders = (await readdir(from, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const folder of folders.toSorted()) {
    const names = (await readdir(path.join(from, folder))).toSorted();
    for (const name of names.filter((each) => each.endsWith(".jsonl"))) {
      found.push({ file: `${folder}/${name}`, content: await readFile(path.join(from, folder, name)) });
    }
    const documents = names.filter((each) => each.endsWith(".json"));
    if (documents.length > 0) {
      const lines = await Promise.all(documents.map((name) => documentLine(path.join(from, folder, name))));
      found.push({ file: `${folder}/${folder}.jsonl`, content: Buffer.from(lines.join("")) });
    }
  }
  return found;
}

/** Writes `<file>.gz` for each recording and `manifest.json` below `to`; packed files of earlier runs are removed. */
export async function packRecordings(recordings: readonly Recording[], to: string): Promise<Manifest> {
  const files = recordings.map(describe);
  const manifest: Manifest = {
    format: "orrery-oracle-recordings/1",
    kubernetes: "v1.36.2",
    cases: files.reduce((sum, file) => sum + file.cases, 0),
    files,
  };
  for (const folder of new Set(files.map((file) => path.dirname(file.file)))) {
    await rm(path.join(to, folder), { recursive: true, force: true });
    await mkdir(path.join(to, folder), { recursive: true });
  }
  for (const recording of recordings) await writeFile(path.join(to, `${recording.file}.gz`), deterministicGzip(recording.content));
  await writeFile(path.join(to, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** What the manifest says of a recording. @throws when a line is no case */
export function describe({ file, content }: Recording): PackedFile {
  const lines = content
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const families = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const recorded = recogniseCase(JSON.parse(line), { stem: path.basename(file, ".jsonl"), line: index + 1 });
    if (typeof recorded === "string") throw new Error(`${file}:${index + 1}: ${recorded}`);
    families.add(recorded.family);
  }
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { file: `${file}.gz`, family: [...families].toSorted().join(", "), cases: lines.length, sizeBytes: content.length, sha256 };
}

/** The same bytes for the same content: no time of modification (zlib writes none), and no mark of the operating system. */
function deterministicGzip(content: Buffer): Buffer {
  const packed = gzipSync(content, { level: 9 });
  packed[GZIP_OPERATING_SYSTEM] = 255;
  return packed;
}

const GZIP_OPERATING_SYSTEM = 9;

async function documentLine(file: string): Promise<string> {
  return `${JSON.stringify(JSON.parse(await readFile(file, "utf8")))}\n`;
}
