/** The command line that repeats a run in a terminal, as a POSIX shell reads it. */
import type { WhatIf } from "@orrery/runner/session";
import type { InputKind } from "../worker/index.ts";

export interface RepeatedRun {
  /** Path of a scenario or of a recording; or what files without one were taken for. */
  readonly input: string | Exclude<InputKind, { readonly kind: "scenario" }>;
  /** "": the scenario's own. */
  readonly seed: string;
  readonly changes: readonly WhatIf[];
  /** Text of a policy; "": none. */
  readonly policy: string;
}

export function repeatCommand({ input, seed, changes, policy }: RepeatedRun): string {
  const words = [
    "orrery",
    ...inputWords(input),
    ...(seed === "" ? [] : ["--seed", seed]),
    ...changes.flatMap((change) => ["--what-if", JSON.stringify(change)]),
    ...(policy === "" ? [] : ["--policy", "-"]),
  ];
  const line = words.map(quoted).join(" ");
  return policy === "" ? line : `${line} ${hereDocument(policy)}`;
}

function inputWords(input: RepeatedRun["input"]): string[] {
  if (typeof input === "string") return ["run", file(input)];
  const each = (option: string, names: readonly string[]) => names.flatMap((name) => [option, file(name)]);
  return input.kind === "snapshot"
    ? ["replay", ...each("--snapshot", input.files)]
    : ["replay", ...each("--nodes", input.nodes), ...each("--pods", input.pods)];
}

/** A name that begins as options do, or is the name of standard input, names a file all the same. */
function file(name: string): string {
  return name.startsWith("-") ? `./${name}` : name;
}

/** In single quotes, in which nothing has a meaning but their end. */
function quoted(word: string): string {
  return /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Taken word for word, up to a line that the text does not have. */
function hereDocument(text: string): string {
  const lines = new Set(text.split("\n"));
  let end = "POLICY";
  for (let i = 1; lines.has(end); i++) end = `POLICY_${i}`;
  return `<<'${end}'\n${text}${text.endsWith("\n") ? "" : "\n"}${end}\n`;
}
