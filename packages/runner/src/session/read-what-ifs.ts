/** What-ifs from outside - an address, a command line - checked before anything believes them. */
import { checkShape, list, pathText, withoutNulls } from "../scenario/index.ts";
import type { WhatIf } from "./what-if-change.ts";
import { WHAT_IF_SHAPE } from "./what-if-shape.ts";

/**
 * @param value plain data: one what-if, or a list of them
 * @returns the what-ifs, or all that is wrong: a sentence each, with its path, what was found and what would be accepted
 */
export function readWhatIfs(value: unknown): { readonly changes: readonly WhatIf[] } | { readonly problems: readonly string[] } {
  const isList = Array.isArray(value);
  const shape = isList ? list(WHAT_IF_SHAPE) : WHAT_IF_SHAPE;
  const { differences } = checkShape(value, shape);
  if (differences.length > 0) {
    const problems = differences.map(({ path, message, found, accepted }) => {
      const where = pathText(path);
      return `${where === "" ? "" : `${where}: `}${message}${found === "" ? "" : `; found ${found}`}${accepted === "" ? "" : `; accepted: ${accepted}`}`;
    });
    return { problems };
  }
  const read = withoutNulls(value, shape);
  const changes = (isList ? read : [read]) as readonly WhatIf[];
  const problems = changes.flatMap((change, i) => contradictions(change).map((problem) => `${isList ? `[${i}].` : ""}${problem}`));
  return problems.length > 0 ? { problems } : { changes };
}

/** What a shape cannot say: fields that are right each and cannot be together. */
function contradictions(change: WhatIf): string[] {
  return change.do === "fault" && change.fault === "reboot" && change.forSeconds === undefined
    ? ["forSeconds: a reboot for good cannot be; found nothing; accepted: seconds, over 0"]
    : [];
}
