/**
 * What is exported becomes what is defined: a policy runs as the body of a function, where `export` has no place. Lines and columns stay.
 */
import { PolicyError } from "../own-policy/index.ts";
import type { PolicyPlace } from "../own-policy/index.ts";
import type { SourceToken } from "./source-tokens.ts";

export interface WithoutExports {
  readonly text: string;
  /** Of `export { here as there }`. */
  readonly named: readonly { readonly here: string; readonly there: string }[];
}

/** The variable of the program that takes what is exported; its name is no one's by accident. */
export const OWN = "$_own";

/** As long as the words `export default`, so that what follows keeps its place. */
const DEFAULT = ` ${OWN}.default=`;

/** @throws PolicyError for an export that no module of ECMAScript has */
export function withoutExports(text: string, tokens: readonly SourceToken[]): WithoutExports {
  const lineStarts = [0];
  for (const line of text.split("\n")) lineStarts.push(lineStarts.at(-1)! + line.length + 1);
  const offset = ({ line, column }: PolicyPlace) => lineStarts[line - 1]! + column - 1;
  const named: { here: string; there: string }[] = [];
  let made = "";
  let done = 0;
  /** Takes the text up to `end` out, from `start` on; line ends stay. */
  const replace = (start: number, end: number, by: string) => {
    const rest = text.slice(start + by.length, end).replaceAll(/[^\n]/g, " ");
    made += text.slice(done, start) + by + rest;
    done = Math.max(end, start + by.length);
  };
  for (const [i, { kind, place }] of tokens.entries()) {
    if (kind !== "export") continue;
    const start = offset(place);
    const isType = tokens[i + 1]?.text === "type" && tokens[i + 2]?.text === "{";
    const next = tokens[isType ? i + 2 : i + 1]!;
    if (next.kind === "{") {
      const end = tokens.findIndex(({ kind: each }, j) => j > i && each === "}");
      if (!isType) named.push(...namesIn(tokens.slice(tokens.indexOf(next) + 1, end)));
      replace(start, offset(tokens[end]!.place) + 1, "");
    } else if (next.text === "default") {
      const isDeclared =
        ["function", "class", "interface", "abstract"].includes(tokens[i + 2]?.text ?? "") && tokens[i + 3]?.kind === "name";
      const end = offset(next.place) + next.text.length;
      replace(start, end, isDeclared ? "" : DEFAULT);
    } else if (next.text === "=" || next.text === "as")
      throw new PolicyError(
        `export ${next.text} is refused; accepted: export before a function or a value, export { }, export default`,
        place,
      );
    else replace(start, start + "export".length, "");
  }
  return { text: made + text.slice(done), named };
}

/** `a, b as c, type D` */
function namesIn(tokens: readonly SourceToken[]): { here: string; there: string }[] {
  const names: { here: string; there: string }[] = [];
  let words: string[] = [];
  for (const { text } of [...tokens, { text: "," }]) {
    if (text !== ",") {
      words.push(text);
      continue;
    }
    const [here = "", as, there = here] = words;
    if (here !== "" && (here !== "type" || as === undefined || as === "as")) names.push({ here, there: as === "as" ? there : here });
    words = [];
  }
  return names;
}
