/** Sorting by a comparison that need not be transitive: the same answer in every JavaScript engine. */

/**
 * The items in ascending order; equal ones keep their order. `less` may contradict itself (A < B < C < A), as
 * Kubernetes' ranking of pods does: `Array.prototype.sort` may then answer differently in different engines, this does
 * not. Up to 12 items the answer is that of Go's sort.Sort, which is an insertion sort there.
 *
 * @param limit only the first so many of the whole order are wanted, and returned; O(items) for a few.
 * Not modelled: Go's order of more than 12 items among which the comparison contradicts itself or finds ties.
 */
export function sortByLess<T>(items: readonly T[], less: (left: T, right: T) => boolean, limit: number = items.length): T[] {
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += BLOCK) {
    const run = items.slice(start, start + BLOCK);
    insertionSort(run, less);
    if (run.length > limit) run.length = limit;
    runs.push(run);
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) merged.push(i + 1 < runs.length ? merge(runs[i]!, runs[i + 1]!, less, limit) : runs[i]!);
    runs = merged;
  }
  return runs[0] ?? [];
}

const BLOCK = 12;

function insertionSort<T>(items: T[], less: (left: T, right: T) => boolean): void {
  for (let i = 1; i < items.length; i++) {
    const item = items[i]!;
    let at = i;
    for (; at > 0 && less(item, items[at - 1]!); at--) items[at] = items[at - 1]!;
    items[at] = item;
  }
}

/** The first `limit` of two sorted runs; what a merge puts first depends only on what comes first in the runs. */
function merge<T>(left: readonly T[], right: readonly T[], less: (left: T, right: T) => boolean, limit: number): T[] {
  const size = Math.min(left.length + right.length, limit);
  const into: T[] = [];
  let l = 0;
  let r = 0;
  while (into.length < size) {
    if (r === right.length) into.push(left[l++]!);
    else if (l === left.length) into.push(right[r++]!);
    else into.push(less(right[r]!, left[l]!) ? right[r++]! : left[l++]!);
  }
  return into;
}
