/** Texts of the field errors that Kubernetes' validation reports, character for character. */

/**
 * `<path>: Invalid value: <value>: <detail>`. A string is quoted, a list is shown as JSON, a missing list as null.
 *
 * Source: apimachinery pkg/util/validation/field/errors.go.
 */
export function invalidValue(path: string, value: string | readonly string[] | undefined, detail: string): string {
  return `${path}: Invalid value: ${showValue(value)}: ${detail}`;
}

/** `<path>: Unsupported value: <value>: supported values: ...`. */
export function unsupportedValue(path: string, value: string, supported: readonly string[]): string {
  return `${path}: Unsupported value: ${quoteGo(value)}: supported values: ${supported.map(quoteGo).join(", ")}`;
}

/** Path of a child field; an empty parent path is the root. */
export function childPath(parent: string, name: string): string {
  return parent === "" ? name : `${parent}.${name}`;
}

/**
 * One text for several errors: duplicates are dropped, more than one are listed in brackets.
 *
 * Source: apimachinery pkg/util/errors/errors.go, aggregate.Error.
 */
export function aggregateErrors(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? (distinct[0] ?? "") : `[${distinct.join(", ")}]`;
}

/** A string as Go's `%q` prints it (ASCII control characters escaped, printable text kept). */
export function quoteGo(text: string): string {
  let quoted = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const named = NAMED_ESCAPES.get(character);
    if (named !== undefined) quoted += named;
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, "0")}`;
    else quoted += character;
  }
  return `"${quoted}"`;
}

const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
]);

function showValue(value: string | readonly string[] | undefined): string {
  if (typeof value === "string") return quoteGo(value);
  if (value === undefined) return "null";
  return JSON.stringify(value).replace(/[<>&]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
