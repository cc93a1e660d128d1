/** Reads a recording's manifest as far as opening it needs; what is wrong is said for people. */
import { readWhatIfs } from "../session/index.ts";
import type { WhatIf } from "../session/index.ts";
import type { RecordedFile, RecordedInput } from "./recorded-input.ts";

export const RECORDING_KIND = "orrery/recording";
/** Raised when a table or a column changes its meaning or goes. */
export const RECORDING_VERSION = 1;

export interface RecordingManifest {
  readonly kind: typeof RECORDING_KIND;
  readonly version: number;
  /** Version of Orrery that made it; "": it does not say. */
  readonly orrery: string;
  readonly name: string;
  readonly seed: string;
  /** Of the history; "": it does not say. */
  readonly digest: string;
  /** The run was interrupted: the digest is that of a part. */
  readonly partial: boolean;
  readonly command: readonly string[];
  /** What was done otherwise than the input says. */
  readonly changes: readonly WhatIf[];
  /** A scheduling policy of one's own; undefined: there was none. */
  readonly policy: { readonly file: string; readonly text: string } | undefined;
  /** undefined: the recording holds no copy of its input. */
  readonly input: RecordedInput | undefined;
  /** Why there is no input; "": the recording is older than inputs in recordings. */
  readonly noInput: string;
}

/** A manifest that cannot be used; the message names the file. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/**
 * @param file for messages
 * @throws RecordingError
 */
export function readManifest(text: string, file: string): RecordingManifest {
  const refuse = (message: string): never => {
    throw new RecordingError(`${file}: ${message}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("this is not JSON; accepted: the manifest.json of a recording, as a run has written it");
  }
  if (!isRecord(value) || value["kind"] !== RECORDING_KIND)
    return refuse(`this is ${isRecord(value) ? String(value["kind"]) : "no object"}; accepted: ${RECORDING_KIND}`);
  const version = Number(value["version"] ?? RECORDING_VERSION);
  if (!(version <= RECORDING_VERSION))
    return refuse(`this recording has version ${String(value["version"])}; accepted: up to ${RECORDING_VERSION}. A newer Orrery made it`);
  const given = value["input"];
  const wrong = given === undefined ? "" : wrongInput(given);
  if (wrong !== "") return refuse(wrong);
  return {
    kind: RECORDING_KIND,
    version,
    orrery: textOf(value["orrery"]),
    name: textOf(value["name"]),
    seed: textOf(value["seed"]),
    digest: textOf(value["digest"]),
    partial: value["partial"] === true,
    command: Array.isArray(value["command"]) ? value["command"].map(String) : [],
    changes: changesOf(value["changes"], refuse),
    policy: policyOf(value["policy"]),
    input: given as RecordedInput | undefined,
    noInput: textOf(value["noInput"]),
  };
}

function changesOf(given: unknown, refuse: (message: string) => never): readonly WhatIf[] {
  const read = readWhatIfs(given ?? []);
  return "problems" in read ? refuse(`changes: ${read.problems.join("; ")}`) : read.changes;
}

function policyOf(given: unknown): RecordingManifest["policy"] {
  if (!isRecord(given) || typeof given["text"] !== "string") return undefined;
  return { file: textOf(given["file"]) || "policy", text: given["text"] };
}

/** "" when it can be used; files outside of the recording's `input` are refused, whatever they are. */
function wrongInput(input: unknown): string {
  if (!isRecord(input)) return "input is no object; accepted: what a run has written there";
  const { kind, files } = input;
  if (kind !== "scenario" && kind !== "trace" && kind !== "snapshot")
    return `input.kind is ${JSON.stringify(kind)}; accepted: scenario, trace, snapshot`;
  if (!Array.isArray(files) || !files.every(isFile))
    return "input.files is not a list of files below input/, each with its path, sizeBytes and sha256";
  const known = new Set((files as RecordedFile[]).map(({ file }) => file));
  const { profile } = input;
  const named = [
    ...(kind === "scenario" ? [input["scenario"]] : []),
    ...(kind === "snapshot" ? listOf(input["snapshots"]) : []),
    ...(kind === "trace" ? [listOf(input["nodes"]), listOf(input["pods"])].flat() : []),
    ...(isRecord(profile) && "file" in profile ? [profile["file"]] : []),
  ];
  const lost = named.findIndex((name) => typeof name !== "string" || !known.has(name));
  return lost < 0 ? "" : `input names ${String(named[lost] ?? "nothing")}, which is not among its files`;
}

function isFile(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { file, path, sizeBytes, sha256 } = value;
  const isInside = typeof file === "string" && /^input\/./.test(file) && !/(^|[/\\])\.\.?([/\\]|$)/.test(file);
  return isInside && typeof path === "string" && typeof sizeBytes === "number" && typeof sha256 === "string";
}

/** A missing or empty list counts as one name that is missing. */
function listOf(value: unknown): unknown[] {
  return Array.isArray(value) && value.length > 0 ? (value as unknown[]) : [undefined];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
