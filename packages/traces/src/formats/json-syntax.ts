/** Where JSON text stops being JSON. Hosts word and place JSON.parse errors differently; this says the same everywhere. */

/** The first offence of `text` against JSON (RFC 8259), or undefined when there is none. Lines and columns from 1. */
export function jsonSyntaxError(text: string): { line: number; column: number; found: string; accepted: string } | undefined {
  const checker = new Checker(text);
  const accepted = checker.check();
  if (accepted === undefined) return undefined;
  const before = text.slice(0, checker.at);
  const line = before.split("\n").length;
  const found =
    checker.at >= text.length
      ? "the end of the file"
      : JSON.stringify(/^\w+|^./su.exec(text.slice(checker.at, checker.at + 20))?.[0] ?? "");
  return { line, column: checker.at - before.lastIndexOf("\n"), found, accepted };
}

/** A stack of open brackets instead of recursion, so that no input can overflow the call stack. */
class Checker {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** What would be accepted at `at`, or undefined when all is well. */
  check(): string | undefined {
    const open: ("{" | "[")[] = [];
    for (;;) {
      // A value stands here, or the end of an empty list or object.
      this.#blanks();
      const char = this.#text[this.at];
      if (char === "{" || char === "[") {
        this.at++;
        this.#blanks();
        if (this.#text[this.at] === (char === "{" ? "}" : "]")) this.at++;
        else {
          open.push(char);
          const wrong = char === "{" ? this.#key("a key in double quotes or }") : undefined;
          if (wrong !== undefined) return wrong;
          continue;
        }
      } else {
        const wrong = this.#scalar();
        if (wrong !== undefined) return wrong;
      }
      // After a value: closing brackets, a comma, or the end.
      for (;;) {
        this.#blanks();
        const inside = open.at(-1);
        const next = this.#text[this.at];
        if (inside === undefined) return next === undefined ? undefined : "the end of the file";
        if (next === (inside === "{" ? "}" : "]")) {
          open.pop();
          this.at++;
          continue;
        }
        if (next !== ",") return `"," or "${inside === "{" ? "}" : "]"}"`;
        this.at++;
        const wrong = inside === "{" ? this.#key("a key in double quotes") : undefined;
        if (wrong !== undefined) return wrong;
        break;
      }
    }
  }

  #key(accepted: string): string | undefined {
    this.#blanks();
    if (this.#text[this.at] !== '"') return accepted;
    const wrong = this.#scalar();
    if (wrong !== undefined) return wrong;
    this.#blanks();
    if (this.#text[this.at] !== ":") return '":"';
    this.at++;
    return undefined;
  }

  #scalar(): string | undefined {
    if (this.#text[this.at] === '"') return this.#string();
    TOKEN.lastIndex = this.at;
    const token = TOKEN.exec(this.#text);
    if (token === null) return "a value: an object, a list, text in double quotes, a number, true, false or null";
    this.at += token[0].length;
    return undefined;
  }

  #string(): string | undefined {
    STRING.lastIndex = this.at;
    this.at += STRING.exec(this.#text)![0].length;
    if (this.#text[this.at] === '"') {
      this.at++;
      return undefined;
    }
    return this.#text[this.at] === "\\"
      ? 'an escape: \\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u with four digits'
      : "the closing double quote";
  }

  #blanks(): void {
    BLANKS.lastIndex = this.at;
    this.at += BLANKS.exec(this.#text)![0].length;
  }
}

const TOKEN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy;
const BLANKS = /[ \t\r\n]*/y;
