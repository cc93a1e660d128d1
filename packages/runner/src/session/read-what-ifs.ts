/** What-ifs from outside - an address, a command line - checked before anything believes them. */
import { checkShape, list, pathText, withoutNulls } from "../scenario/index.ts";
import type { WhatIf } from "./what-if-change.ts";
import { WHAT_IF_SHAPE } from "./what-if-shape.ts";

/**
 * @param value plain data: one what-if, or a list of them
 * @returns the what-ifs, or all that is wrong: a sentence each, with its path, what was found and what would be accepted
 */
export function readWhatIfs(value: unknown): { readonly changes: readonly WhatIf[] } | { readonly problems: readonly string[] } {
  const shape = Array.isArray(value) ? list(WHAT_IF_SHAPE) : WHAT_IF_SHAPE;
  const { differences } = checkShape(value, shape);
  if (differences.length > 0) {
    const problems = differences.map(({ path, message, found, accepted }) => {
      const where = pathText(path);
      return `${where === "" ? "" : `${where}: `}${message}${found === "" ? "" : `; found ${found}`}${accepted === "" ? "" : `; accepted: ${accepted}`}`;
    });
    return { problems };
  }
  const read = withoutNulls(value, shape);
  return { changes: (Array.isArray(read) ? read : [read]) as readonly WhatIf[] };
}
