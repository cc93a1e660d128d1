/** Sets of completion indexes of an Indexed Job as ordered intervals, as its status keeps them: "0-3,5,7,8". */

export interface IndexInterval {
  readonly first: number;
  readonly last: number;
}

/** In increasing order, not touching. */
export type IndexIntervals = readonly IndexInterval[];

/**
 * Reads the text of a status or policy; what can't be read is skipped, from the first interval at or above `completions`
 * on everything is.
 *
 * Source: pkg/controller/job/indexed_job_utils.go, parseIndexesFromString.
 */
export function parseIndexes(text: string, completions: number): IndexIntervals {
  const found: { first: number; last: number }[] = [];
  if (text === "") return found;
  for (const part of text.split(",")) {
    const [firstText = "", lastText] = part.split("-");
    const first = parseInteger(firstText);
    if (first === undefined) continue;
    if (first >= completions) break;
    const last = lastText === undefined ? first : parseInteger(lastText);
    if (last === undefined) continue;
    const within = lastText === undefined ? first : Math.min(last, completions - 1);
    const before = found.at(-1);
    if (before?.last === first - 1) before.last = within;
    else found.push({ first, last: within });
  }
  return found;
}

/** The union of two sets. Source: indexed_job_utils.go, orderedIntervals.merge. */
export function mergeIndexes(left: IndexIntervals, right: IndexIntervals): IndexIntervals {
  const merged: { first: number; last: number }[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const next = j >= right.length || (i < left.length && left[i]!.first < right[j]!.first) ? left[i++]! : right[j++]!;
    const before = merged.at(-1);
    if (before === undefined || next.first > before.last + 1) merged.push({ first: next.first, last: next.last });
    else before.last = Math.max(before.last, next.last);
  }
  return merged;
}

/** The set with single indexes added, in any order. */
export function withIndexes(intervals: IndexIntervals, indexes: Iterable<number>): IndexIntervals {
  const singles = [...new Set(indexes)].sort((left, right) => left - right).map((index) => ({ first: index, last: index }));
  return mergeIndexes(intervals, singles);
}

export function countIndexes(intervals: IndexIntervals): number {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

export function hasIndex(intervals: IndexIntervals, index: number): boolean {
  return intervals.some(({ first, last }) => first <= index && index <= last);
}

/** As the status writes it: two neighbours as "7,8", more as "0-3". */
export function indexIntervalsText(intervals: IndexIntervals): string {
  return intervals.map(({ first, last }) => (last > first ? `${first}${last === first + 1 ? "," : "-"}${last}` : `${first}`)).join(",");
}

/** The lowest `count` indexes below `completions` that are in none of the sets. Source: indexed_job_utils.go, firstPendingIndexes. */
export function firstPendingIndexes(count: number, completions: number, taken: IndexIntervals): number[] {
  const pending: number[] = [];
  let candidate = 0;
  for (const { first, last } of [...taken, { first: completions, last: completions }]) {
    for (; candidate < Math.min(first, completions) && pending.length < count; candidate++) pending.push(candidate);
    candidate = Math.max(candidate, last + 1);
  }
  return pending;
}

function parseInteger(text: string): number | undefined {
  return /^[+-]?[0-9]+$/.test(text) ? Number(text) : undefined;
}
