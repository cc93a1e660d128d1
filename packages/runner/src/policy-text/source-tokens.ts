/** The tokens of a policy's text, as sucrase reads it. */
import { getFormattedTokens } from "sucrase";
import type { PolicyPlace } from "../own-policy/index.ts";

export interface SourceToken {
  /** "name", "import", "export", "{", "string", "eof", ... */
  readonly kind: string;
  readonly text: string;
  /** Where it begins. */
  readonly place: PolicyPlace;
}

/** Of `getFormattedTokens`, which is the only way to the tokens that sucrase offers in public. */
const ROW = /^(\d+):(\d+)-(\d+):(\d+) +(\S+)/;

/** @throws SyntaxError as `transform` does */
export function sourceTokens(text: string): SourceToken[] {
  const lines = text.split("\n");
  const tokens: SourceToken[] = [];
  for (const row of getFormattedTokens(text, { transforms: ["typescript"] }).split("\n")) {
    const found = ROW.exec(row);
    // A text over several lines goes on in rows of its own.
    if (found === null) continue;
    const [line = 0, column = 0, endLine = 0, endColumn = 0] = found.slice(1, 5).map(Number);
    const before = tokens.at(-1)?.place;
    if (before !== undefined && (line < before.line || (line === before.line && column < before.column))) continue;
    const first = lines[line - 1] ?? "";
    tokens.push({
      kind: found[5]!,
      text: first.slice(column - 1, endLine === line ? endColumn - 1 : undefined),
      place: { line, column },
    });
  }
  return tokens;
}
