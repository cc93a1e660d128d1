/** Prints a recorded value beside Orrery's, differing lines marked, within a width of terminal columns. */
import { diffArrays } from "diff";

/** Rows shown of one difference before it is cut. */
const MAX_ROWS = 40;

/** Equal rows shown around a difference. */
const CONTEXT_ROWS = 2;

/**
 * Rows of at most `columns` characters: left what was recorded, right what Orrery says; between them `|` differs,
 * `<` only recorded, `>` only Orrery's. Long runs of equal rows are left out and counted.
 */
export function sideBySide(expected: unknown, actual: unknown, columns: number): string[] {
  const half = Math.floor((columns - 3) / 2);
  const rows = compareValues(expected, actual, half);
  const shown = withoutDistantRows(rows).flatMap((row) => printRow(row, half));
  const cut = shown.length > MAX_ROWS ? [...shown.slice(0, MAX_ROWS), `... ${shown.length - MAX_ROWS} more rows`] : shown;
  return [`${"recorded".padEnd(half)}   Orrery`, ...cut];
}

interface Row {
  left: string;
  right: string;
  mark: " " | "|" | "<" | ">" | "~";
}

/** Lists of equal length are compared place by place, everything else by what lines they have in common. */
function compareValues(expected: unknown, actual: unknown, half: number): Row[] {
  if (!Array.isArray(expected) || !Array.isArray(actual) || expected.length !== actual.length) {
    return alignRows(printValue(expected, actual, half), printValue(actual, expected, half));
  }
  return expected.flatMap((item, index) => {
    const label = `[${index}] `;
    const print = (value: unknown, twin: unknown) =>
      printValue(value, twin, half - label.length).map((line) => " ".repeat(label.length) + line);
    const rows = alignRows(print(item, actual[index]), print(actual[index], item));
    const named = (text: string) => (text === "" ? "" : label + text.slice(label.length));
    return rows.map((row, at) => (at === 0 ? { ...row, left: named(row.left), right: named(row.right) } : row));
  });
}

function alignRows(left: string[], right: string[]): Row[] {
  const rows: Row[] = [];
  let removed: string[] = [];
  const flush = (added: string[]) => {
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
      const mark = index >= added.length ? "<" : index >= removed.length ? ">" : "|";
      rows.push({ left: removed[index] ?? "", right: added[index] ?? "", mark });
    }
    removed = [];
  };
  for (const change of diffArrays(left, right)) {
    if (change.removed) removed = change.value;
    else if (change.added) flush(change.value);
    else {
      flush([]);
      rows.push(...change.value.map((text): Row => ({ left: text, right: text, mark: " " })));
    }
  }
  flush([]);
  return rows;
}

function withoutDistantRows(rows: Row[]): Row[] {
  const near = rows.map((_, index) =>
    rows.slice(Math.max(0, index - CONTEXT_ROWS), index + CONTEXT_ROWS + 1).some((row) => row.mark !== " "),
  );
  const kept: Row[] = [];
  let hidden = 0;
  const flush = () => {
    if (hidden > 0) kept.push({ left: `... ${hidden} equal`, right: "", mark: "~" });
    hidden = 0;
  };
  for (const [index, row] of rows.entries()) {
    if (near[index]) {
      flush();
      kept.push(row);
    } else hidden += 1;
  }
  flush();
  return kept;
}

/** Long texts wrap in their own half. */
function printRow(row: Row, half: number): string[] {
  const left = wrap(row.left, half);
  const right = wrap(row.right, half);
  const mark = row.mark === "~" ? " " : row.mark;
  const height = Math.max(left.length, right.length);
  return Array.from({ length: height }, (_, index) => `${(left[index] ?? "").padEnd(half)} ${mark} ${right[index] ?? ""}`.trimEnd());
}

function wrap(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width));
  return lines;
}

/** JSON with short lists and objects on one line, unless the other side's is long: equal parts must break alike. */
function printValue(value: unknown, twin: unknown, width: number, indent = "", labelLength = 0): string[] {
  const flat = flatText(value);
  const fits = indent.length + labelLength + Math.max(flat.length, isComposite(twin) ? flatText(twin).length : 0) <= width;
  if (!isComposite(value) || fits) return [indent + flat];
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const deeper = `${indent}  `;
  if (Array.isArray(value) && value.every((item) => typeof item === "number")) {
    return [indent + open, ...fillLines(value.map(String), width, deeper), indent + close];
  }
  const twins = isComposite(twin) ? twin : {};
  const inner = Object.entries(value).flatMap(([key, item]) => {
    const label = Array.isArray(value) ? "" : `${JSON.stringify(key)}: `;
    const [first = "", ...rest] = printValue(item, twins[key], width, deeper, label.length);
    return [`${deeper}${label}${first.trimStart()}`, ...rest];
  });
  return [indent + open, ...inner, indent + close];
}

/** As many words on a line as fit. */
function fillLines(words: string[], width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const [index, word] of words.entries()) {
    const text = index < words.length - 1 ? `${word},` : word;
    if (line !== indent && line.length + text.length > width) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${text} `;
  }
  return [...lines, line.trimEnd()];
}

function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function flatText(value: unknown): string {
  if (value === undefined) return "(absent)";
  return typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? String(value));
}
