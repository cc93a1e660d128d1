/**
 * The draw list of the strip between two runs: above both of them, beneath by how much the second has more or less than the first, over
 * the run.
 */
import { max, scaleLinear } from "d3";
import type { Overview } from "@orrery/runner/session";
import { Cells, Style, wrapLines } from "../draw/index.ts";
import type { DrawList, Label, Line, Tone } from "../draw/index.ts";
import type { Metric } from "../state/index.ts";
import { countText, percentText, timeTicks } from "../words/index.ts";
import { METRICS_OF } from "./metrics.ts";
import type { MetricOf } from "./metrics.ts";

export interface DifferenceScene {
  readonly first: Overview;
  readonly second: Overview;
  readonly metric: Metric;
  readonly endUs: number;
  readonly timeUs: number;
  /** Where the first decision differs; undefined: nowhere, or it is not known. */
  readonly divergedUs: number | undefined;
}

/** Room for the numbers of the axes. */
const LEFT = 66;
const RIGHT = 12;
const COLUMN = 2;
/** Room for the times beneath. */
const AXIS = 16;
const CAPTION = { size: 11, line: 14 };

interface Box {
  readonly top: number;
  readonly bottom: number;
}

export function differenceList(scene: DifferenceScene, width: number, height: number): DrawList {
  const { first, second, metric, endUs, timeUs, divergedUs } = scene;
  const of = METRICS_OF[metric];
  const cells = new Cells();
  const labels: Label[] = [];
  const lines: Line[] = [];
  const x = scaleLinear([0, Math.max(1, endUs)], [LEFT, width - RIGHT]);
  const columns = Math.max(1, Math.floor((width - LEFT - RIGHT) / COLUMN));
  const columnUs = Math.max(1, endUs) / columns;
  const caption = wrapLines(captionOf(of, scene, columnUs), width - LEFT - RIGHT, CAPTION.size);
  const top = 6 + caption.length * CAPTION.line;
  const room = height - top - AXIS;
  const above: Box = { top, bottom: top + room * 0.42 };
  const beneath: Box = { top: above.bottom + 8, bottom: height - AXIS };
  cells.add(0, 0, width, height, Style.lane);
  for (const box of [above, beneath]) cells.add(LEFT, box.top, width - LEFT - RIGHT, box.bottom - box.top, Style.track);
  const valuesOf = (overview: Overview) => Array.from({ length: columns }, (_, i) => of.valueAt(overview, (i + 1) * columnUs - 1));
  const [a, b] = [valuesOf(first), valuesOf(second)];
  bothRuns(of, [a, b], above, lines, labels);
  differences(of, a, b, beneath, width, cells, lines, labels);
  if (divergedUs !== undefined) {
    cells.add(x(divergedUs) - 1, top - 3, 2, height - top, Style.selection);
    labels.push({
      x: Math.min(x(divergedUs) + 5, width - 150),
      y: height - AXIS - 8,
      text: "first different decision",
      size: 11,
      tone: "accent",
      align: "left",
      maxWidth: 150,
    });
  }
  for (const [line, text] of caption.entries())
    labels.push({
      x: LEFT,
      y: 9 + line * CAPTION.line,
      text,
      size: CAPTION.size,
      tone: "faint",
      align: "left",
      maxWidth: width - LEFT,
    });
  for (const tick of timeTicks(endUs, width / 110))
    labels.push({
      x: Math.min(width - 20, x(tick.atUs)),
      y: height - AXIS / 2,
      text: tick.text,
      size: 10,
      tone: "faint",
      align: "center",
      maxWidth: 60,
    });
  lines.push({ tone: "accent", width: 2, points: Float32Array.of(x(timeUs), top - 3, x(timeUs), height - AXIS + 2) });
  return { width, height, cells, labels, lines, rings: [] };
}

/** Unit, aggregation and bin, and which is which. */
function captionOf({ title, aggregation }: MetricOf, { first, second }: DifferenceScene, columnUs: number): string {
  const [one, other] = [aggregation(first, columnUs), aggregation(second, columnUs)];
  return `${title}; ${one === other ? one : `first ${one}, second ${other}`}; above: first thin, second bold; beneath: second less first, hatched more, blue less`;
}

type Values = readonly (number | undefined)[];

function bothRuns({ isShare }: MetricOf, runs: readonly [Values, Values], box: Box, lines: Line[], labels: Label[]): void {
  const most = Math.max(...runs.map((values) => max(values, (value) => value ?? 0) ?? 0)) || 1;
  const y = scaleLinear([0, most], [box.bottom - 1, box.top + 2]);
  const looks: readonly (readonly [Tone, number])[] = [
    ["faint", 1.25],
    ["ink", 2.25],
  ];
  for (const [run, values] of runs.entries()) {
    const [tone, width] = looks[run]!;
    const points = values.flatMap((value, i) => (value === undefined ? [] : [LEFT + i * COLUMN + 1, y(value)]));
    if (points.length > 0) lines.push({ tone, width, points: Float32Array.from(points) });
  }
  axisNumber(labels, box.top + 5, amountText(most, isShare));
  axisNumber(labels, box.bottom - 4, "0");
}

function differences(of: MetricOf, a: Values, b: Values, box: Box, width: number, cells: Cells, lines: Line[], labels: Label[]): void {
  const less = a.map((first, i) => (first === undefined || b[i] === undefined ? 0 : b[i] - first));
  const most = max(less, Math.abs) ?? 0;
  const middle = (box.top + box.bottom) / 2;
  const y = scaleLinear([-(most || 1), most || 1], [box.bottom - 1, box.top + 1]);
  for (const [i, difference] of less.entries()) {
    if (difference === 0) continue;
    const at = y(difference);
    const high = Math.max(1, Math.abs(at - middle));
    cells.add(LEFT + i * COLUMN, difference > 0 ? middle - high : middle, COLUMN, high, difference > 0 ? Style.waitingFill : Style.ready);
  }
  lines.push({ tone: "faint", width: 1, points: Float32Array.of(LEFT, middle, width - RIGHT, middle) });
  axisNumber(labels, middle, most === 0 ? "same" : "0");
  if (most === 0) return;
  axisNumber(labels, box.top + 5, `+${amountText(most, of.isShare)}`);
  axisNumber(labels, box.bottom - 4, `−${amountText(most, of.isShare)}`);
}

function axisNumber(labels: Label[], y: number, text: string): void {
  labels.push({ x: LEFT - 6, y, text, size: 10, tone: "faint", align: "right", maxWidth: LEFT - 8 });
}

function amountText(amount: number, isShare: boolean): string {
  return isShare ? percentText(amount) : countText(Math.round(amount));
}
