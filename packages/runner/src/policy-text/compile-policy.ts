/**
 * From a policy's text, TypeScript or JavaScript, to a program of the same lines. Types are taken away, not checked; `export` is taken for
 * what it is in a module. Whether what is left is sound JavaScript the engine says that runs it.
 */
import { transform } from "sucrase";
import { NOWHERE, PolicyError } from "../own-policy/index.ts";
import type { PolicyMap, PolicyPlace } from "../own-policy/index.ts";
import { columnPieces } from "./column-pieces.ts";
import { refuseSyntax } from "./refused-syntax.ts";
import { sourceTokens } from "./source-tokens.ts";
import type { SourceToken } from "./source-tokens.ts";

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
    const { code, sourceMap } = transform(text, {
      transforms: ["typescript", "imports"],
      disableESTransforms: true,
      preserveDynamicImport: true,
      filePath: FILE,
      sourceMapOptions: { compiledFilename: FILE },
    });
    return {
      expression: ['() => { "use strict"; const exports = {};', code, DEFINITIONS].join("\n"),
      map: {
        columns: columnPieces(sourceMap?.mappings ?? ""),
        functions: { filter: placeOf("filter", tokens), score: placeOf("score", tokens) },
      },
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as { readonly loc?: PolicyPlace };
    const message = error.message.replace(`Error transforming ${FILE}: `, "").replace(/ \(\d+:\d+\)$/, "");
    throw new PolicyError(`SyntaxError: ${message}`, loc === undefined ? NOWHERE : { line: loc.line, column: loc.column });
  }
}

/** For the messages of sucrase alone. */
const FILE = "policy";

/** What a text defines by name or exports; where both, they are the same. */
const DEFINITIONS = `;const given = { ...exports.default, ...exports };
return {
  filter: typeof filter === "undefined" ? given.filter : filter,
  score: typeof score === "undefined" ? given.score : score,
  weight: typeof weight === "undefined" ? given.weight : weight,
};
}`;

const BEFORE_A_NAME: readonly string[] = ["function", "const", "let", "var"];

function placeOf(name: string, tokens: readonly SourceToken[]): PolicyPlace {
  const found = tokens.find(({ text }, i) => text === name && BEFORE_A_NAME.includes(tokens[i - 1]?.text ?? ""));
  return (found ?? tokens.find(({ text }) => text === name))?.place ?? NOWHERE;
}
