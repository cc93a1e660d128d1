/** Files that came along and are not used: which, and why, so that nobody wonders what became of them. */
import type { InputKind } from "../worker/index.ts";

const MOST_NAMED = 4;

/** Of files beside a scenario: those whose names stand nowhere in its text, which cannot ask for them. */
export function notNamed(text: string, paths: Iterable<string>): string[] {
  return [...paths].filter((path) => !names(text, path.slice(path.lastIndexOf("/") + 1)));
}

/** Of files without a scenario: those that what runs was not made from. */
export function notTaken(kind: InputKind, paths: Iterable<string>): string[] {
  if (kind.kind === "scenario") return [];
  const taken = new Set(kind.kind === "snapshot" ? kind.files : [...kind.nodes, ...kind.pods]);
  return [...paths].filter((path) => !taken.has(path));
}

/** @returns a sentence for people; "": all are used */
export function unusedText(paths: readonly string[], why: string): string {
  if (paths.length === 0) return "";
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : "";
  return `Not used: ${paths.slice(0, MOST_NAMED).join(", ")}${more}; ${why}.`;
}

/** Whether a file's name stands in a text, not as a part of a longer one. */
function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isOfName(text[at - 1]) && !isOfName(text[at + name.length])) return true;
  return false;
}

function isOfName(letter = ""): boolean {
  return /[\w.-]/.test(letter);
}
