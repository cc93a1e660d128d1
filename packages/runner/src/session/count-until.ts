/** @returns how many of the times, which are in order, are not after `untilUs` */
export function countUntil({ timeUs, length }: { readonly timeUs: ArrayLike<number>; readonly length: number }, untilUs: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeUs[middle]! <= untilUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
