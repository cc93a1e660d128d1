/** From places in the program that runs to places in the author's text: both have the same lines, types are missing in the program. */
import { NOWHERE } from "./policy-error.ts";
import type { PolicyPlace } from "./policy-error.ts";

/** Plain data: it goes into the program of a worker. */
export interface PolicyMap {
  /** By line, from 0: columns of the program and of the text at which a piece begins, in order, both from 0. */
  readonly columns: readonly (readonly (readonly [program: number, text: number])[])[];
  /** Where `filter` and `score` are defined. */
  readonly functions: { readonly filter: PolicyPlace; readonly score: PolicyPlace };
}

/** @param place in the program, of which the author's text begins in line 1 */
export function placeInText({ columns }: PolicyMap, { line, column }: PolicyPlace): PolicyPlace {
  const pieces = columns[line - 1];
  if (line < 1 || pieces === undefined) return NOWHERE;
  const piece = pieces.findLast(([program]) => program <= column - 1);
  return { line, column: piece === undefined ? Math.max(1, column) : piece[1] + (column - 1 - piece[0]) + 1 };
}

/**
 * Where in the author's text an error came from, by its stack: its innermost frame in the program.
 * @param program finds a frame of the program in a stack of Chromium, Firefox or Node, with line and column as groups
 * @param linesBefore of the program, in front of the text
 */
export function placeOfThrown(thrown: unknown, map: PolicyMap, program: RegExp, linesBefore: number): PolicyPlace {
  const found = program.exec(stackOf(thrown));
  return found === null ? NOWHERE : placeInText(map, { line: Number(found[1]) - linesBefore, column: Number(found[2]) });
}

function stackOf(thrown: unknown): string {
  try {
    const stack = (thrown as { readonly stack?: unknown } | null | undefined)?.stack;
    return typeof stack === "string" ? stack : "";
  } catch {
    return "";
  }
}
