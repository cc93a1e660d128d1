/** Durations as people write them ("1h30m", "250ms", "2d"), as whole microseconds. */

export const DURATION_ACCEPTED = 'a duration such as "90s", "2h", "1h30m", "250ms", "1d"';
/** One or more amounts with units; also in the JSON Schema. */
export const DURATION_PATTERN = /^(\d+(\.\d+)?(us|ms|s|m|h|d))+$|^0$/;

/** Microseconds, rounded to the nearest; undefined when the text is no duration or is over 35 years, the end of simulated time. */
export function durationUs(text: string): number | undefined {
  if (!DURATION_PATTERN.test(text)) return undefined;
  let us = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h|d)/g)) us += Number(amount) * MICROSECONDS.get(unit!)!;
  const rounded = Math.round(us);
  return rounded < 2 ** 50 ? rounded : undefined;
}

const MICROSECONDS: ReadonlyMap<string, number> = new Map([
  ["us", 1],
  ["ms", 1e3],
  ["s", 1e6],
  ["m", 60e6],
  ["h", 3600e6],
  ["d", 86_400e6],
]);
