/** What a policy may not contain, whatever it does: other programs, and answers that come later. */
import { PolicyError } from "../own-policy/index.ts";
import type { SourceToken } from "./source-tokens.ts";

const ALONE = "a policy stands alone; accepted: functions and values of its own, and the language's";
const AT_ONCE = "a policy answers at once, and what comes later would come at another time in every run; accepted: a plain function";

/** @throws PolicyError with the place of the first */
export function refuseSyntax(tokens: readonly SourceToken[]): void {
  for (const [i, { kind, text, place }] of tokens.entries()) {
    if (kind === "import" || isImportMeta(tokens, i)) throw new PolicyError(`import is refused: ${ALONE}`, place);
    if (kind === "export") {
      const from = fromAfter(tokens, i);
      if (from !== undefined) throw new PolicyError(`export from another module is refused: ${ALONE}`, place);
    }
    if (kind === "name" && text === "namespace" && isNamespace(tokens, i))
      throw new PolicyError("namespace is refused: it is more than a type; accepted: an object, or functions", place);
    if (kind === "name" && text === "async" && isAsync(tokens, i)) throw new PolicyError(`async is refused: ${AT_ONCE}`, place);
  }
}

/** The word `from` of `export { a } from "b"`, `export * from "b"`, `export type { A } from "b"`; undefined: it is another export. */
function fromAfter(tokens: readonly SourceToken[], at: number): SourceToken | undefined {
  let next = at + 1;
  if (tokens[next]?.text === "type") next += 1;
  if (tokens[next]?.text === "*") next += tokens[next + 1]?.text === "as" ? 3 : 1;
  else if (tokens[next]?.text === "{") {
    while (next < tokens.length && tokens[next]!.text !== "}") next += 1;
    next += 1;
  } else return undefined;
  return tokens[next]?.text === "from" ? tokens[next] : undefined;
}

function isNamespace(tokens: readonly SourceToken[], at: number): boolean {
  return tokens[at - 1]?.text !== "declare" && tokens[at + 1]?.kind === "name" && ["{", "."].includes(tokens[at + 2]?.kind ?? "");
}

function isImportMeta(tokens: readonly SourceToken[], at: number): boolean {
  return tokens[at]!.text === "import" && tokens[at - 1]?.text !== "." && tokens[at + 1]?.text === "." && tokens[at + 2]?.text === "meta";
}

/** `async function`, `async (`, `async x =>`, `async x() {`; not a field or a variable of that name. */
function isAsync(tokens: readonly SourceToken[], at: number): boolean {
  if (tokens[at - 1]?.text === "." || tokens[at - 1]?.text === "?.") return false;
  const next = tokens[at + 1];
  return (
    next !== undefined &&
    next.place.line === tokens[at]!.place.line &&
    (["name", "function", "(", "["].includes(next.kind) || next.text === "*")
  );
}
