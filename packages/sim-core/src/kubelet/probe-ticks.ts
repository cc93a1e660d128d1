/**
 * When the attempts of a probe begin, in closed form: a ticker that holds one tick while an attempt runs. Whole microseconds throughout.
 *
 * An attempt begins when the one before has ended and a tick has come since that one began; every attempt of a stretch takes equally long.
 */

/** The grid of a ticker: a tick at `gridUs` and every `periodUs` before and after it. */
export interface Ticks {
  readonly gridUs: number;
  readonly periodUs: number;
}

/** The first tick later than `afterUs`. */
export function tickAfter({ gridUs, periodUs }: Ticks, afterUs: number): number {
  return gridUs + (Math.floor((afterUs - gridUs) / periodUs) + 1) * periodUs;
}

/** When the attempt begins that comes `count` attempts after the one at `beginUs`. */
export function beginAfter(ticks: Ticks, beginUs: number, tookUs: number, count: number): number {
  const held = heldTicks(ticks, beginUs, tookUs);
  if (count <= held) return count === 0 ? beginUs : beginUs + count * tookUs;
  return tickAfter(ticks, beginUs + held * tookUs) + (count - held - 1) * ticks.periodUs;
}

/** How many attempts begin from `beginUs` on and before `endUs`. */
export function beginsBefore(ticks: Ticks, beginUs: number, tookUs: number, endUs: number): number {
  if (endUs <= beginUs) return 0;
  const held = heldTicks(ticks, beginUs, tookUs);
  if (held === Infinity || endUs <= beginUs + held * tookUs) return Math.ceil((endUs - beginUs) / tookUs);
  const firstTickUs = tickAfter(ticks, beginUs + held * tookUs);
  return held + 1 + Math.max(0, Math.ceil((endUs - firstTickUs) / ticks.periodUs));
}

/** How many attempts in a row follow at once on the one before, because their tick is held: each comes closer to the grid. */
function heldTicks(ticks: Ticks, beginUs: number, tookUs: number): number {
  const gainUs = ticks.periodUs - tookUs;
  if (gainUs <= 0) return Infinity;
  return Math.floor((ticks.periodUs - (tickAfter(ticks, beginUs) - beginUs)) / gainUs);
}
