/** A recording as a source: its input, run again as it was, from the copies that it holds. */
import { readManifest, RecordingError } from "@orrery/runner/recording";
import type { RecordedFile, RecordingManifest } from "@orrery/runner/recording";
import { bytesText } from "../words/index.ts";
import type { Source } from "../worker/index.ts";
import { BroughtError } from "./brought-file.ts";
import type { Brought, BroughtFile } from "./brought-file.ts";
import { sha256Hex } from "./content-name.ts";
import { unusedText } from "./unused-files.ts";

/** Larger files are not read for their SHA-256 before they are run; their size is looked at. */
const CHECKED_BYTES = 16 * 2 ** 20;

/**
 * @param files the manifest's whole folder, or at least what is named in it
 * @throws BroughtError for a recording that cannot be run again, saying what is missing
 */
export async function recordingSource(manifestFile: BroughtFile, files: readonly BroughtFile[]): Promise<Brought> {
  const manifest = manifestOf(await manifestFile.file.text(), manifestFile.path);
  const folder = manifestFile.path.slice(0, manifestFile.path.lastIndexOf("/") + 1);
  const input = inputOf(manifest);
  const found = new Map<string, Blob>();
  const missing: string[] = [];
  for (const { file } of input.files) {
    const blob = findFile(files, folder, file);
    if (blob === undefined) missing.push(file);
    else found.set(file, blob);
  }
  if (missing.length > 0)
    throw new BroughtError(
      `The recording lacks ${missing.join(", ")}.`,
      "Bring its whole folder, as “Choose a folder” and dropping it do.",
    );
  const wrong: string[] = [];
  const unchecked: string[] = [];
  for (const each of input.files) {
    const verdict = await verdictOf(each, found.get(each.file)!);
    if (verdict === "unchecked") unchecked.push(`${each.file} (${bytesText(each.sizeBytes)})`);
    else if (verdict !== "") wrong.push(verdict);
  }
  if (wrong.length > 0) throw new BroughtError("The recording's input is no longer what was recorded.", ...wrong);
  const text = input.scenario === undefined ? "" : await found.get(input.scenario)!.text();
  if (input.scenario !== undefined) found.delete(input.scenario);
  const name = folder.replace(/\/$/, "").replace(/^.*\//, "");
  const elsewhere = files.filter(({ path }) => !path.startsWith(folder)).map(({ path }) => path);
  const brought = recordingBrought(manifest, { text, files: found, baseUrl: undefined }, name, unchecked);
  const remark = [unusedText(elsewhere, "a recording is what lies in its folder"), brought.remark].filter((each) => each !== "").join(" ");
  return { ...brought, remark };
}

/** A recording that `orrery view` serves: the site's server has its files. @throws BroughtError */
export async function servedRecording(text: string, place: string, read: (file: string) => Promise<string>): Promise<Brought> {
  const manifest = manifestOf(text, "manifest.json");
  const { scenario } = inputOf(manifest);
  const source = { text: scenario === undefined ? "" : await read(scenario), files: new Map(), baseUrl: place };
  return recordingBrought(manifest, source, "", []);
}

function recordingBrought(
  manifest: RecordingManifest,
  { text, files, baseUrl }: Pick<Source, "text" | "files" | "baseUrl">,
  folder: string,
  unchecked: readonly string[],
): Brought {
  const input = inputOf(manifest);
  const remarks = [
    manifest.partial ? "This recording was interrupted: its input runs as a whole, and is held against no digest." : "",
    unchecked.length > 0 ? `Too large to be checked before the run: ${unchecked.join(", ")}.` : "",
  ];
  return {
    name: folder === "" ? manifest.name || "recording" : folder,
    source: {
      fileName: input.scenario ?? manifest.name,
      text,
      baseUrl,
      files,
      recorded: { input, orrery: manifest.orrery, changes: manifest.changes, policy: manifest.policy?.text ?? "" },
    },
    expect: manifest.partial ? "" : manifest.digest,
    remark: remarks.filter((each) => each !== "").join(" "),
  };
}

function manifestOf(text: string, file: string): RecordingManifest {
  try {
    return readManifest(text, file);
  } catch (error) {
    throw error instanceof RecordingError ? new BroughtError(error.message) : error;
  }
}

function inputOf({ input, noInput, command }: RecordingManifest): NonNullable<RecordingManifest["input"]> {
  if (input !== undefined) return input;
  throw new BroughtError(
    `This recording holds no copy of its input${noInput === "" ? "; an older Orrery made it" : `: ${noInput}`}.`,
    command.length === 0 ? "" : `It came from: orrery ${command.join(" ")}. Bring those files instead.`,
  );
}

/** In the recording's folder; where only files were dropped, without their folders, by its name alone if there is one of that name. */
function findFile(files: readonly BroughtFile[], folder: string, file: string): Blob | undefined {
  const exact = files.find(({ path }) => path === `${folder}${file}`);
  if (exact !== undefined) return exact.file;
  const name = file.slice(file.lastIndexOf("/") + 1);
  const loose = files.filter(({ path }) => path === name);
  return loose.length === 1 ? loose[0]!.file : undefined;
}

async function verdictOf({ file, sizeBytes, sha256 }: RecordedFile, blob: Blob): Promise<string> {
  if (blob.size !== sizeBytes) return `${file}: found ${blob.size} bytes; accepted: ${sizeBytes} bytes.`;
  if (sizeBytes > CHECKED_BYTES) return "unchecked";
  const found = await sha256Hex(await blob.arrayBuffer());
  if (found === undefined) return "unchecked";
  return found === sha256 ? "" : `${file}: found SHA-256 ${found}; accepted: ${sha256}.`;
}
