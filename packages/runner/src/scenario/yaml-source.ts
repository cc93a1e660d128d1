/** A YAML or JSON text with the place of everything in it. */
import { isCollection, isDocument, isMap, isNode, isScalar, LineCounter, parseAllDocuments } from "yaml";
import type { Document } from "yaml";
import { type Path, pathText, type ScenarioProblem, shown } from "./problem.ts";

/** One document of a file. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** A problem at a path, or at the nearest place above it that the text has. */
  problem(severity: "error" | "warning", path: Path, message: string, found?: string, accepted?: string, atKey?: boolean): ScenarioProblem;
}

/** Documents that hold something, or the errors of syntax. Mapping keys given twice are an error. */
export function readYaml(text: string, file: string): { readonly documents: YamlDocument[] } | { readonly errors: ScenarioProblem[] } {
  const refuse = (message: string, found: string): { errors: ScenarioProblem[] } => ({
    errors: [{ severity: "error", file, line: 0, column: 0, path: "", message, found, accepted: "a YAML or JSON text" }],
  });
  const binary = binaryAt(text);
  if (binary >= 0) return refuse("this is no text", `the byte 0x${text.charCodeAt(binary).toString(16).padStart(2, "0")} at ${binary}`);
  if (text.trim() === "") return refuse("the file is empty", text === "" ? "0 bytes" : "only blanks");
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const errors: ScenarioProblem[] = [];
  const documents: YamlDocument[] = [];
  for (const document of Array.isArray(parsed) ? parsed : []) {
    for (const { pos, message } of document.errors) {
      const { line, col } = lines.linePos(pos[0]);
      const whole = text.split("\n")[line - 1] ?? "";
      const found = text.slice(pos[0]).trim() === "" ? "the end of the file" : shown(whole.trim());
      // A wrong indent is reported at the beginning of the line; people look at its text.
      const column = Math.max(col, whole.length - whole.trimStart().length + 1);
      errors.push({
        severity: "error",
        file,
        line,
        column,
        path: "",
        message: `not YAML: ${message}`,
        found,
        accepted: syntaxAdvice(message),
      });
    }
    if (document.errors.length > 0 || !isDocument(document) || document.contents === null) continue;
    const value: unknown = document.toJS({ maxAliasCount: 10_000 });
    if (value === null) continue;
    const read = located(document, value, lines, file);
    const cycle = pathOfCycle(value, [], new Set(), new Set());
    if (cycle === undefined) documents.push(read);
    else errors.push(read.problem("error", cycle, "an alias stands inside what it means", "", "a value that ends", true));
  }
  if (errors.length > 0) return { errors };
  return documents.length > 0 ? { documents } : refuse("the file holds no document", "only comments");
}

/** Where a value holds itself: through an alias inside its own anchor. */
function pathOfCycle(value: unknown, path: Path, above: Set<unknown>, done: Set<unknown>): Path | undefined {
  if (typeof value !== "object" || value === null || done.has(value)) return undefined;
  if (above.has(value)) return path;
  above.add(value);
  for (const [key, item] of Object.entries(value)) {
    const found = pathOfCycle(item, [...path, Array.isArray(value) ? Number(key) : key], above, done);
    if (found !== undefined) return found;
  }
  above.delete(value);
  done.add(value);
  return undefined;
}

/** Where a control character stands that no text has, or what is left of bytes that are no UTF-8; -1: nowhere. */
function binaryAt(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 9 || (code > 13 && code < 32) || code === REPLACEMENT) return i;
  }
  return -1;
}

const REPLACEMENT = 0xfffd;

function located(document: Document, value: unknown, lines: LineCounter, file: string): YamlDocument {
  return {
    file,
    value,
    problem(severity, path, message, found = "", accepted = "", atKey = false) {
      const { line, col } = lines.linePos(offsetOf(document, path, atKey));
      return { severity, file, line, column: col, path: pathText(path), message, found, accepted };
    },
  };
}

/** Where the value at `path` begins, or its key; of what is not there, its nearest ancestor. */
function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [depth, step] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => (isScalar(key) ? String(key.value) === String(step) : key === step))
      : undefined;
    const next: unknown = pair === undefined ? (isCollection(node) ? node.get(step, true) : undefined) : pair.value;
    const last = depth === path.length - 1;
    const place = (atKey && last) || !hasText(next) ? pair?.key : next;
    if (isNode(place) && place.range) offset = place.range[0];
    if (!isNode(next)) break;
    node = next;
  }
  return offset;
}

function hasText(node: unknown): boolean {
  return isNode(node) && node.range !== undefined && node.range !== null && node.range[1] > node.range[0];
}

function syntaxAdvice(message: string): string {
  const [, bracket] = /must .*end with a ([\]}])/.exec(message) ?? [];
  if (bracket !== undefined) return `the closing ${bracket}`;
  if (/indent|same column|start of the|block|indicator/i.test(message))
    return "lines of one block that begin in the same column; indent with blanks";
  if (/tab/i.test(message)) return "blanks instead of tabs";
  if (/unique/i.test(message)) return "each field once";
  return "YAML 1.2";
}
