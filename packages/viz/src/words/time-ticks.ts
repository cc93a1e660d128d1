/** Times along an axis, as people count them. */

/** Steps between two of them, in seconds. */
const STEPS: readonly number[] = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600, 12 * 3600, 86400, 7 * 86400];

export interface TimeTick {
  readonly atUs: number;
  /** `1:30` hours and minutes, as the clock shows them; days where there are many; seconds where the steps are that small. */
  readonly text: string;
}

/** @param most how many there is room for; there are two at least */
export function timeTicks(endUs: number, most: number): TimeTick[] {
  const count = Math.max(2, most);
  const stepUs = (STEPS.find((seconds) => endUs / (seconds * 1e6) <= count) ?? Math.ceil(endUs / 1e6 / count)) * 1e6;
  return Array.from({ length: Math.floor(endUs / stepUs) + 1 }, (_, i) => ({ atUs: i * stepUs, text: tickText(i * stepUs, stepUs) }));
}

function tickText(timeUs: number, stepUs: number): string {
  const s = Math.round(timeUs / 1e6);
  const pad = (value: number) => String(value).padStart(2, "0");
  if (stepUs >= 86400e6) return `${Number((s / 86400).toFixed(1))} d`;
  const clock = `${Math.floor(s / 3600)}:${pad(Math.floor(s / 60) % 60)}`;
  return stepUs < 60e6 ? `${clock}:${pad(s % 60)}` : clock;
}
