/** What every file of the project keeps to, whoever writes it: nothing left open, nothing switched off, small files, clean text. */
import path from "node:path";
import { isSource, isTest, type ProjectFile } from "./project-files.ts";

/** Longest line of program text. */
export const MAX_COLUMNS = 140;

/** Texts and regular expressions do not count for the width of a line: a sentence is found by searching for it only if it is whole. */
const TEXTS = /(["'`])(?:\\.|(?!\1).)*(?:\1|$)|(?<=[(=,:]\s*|^\s*)\/(?![/*])(?:\\.|[^/\\])+\/[a-z]*/g;

/** Longest file of program text. */
export const MAX_LINES = 400;

/** Files that may be longer, each with its reason. */
export const LONGER_FILES: ReadonlyMap<string, string> = new Map();

/** Names that say nothing about what is inside. */
const EMPTY_NAMES = /^(utils?|helpers?|common|types|misc|shared|lib)(\.test)?\.[a-z]+$/;

/** Texts that no source may contain. The patterns are written so that they do not find themselves. */
const FORBIDDEN_IN_SOURCES: readonly (readonly [RegExp, string])[] = [
  [/\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/, "is left open; finish it or say what is not modelled"],
  [/\b(?:it|test|describe|suite)\.(?:skip|only|todo|fails)\b/, "switches tests off"],
  [/\b(?:x[i]t|x[d]escribe|f[i]t|f[d]escribe)\(["'`]/, "switches tests off"],
  [/@ts-(?:ignor[e]|nochec[k]|expect-erro[r])/, "switches the type checker off"],
  [/\bas an[y]\b|:\s*an[y]\b(?=\s*[;,)=[\]])|<an[y]>/, "switches the type checker off"],
  [/(?:es|ox)lint-disabl[e]/, "switches the linter off"],
  [/\bnot implemente[d]\b/i, "is a stub"],
];

const REGISTRIES = ["npmj[s]", "npmmirro[r]", "yarnpk[g]", "pyp[i]", "golan[g]\\.org", "mave[n]", "crate[s]\\.io", "artifactor[y]"];

const FORBIDDEN_ANYWHERE: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w./~}-])\/(?:wor[k]|roo[t]|far[m]|tm[p]|User[s]|hom[e]\/[a-z]+)\//, "is a path of one machine"],
  [new RegExp(`https?://[^\\s"')]*(?:${REGISTRIES.join("|")})`), "names a package registry"],
];

/** The violations of one file: `file:line: what is wrong`. */
export function tidyViolations(file: ProjectFile): string[] {
  const found: string[] = [];
  const say = (line: number, what: string) => found.push(`${file.path}:${line}: ${what}`);
  const source = isSource(file.path);
  const lines = file.text.split("\n");

  if (EMPTY_NAMES.test(path.basename(file.path))) say(1, "the file's name says nothing; name it after what it exports");
  if (source && !KEBAB_CASE.test(path.basename(file.path))) say(1, "file names are kebab-case");
  if (source && !isTest(file.path)) checkFirstLine(lines, say);
  if (source && lines.length - 1 > MAX_LINES && !LONGER_FILES.has(file.path)) {
    say(MAX_LINES + 1, `${lines.length - 1} lines; at most ${MAX_LINES}: one idea a file`);
  }
  if (file.text.includes("\r")) say(1, "lines end in LF alone");
  if (file.text === "") say(1, "the file is empty");
  else if (!file.text.endsWith("\n")) say(lines.length, "the file does not end in a newline");
  else if (file.text.endsWith("\n\n")) say(lines.length - 1, "the file ends in an empty line");

  for (const [index, line] of lines.entries()) {
    if (/[ \t]$/.test(line)) say(index + 1, "white space at the end of the line");
    if (source && widthOf(line) > MAX_COLUMNS) say(index + 1, `${line.length} columns; at most ${MAX_COLUMNS} without its texts`);
    for (const [pattern, why] of source ? [...FORBIDDEN_IN_SOURCES, ...FORBIDDEN_ANYWHERE] : FORBIDDEN_ANYWHERE) {
      const match = pattern.exec(line);
      if (match !== null) say(index + 1, `"${match[0]}" ${why}`);
    }
  }
  return found;
}

/** Columns of a line apart from its texts; comments count in full. */
function widthOf(line: string): number {
  if (line.length <= MAX_COLUMNS || /^\s*(\/\/|\/?\*)/.test(line)) return line.length;
  return line.replace(TEXTS, "").length;
}

const KEBAB_CASE = /^[a-z0-9]+([-.][a-z0-9]+)*\.[a-z]+$/;

/** The first line, after a `#!` line, is a comment that says what the file promises. */
function checkFirstLine(lines: string[], say: (line: number, what: string) => void): void {
  const first = lines[0]?.startsWith("#!") ? 1 : 0;
  const comment = /^(\/\*\*|\/\/) ?\S|^\/\*\*$/;
  if (!comment.test(lines[first] ?? "")) say(first + 1, "the first line is a comment that says what the file promises");
}
