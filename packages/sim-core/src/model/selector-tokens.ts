/** Cuts the text form of a label selector into names and symbols. */

export type SelectorTokenKind = "end" | "error" | "identifier" | "in" | "notin" | "(" | ")" | "," | "!" | "=" | "==" | "!=" | ">" | "<";

export interface SelectorToken {
  readonly kind: SelectorTokenKind;
  readonly text: string;
}

/**
 * All tokens of the text up to its end (the last one is `end`). Symbols that follow each other directly are cut greedily:
 * the longest known symbol counts. A NUL character ends the text.
 *
 * Source: apimachinery pkg/labels/selector.go, Lexer.
 */
export function selectorTokens(text: string): SelectorToken[] {
  const end = text.indexOf("\0") < 0 ? text.length : text.indexOf("\0");
  const tokens: SelectorToken[] = [];
  let position = 0;
  while (position < end) {
    const character = text.charAt(position);
    if (BLANKS.includes(character)) {
      position += 1;
    } else if (SPECIALS.includes(character)) {
      const symbol = symbolAt(text, position, end);
      tokens.push(symbol.token);
      position = symbol.next;
    } else {
      const start = position;
      while (position < end && !SPECIALS.includes(text.charAt(position)) && !BLANKS.includes(text.charAt(position))) position += 1;
      const word = text.slice(start, position);
      tokens.push({ kind: word === "in" || word === "notin" ? word : "identifier", text: word });
    }
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}

const BLANKS = " \t\r\n";
const SPECIALS = "=!(),><";
const SYMBOLS: ReadonlyMap<string, SelectorTokenKind> = new Map([
  [")", ")"],
  [",", ","],
  ["!", "!"],
  ["==", "=="],
  ["=", "="],
  [">", ">"],
  ["<", "<"],
  ["!=", "!="],
  ["(", "("],
]);

function symbolAt(text: string, start: number, end: number): { token: SelectorToken; next: number } {
  const first = text.charAt(start);
  const second = start + 1 < end ? first + text.charAt(start + 1) : "";
  const literal = SYMBOLS.has(second) ? second : first;
  return { token: { kind: SYMBOLS.get(literal) ?? "error", text: literal }, next: start + literal.length };
}
