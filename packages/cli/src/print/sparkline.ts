/** A row of values as a row of blocks. */
const BLOCKS = "▁▂▃▄▅▆▇█";

/** Means of equal runs of values, at most `width` blocks; the scale goes from 0 to `top`. Gaps are blanks. */
export function sparkline(values: readonly (number | null)[], width: number, top: number): string {
  const columns = Math.min(width, values.length);
  let line = "";
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * values.length) / columns);
    const run = values.slice(from, Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns))).filter((value) => value !== null);
    if (run.length === 0) {
      line += " ";
      continue;
    }
    const mean = run.reduce((sum, value) => sum + value, 0) / run.length;
    line += BLOCKS[Math.min(BLOCKS.length - 1, Math.floor((top > 0 ? mean / top : 0) * BLOCKS.length))];
  }
  return line;
}
