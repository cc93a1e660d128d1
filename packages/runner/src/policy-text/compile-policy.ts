/**
 * From a policy's text, TypeScript or JavaScript, to a program of the same lines. Types are taken away, not checked; what is left is sound
 * JavaScript.
 */
import { parse } from "acorn";
import { transform } from "sucrase";
import { NOWHERE, placeInText, PolicyError } from "../own-policy/index.ts";
import type { PolicyMap, PolicyPlace } from "../own-policy/index.ts";
import { columnPieces } from "./column-pieces.ts";
import { refuseSyntax } from "./refused-syntax.ts";
import { sourceTokens } from "./source-tokens.ts";
import type { SourceToken } from "./source-tokens.ts";
import { OWN, withoutExports } from "./without-exports.ts";
import type { WithoutExports } from "./without-exports.ts";

export interface CompiledPolicy {
  /**
   * JavaScript: an expression whose value is a function that runs the policy's text and gives its `PolicyDefinitions`. The text begins in
   * its second line.
   */
  readonly expression: string;
  readonly map: PolicyMap;
}

/** @throws PolicyError with its place in the text */
export function compilePolicy(written: string): CompiledPolicy {
  // Both tell where something is by lines that end so.
  const text = written.replaceAll("\r\n", "\n");
  try {
    const tokens = sourceTokens(text);
    refuseSyntax(tokens);
    const alone = withoutExports(text, tokens);
    const { code, sourceMap } = transform(alone.text, {
      transforms: ["typescript"],
      disableESTransforms: true,
      filePath: FILE,
      sourceMapOptions: { compiledFilename: FILE },
    });
    const expression = [`() => { "use strict"; const ${OWN} = {};`, code, definitions(alone)].join("\n");
    const map = {
      columns: columnPieces(sourceMap?.mappings ?? ""),
      functions: { filter: placeOf("filter", tokens), score: placeOf("score", tokens) },
    };
    refuseUnsound(expression, map);
    return { expression, map };
  } catch (error) {
    throw error instanceof PolicyError ? error : new PolicyError(...unreadable(error, text));
  }
}

/** What sucrase says of a text that it cannot read; of some it says it by an error of its own, as it would say of a mistake in itself. */
function unreadable(error: unknown, text: string): [message: string, place: PolicyPlace] {
  if (error instanceof SyntaxError) {
    const { line, column } = (error as { readonly loc?: PolicyPlace }).loc ?? NOWHERE;
    return [`SyntaxError: ${error.message.replace(`Error transforming ${FILE}: `, "").replace(PLACE, "")}`, { line, column }];
  }
  const lines = text.split("\n");
  const end = { line: lines.length, column: lines.at(-1)!.length + 1 };
  return error instanceof Error && /scope depth|end of file|Unexpectedly reached/.test(error.message)
    ? ["SyntaxError: it ends before everything is closed", end]
    : ["SyntaxError: it cannot be read as TypeScript", NOWHERE];
}

/** sucrase takes types away and looks at little else. @throws PolicyError for what is no JavaScript */
function refuseUnsound(expression: string, map: PolicyMap): void {
  try {
    const [only, ...more] = parse(expression, { ecmaVersion: "latest", sourceType: "script" }).body;
    if (more.length > 0 || only?.type !== "ExpressionStatement" || only.expression.type !== "ArrowFunctionExpression")
      throw new PolicyError("SyntaxError: it ends more than it begins");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line, column } = (error as SyntaxError & { readonly loc: PolicyPlace }).loc;
    const place = placeInText(map, { line: line - LINES_BEFORE, column: column + 1 });
    throw new PolicyError(`SyntaxError: ${error.message.replace(PLACE, "")}`, place);
  }
}

/** Of the expression, in front of the author's text. */
const LINES_BEFORE = 1;

/** Behind the messages of both parsers, which count on their own. */
const PLACE = / \(\d+:\d+\)$/;

/** For the messages of sucrase alone. */
const FILE = "policy";

/** What a text defines by its name, exports under another one, or exports without a name. */
function definitions({ named }: WithoutExports): string {
  const renamed = named.filter(({ here, there }) => here !== there).map(({ here, there }) => `${there}: ${here}`);
  const each = ["filter", "score", "weight"].map((name) => `${name}: typeof ${name} === "undefined" ? ${OWN}.${name} : ${name}`);
  return `;Object.assign(${OWN}, ${OWN}.default, { ${renamed.join(", ")} });\nreturn { ${each.join(", ")} };\n}`;
}

const BEFORE_A_NAME: readonly string[] = ["function", "const", "let", "var"];

function placeOf(name: string, tokens: readonly SourceToken[]): PolicyPlace {
  const found = tokens.find(({ text }, i) => text === name && BEFORE_A_NAME.includes(tokens[i - 1]?.text ?? ""));
  return (found ?? tokens.find(({ text }) => text === name))?.place ?? NOWHERE;
}
