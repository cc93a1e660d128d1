/** The command line that repeats a run in a terminal, as a POSIX shell reads it. */
import type { WhatIf } from "@orrery/runner/session";
import type { InputKind } from "../worker/index.ts";

export interface RepeatedRun {
  /** Path of a scenario or of a recording; a scenario's text that needs no other file; or what files without one were taken for. */
  readonly input: string | { readonly kind: "text"; readonly text: string } | Exclude<InputKind, { readonly kind: "scenario" }>;
  /** "": the scenario's own. */
  readonly seed: string;
  readonly changes: readonly WhatIf[];
  /** Text of a policy; "": none. */
  readonly policy: string;
}

export function repeatCommand({ input, seed, changes, policy }: RepeatedRun): string {
  const text = typeof input === "object" && input.kind === "text" ? input.text : undefined;
  // Standard input is one: with a policy the scenario goes by way of a file.
  const isFiled = text !== undefined && policy !== "";
  const words = [
    "orrery",
    ...(isFiled ? ["run"] : inputWords(input)),
    ...(seed === "" ? [] : ["--seed", seed]),
    ...changes.flatMap((change) => ["--what-if", JSON.stringify(change)]),
    ...(policy === "" ? [] : ["--policy", "-"]),
  ].map(quoted);
  if (isFiled) words.splice(2, 0, '"$scenario"');
  const line = words.join(" ");
  const run =
    policy === "" ? (text === undefined ? line : `${line} ${hereDocument("SCENARIO", text)}`) : `${line} ${hereDocument("POLICY", policy)}`;
  return isFiled ? `scenario=$(mktemp); cat > "$scenario" ${hereDocument("SCENARIO", text)}${run}` : run;
}

function inputWords(input: RepeatedRun["input"]): string[] {
  if (typeof input === "string") return ["run", file(input)];
  const each = (option: string, names: readonly string[]) => names.flatMap((name) => [option, file(name)]);
  switch (input.kind) {
    case "text":
      return ["run", "-"];
    case "snapshot":
      return ["replay", ...each("--snapshot", input.files)];
    default:
      return ["replay", ...each("--nodes", input.nodes), ...each("--pods", input.pods)];
  }
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
function hereDocument(name: string, text: string): string {
  const lines = new Set(text.split("\n"));
  let end = name;
  for (let i = 1; lines.has(end); i++) end = `${name}_${i}`;
  return `<<'${end}'\n${text}${text.endsWith("\n") ? "" : "\n"}${end}\n`;
}
