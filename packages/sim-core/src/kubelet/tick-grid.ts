/** Moments of something that happens again and again: relists, status updates, renewals. Microseconds. */

/** The first moment at or after `fromUs` of those at `anchorUs` and whole periods before and after it; a period of 0: `fromUs` itself. */
export function tickAtOrAfter(anchorUs: number, periodUs: number, fromUs: number): number {
  if (periodUs === 0) return fromUs;
  return anchorUs + Math.ceil((fromUs - anchorUs) / periodUs) * periodUs;
}

/** The first moment after `fromUs`. */
export function tickAfter(anchorUs: number, periodUs: number, fromUs: number): number {
  return tickAtOrAfter(anchorUs, periodUs, fromUs + 1);
}

/** The last moment at or before `untilUs`. */
export function tickAtOrBefore(anchorUs: number, periodUs: number, untilUs: number): number {
  return anchorUs + Math.floor((untilUs - anchorUs) / periodUs) * periodUs;
}
