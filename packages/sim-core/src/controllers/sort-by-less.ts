/** Sorting by a comparison that need not be transitive: the same answer in every JavaScript engine. */

/**
 * The items in ascending order; equal ones keep their order. `less` may contradict itself (A < B < C < A), as
 * Kubernetes' ranking of pods does: `Array.prototype.sort` may then answer differently in different engines, this does
 * not. Up to 12 items the answer is that of Go's sort.Sort, which is an insertion sort there.
 *
 * Not modelled: Go's order of more than 12 items among which the comparison contradicts itself or finds ties.
 */
export function sortByLess<T>(items: readonly T[], less: (left: T, right: T) => boolean): T[] {
  let sorted = items.slice();
  for (let start = 0; start < sorted.length; start += BLOCK) insertionSort(sorted, start, Math.min(start + BLOCK, sorted.length), less);
  for (let width = BLOCK; width < sorted.length; width *= 2) {
    const merged: T[] = [];
    for (let start = 0; start < sorted.length; start += 2 * width) merge(sorted, start, width, merged, less);
    sorted = merged;
  }
  return sorted;
}

const BLOCK = 12;

function insertionSort<T>(items: T[], start: number, end: number, less: (left: T, right: T) => boolean): void {
  for (let i = start + 1; i < end; i++) {
    const item = items[i]!;
    let at = i;
    for (; at > start && less(item, items[at - 1]!); at--) items[at] = items[at - 1]!;
    items[at] = item;
  }
}

/** Appends the merge of two neighbouring sorted runs of `width` items (the last may be shorter). */
function merge<T>(items: readonly T[], start: number, width: number, into: T[], less: (left: T, right: T) => boolean): void {
  const middle = Math.min(start + width, items.length);
  const end = Math.min(start + 2 * width, items.length);
  let left = start;
  let right = middle;
  while (left < middle && right < end) into.push(less(items[right]!, items[left]!) ? items[right++]! : items[left++]!);
  while (left < middle) into.push(items[left++]!);
  while (right < end) into.push(items[right++]!);
}
