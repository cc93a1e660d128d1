/** Whether a sequence of states fits a recorded one of which only the end and the order are determined. */
import { isDeepStrictEqual } from "node:util";

/**
 * Real queues merge and split status updates, so that either side may show states that the other does not. What both show must have come
 * in the same order, and both must end the same; numbers are peaks that the recorded one bounds.
 *
 * @param subjectOf what an entry is a state of: each subject's last state must be the same
 */
export function fitsBetween(actual: unknown, expected: unknown, subjectOf: (entry: unknown) => string): boolean {
  if (typeof expected === "number") return typeof actual === "number" && actual <= expected;
  if (!Array.isArray(expected) || !Array.isArray(actual)) return isDeepStrictEqual(actual, expected);
  const ends = (entries: readonly unknown[]) => new Map(entries.map((entry) => [subjectOf(entry), JSON.stringify(entry)]));
  const [found, recorded] = [actual, expected].map((entries) => [...new Set(entries.map((entry) => JSON.stringify(entry)))]);
  const common = (list: readonly string[], other: readonly string[]) => list.filter((entry) => other.includes(entry));
  const sameOrder = isDeepStrictEqual(common(found!, recorded!), common(recorded!, found!));
  const byName = (map: Map<string, string>) => Object.fromEntries(map);
  return sameOrder && isDeepStrictEqual(byName(ends(actual)), byName(ends(expected)));
}

/** `Available` of `Available=True:MinimumReplicasAvailable`, `Deployment:web` of `~Deployment:web`. */
export function subjectOf(entry: unknown): string {
  return typeof entry === "string" ? (/^[+~-](.*)$/.exec(entry)?.[1] ?? entry.split("=")[0]!) : "";
}
