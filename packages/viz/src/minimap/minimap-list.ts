/**
 * The draw list of the minimap: what the scenario does and when, what waits, what of the machines is used and held back, and what went
 * wrong, over the whole run. A row that would be empty is left out. The playhead is not in it: it moves far more often than the rest
 * changes.
 */
import { scaleLinear } from "d3";
import type { Overview } from "@orrery/runner/session";
import { Cells, Style, wrapLines } from "../draw/index.ts";
import type { DrawList, Label } from "../draw/index.ts";
import { durationText, shortCountText, timeTicks } from "../words/index.ts";
import { peakOf, rowsOf } from "./minimap-rows.ts";
import type { Row } from "./minimap-rows.ts";
import { namedMarks } from "./named-marks.ts";
import type { TimedMark } from "./named-marks.ts";

export interface MinimapScene {
  readonly overview: Overview;
  /** Simulated so far, and where the run will end; null: nobody knows. */
  readonly nowUs: number;
  /** Where the scale ends. */
  readonly endUs: number;
  readonly marks: readonly TimedMark[];
}

/** Room for the names of the rows, and at the end. */
export const LEFT = 124;
export const RIGHT = 14;
const CAPTION = { size: 11, line: 13 };
const NAMES = 13;
const STRIP = 10;
const AXIS = 14;
const GAP = 2;

/** Rows of marks beneath the curves, the gravest first. */
export const STRIPS = [
  { title: "outages", of: "outage", style: Style.outage },
  { title: "OOM kills", of: "oomKilled", style: Style.oomKilled },
  { title: "evictions", of: "evicted", style: Style.evicted },
  { title: "pods failed", of: "failed", style: Style.failed },
  { title: "restarts", of: "restarted", style: Style.restarts },
] as const;

/** Time along the width. */
export function minimapScale({ endUs }: Pick<MinimapScene, "endUs">, width: number): (timeUs: number) => number {
  return scaleLinear([0, Math.max(1, endUs)], [LEFT, width - RIGHT]);
}

/** Those with something in them. */
function stripsOf(overview: Overview): (typeof STRIPS)[number][] {
  return STRIPS.filter(({ of }) => overview[of].some((count) => count > 0));
}

export function minimapList(scene: MinimapScene, width: number, height: number): DrawList {
  const { overview, nowUs, endUs, marks } = scene;
  const cells = new Cells();
  const labels: Label[] = [];
  const x = minimapScale(scene, width);
  const strips = stripsOf(overview);
  const rows = rowsOf(overview);
  const caption = wrapLines(meaningOf(overview, rows), width - LEFT - RIGHT, CAPTION.size);
  const above = 2 + caption.length * CAPTION.line;
  const top = above + (marks.length > 0 ? NAMES : 0);
  const bottom = height - AXIS - strips.length * STRIP - (strips.length > 0 ? 2 : 0);
  cells.add(0, 0, width, height, Style.lane);
  const pitch = (bottom - top) / rows.length;
  for (const [i, row] of rows.entries()) {
    const box = { top: Math.round(top + i * pitch), bottom: Math.round(top + (i + 1) * pitch) - GAP };
    cells.add(LEFT, box.top, Math.max(1, x(nowUs) - LEFT), box.bottom - box.top, Style.track);
    bars(row, x, box, cells);
    nameOf(row, (box.top + box.bottom) / 2, labels);
  }
  for (const [i, strip] of strips.entries()) troubleMarks(overview, strip, x, bottom + 2 + i * STRIP, cells, labels);
  for (const { x: at, text, room } of namedMarks(marks, x, width - RIGHT)) {
    // Unlike the playhead, which is what moves.
    cells.add(at - 0.5, above, 1, bottom - above, Style.succeeded);
    if (text !== "") labels.push({ x: at + 4, y: above + NAMES / 2, text, size: 10, tone: "faint", align: "left", maxWidth: room });
  }
  timeAxis(Math.max(1, endUs), x, height, width, labels);
  for (const [line, text] of caption.entries())
    labels.push({ x: LEFT, y: 8 + line * CAPTION.line, text, size: CAPTION.size, tone: "faint", align: "left", maxWidth: width - LEFT });
  return { width, height, cells, labels, lines: [], rings: [] };
}

interface Box {
  readonly top: number;
  readonly bottom: number;
}

function bars({ series, beyond, style, top }: Row, x: (timeUs: number) => number, box: Box, cells: Cells): void {
  const high = (value: number) => (value <= 0 ? 0 : Math.max(1, (value / top) * (box.bottom - box.top)));
  for (let i = 0; i < series.count; i++) {
    // Whole pixels, so that neighbours touch.
    const left = Math.round(x(series.fromUs(i)));
    const wide = Math.max(1, Math.round(x(series.toUs(i))) - left);
    const own = high(series.value(i));
    const whole = beyond === undefined ? own : Math.max(own, high(beyond.series.value(i)));
    // What rounds to nothing would be a line of its own.
    if (whole > own + 0.5) cells.add(left, box.bottom - whole, wide, whole, beyond!.style);
    if (own > 0) cells.add(left, box.bottom - own, wide, own, style);
  }
}

function nameOf(row: Row, y: number, labels: Label[]): void {
  const { name, tone, brief } = row;
  labels.push({ x: 10, y, text: name, size: 11, tone, align: "left", bold: true, maxWidth: 78 });
  labels.push({ x: LEFT - 6, y, text: brief(peakOf(row)), size: 10, tone: "faint", align: "right", maxWidth: 40 });
}

function troubleMarks(
  overview: Overview,
  { title, of, style }: (typeof STRIPS)[number],
  x: (timeUs: number) => number,
  top: number,
  cells: Cells,
  labels: Label[],
): void {
  let count = 0;
  for (let bin = 0; bin < overview.bins; bin++) {
    const here = overview[of][bin]!;
    if (here === 0) continue;
    count += here;
    const left = x(bin * overview.binUs);
    cells.add(left, top, Math.max(2.5, x((bin + 1) * overview.binUs) - left), STRIP - 3, style);
  }
  const y = top + STRIP / 2 - 1;
  labels.push({ x: 10, y, text: title, size: 9, tone: "alarm", align: "left", maxWidth: 78 });
  labels.push({ x: LEFT - 6, y, text: shortCountText(count), size: 9, tone: "faint", align: "right", maxWidth: 40 });
}

/** Unit, aggregation and bin of all rows. */
function meaningOf({ sampleUs, binUs }: Overview, rows: readonly Row[]): string {
  const kept = `value at the end of bins of ${durationText(binUs)}`;
  const waits = rows.some(({ name }) => name === "pending");
  const scales = "at the left the peaks";
  if (sampleUs.length === 0) return `${waits ? "pending pods, and " : ""}CPU and memory requested over allocatable, ${kept}; ${scales}`;
  const used = `used over hardware, means of ${durationText(sampleUs[0]!)}; hatched: wanted`;
  const held = rows.some(({ name }) => name === "throttled") ? "; throttled: held back by limits, over hardware" : "";
  return `${used}${held}${waits ? `; pending pods, ${kept}` : ""}; ${scales}`;
}

function timeAxis(endUs: number, x: (timeUs: number) => number, height: number, width: number, labels: Label[]): void {
  for (const { atUs, text } of timeTicks(endUs, width / 110))
    labels.push({ x: Math.min(width - 24, x(atUs)), y: height - 6, text, size: 10, tone: "faint", align: "center", maxWidth: 60 });
}
