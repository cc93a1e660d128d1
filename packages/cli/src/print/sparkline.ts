/** A row of values as a row of blocks. */
const BLOCKS = "▁▂▃▄▅▆▇█";

/** Scaled to its own peak, which should stand beside it. */
export function trend(values: readonly (number | null)[], width: number): string {
  return sparkline(
    values,
    width,
    values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0),
  );
}

/** Means of equal runs of values, at most `width` blocks; the scale goes from 0 to `top`. Gaps are blanks. */
export function sparkline(values: readonly (number | null)[], width: number, top: number): string {
  const columns = Math.min(width, values.length);
  let line = "";
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * values.length) / columns);
    const run = values
      .slice(from, Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns)))
      .filter((value) => value !== null);
    if (run.length === 0) {
      line += " ";
      continue;
    }
    const mean = run.reduce((sum, value) => sum + value, 0) / run.length;
    line += BLOCKS[Math.min(BLOCKS.length - 1, Math.floor((top > 0 ? mean / top : 0) * BLOCKS.length))];
  }
  return line;
}
