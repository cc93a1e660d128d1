/** The draw list of the minimap: how many pods wait, what of the machines is used, and what went wrong, over the whole run. */
import { max, scaleLinear, scaleSqrt, ticks } from "d3";
import type { Overview } from "@orrery/runner/session";
import { Cells, Style } from "../draw/index.ts";
import type { DrawList, Label, Line, Tone } from "../draw/index.ts";
import { durationText, percentText } from "../words/index.ts";

export interface MinimapScene {
  readonly overview: Overview;
  /** Simulated so far, and where the run will end; null: nobody knows. */
  readonly nowUs: number;
  readonly horizonUs: number | null;
  readonly timeUs: number;
  readonly marks: readonly { readonly atUs: number; readonly label: string }[];
}

/** Room for the names of the curves, and at the end. */
export const LEFT = 92;
export const RIGHT = 14;
const CAPTION = 17;
const STRIP = 6;
const AXIS = 15;

/** Rows of marks beneath the curves, the gravest first. */
const STRIPS = [
  { title: "outages", of: ["outage"], style: Style.outage },
  { title: "evicted, OOM", of: ["evicted", "oomKilled", "failed"], style: Style.evicted },
  { title: "restarts", of: ["restarted"], style: Style.restarts },
] as const;

/** Time along the width. */
export function minimapScale({ nowUs, horizonUs }: Pick<MinimapScene, "nowUs" | "horizonUs">, width: number): (timeUs: number) => number {
  return scaleLinear([0, Math.max(1, horizonUs ?? nowUs)], [LEFT, width - RIGHT]);
}

export function minimapList(scene: MinimapScene, width: number, height: number): DrawList {
  const { overview, nowUs, horizonUs, timeUs, marks } = scene;
  const cells = new Cells();
  const labels: Label[] = [];
  const lines: Line[] = [];
  const x = minimapScale(scene, width);
  const rows = { top: CAPTION, bottom: height - AXIS - STRIPS.length * STRIP - 3 };
  cells.add(0, 0, width, height, Style.lane);
  cells.add(LEFT, rows.top, Math.max(1, x(nowUs) - LEFT), rows.bottom - rows.top, Style.track);
  const most = max(overview.pending) ?? 0;
  pendingBars(overview, x, rows, cells);
  troubleMarks(overview, x, rows.bottom + 3, cells, labels);
  shareLines(overview, x, rows, lines);
  for (const { atUs } of marks) cells.add(x(atUs) - 0.5, rows.top - 4, 1.5, 6, Style.selection);
  timeAxis(Math.max(1, horizonUs ?? nowUs), x, height, width, labels);
  const name = (row: number, text: string, tone: Tone) =>
    labels.push({ x: LEFT - 8, y: rows.top + 6 + row * 13, text, size: 11, tone, align: "right", bold: true, maxWidth: LEFT - 12 });
  name(0, "CPU", "cpu");
  name(1, "memory", "memory");
  name(2, "pending", "ink");
  labels.push({ x: LEFT, y: 8, text: meaningOf(overview, most), size: 11, tone: "faint", align: "left", maxWidth: width - LEFT - RIGHT });
  const head = x(timeUs);
  lines.push({ tone: "accent", width: 2, points: Float32Array.of(head, rows.top - 6, head, height - 2) });
  return { width, height, cells, labels, lines, rings: [] };
}

interface Rows {
  readonly top: number;
  readonly bottom: number;
}

function pendingBars(overview: Overview, x: (timeUs: number) => number, rows: Rows, cells: Cells): void {
  // By square root of all pods: few that wait are seen, and do not look like many.
  let all = 1;
  for (let bin = 0; bin < overview.bins; bin++) all = Math.max(all, overview.pending[bin]! + overview.running[bin]!);
  const y = scaleSqrt([0, all], [0, rows.bottom - rows.top]);
  for (let bin = 0; bin < overview.bins; bin++) {
    const left = x(bin * overview.binUs);
    const wide = Math.max(1, x((bin + 1) * overview.binUs) - left);
    const high = y(overview.pending[bin]!);
    if (high > 0) cells.add(left, rows.bottom - Math.max(1, high), wide, Math.max(1, high), Style.waitingBar);
  }
}

function troubleMarks(overview: Overview, x: (timeUs: number) => number, top: number, cells: Cells, labels: Label[]): void {
  for (const [row, { title, of, style }] of STRIPS.entries()) {
    const y = top + row * STRIP;
    let any = false;
    for (let bin = 0; bin < overview.bins; bin++) {
      if (of.every((kind) => overview[kind][bin] === 0)) continue;
      any = true;
      const left = x(bin * overview.binUs);
      cells.add(left, y, Math.max(2, x((bin + 1) * overview.binUs) - left), STRIP - 1, style);
    }
    if (any) labels.push({ x: LEFT - 8, y: y + STRIP / 2, text: title, size: 9, tone: "alarm", align: "right", maxWidth: LEFT - 10 });
  }
}

/** What is used where that is known, with what is wanted beyond it; else what is asked for. */
function shareLines(overview: Overview, x: (timeUs: number) => number, rows: Rows, lines: Line[]): void {
  const { sampleUs, usedCpu, wantedCpu, usedMemory } = overview;
  const isKnown = sampleUs.length > 0;
  const shown = isKnown ? [usedCpu, wantedCpu, usedMemory] : [overview.cpu, overview.memory];
  const y = scaleLinear([0, Math.max(1, ...shown.map((values) => max(values) ?? 0))], [rows.bottom, rows.top]);
  const binMiddle = (bin: number) => (bin + 0.5) * overview.binUs;
  const sampleMiddle = (at: number) => (sampleUs[at]! + (sampleUs[at - 1] ?? 0)) / 2;
  const add = (tone: Tone, width: number, values: Float64Array, timeUs: (index: number) => number) => {
    const points = new Float32Array(values.length * 2);
    for (const [i, value] of values.entries()) {
      points[i * 2] = x(timeUs(i));
      points[i * 2 + 1] = y(value);
    }
    lines.push({ tone, width, points });
  };
  if (isKnown) {
    add("alarm", 1, wantedCpu, sampleMiddle);
    add("memory", 1.5, usedMemory, sampleMiddle);
    add("cpu", 1.5, usedCpu, sampleMiddle);
  } else {
    add("memory", 1.5, overview.memory.subarray(0, overview.bins), binMiddle);
    add("cpu", 1.5, overview.cpu.subarray(0, overview.bins), binMiddle);
  }
}

function meaningOf({ sampleUs, usedCpu, wantedCpu, cpu, memory, binUs }: Overview, most: number): string {
  const pending = `pending pods (by square root of all), at most ${most.toLocaleString("en")}; bins of ${durationText(binUs)}, value at their end`;
  if (sampleUs.length === 0)
    return `CPU and memory requested over allocatable, at most ${percentText(Math.max(max(cpu) ?? 0, max(memory) ?? 0))} · ${pending}`;
  const spanUs = sampleUs[0]!;
  const wanted = percentText(max(wantedCpu) ?? 0);
  return `used over hardware, means of ${durationText(spanUs)}: CPU at most ${percentText(max(usedCpu) ?? 0)}, wanted ${wanted} (orange) · ${pending}`;
}

function timeAxis(endUs: number, x: (timeUs: number) => number, height: number, width: number, labels: Label[]): void {
  const unit = endUs > 2 * 86400e6 ? 86400e6 : endUs > 2 * 3600e6 ? 3600e6 : endUs > 2 * 60e6 ? 60e6 : 1e6;
  for (const tick of ticks(0, endUs / unit, Math.max(2, width / 140))) {
    const at = x(tick * unit);
    labels.push({
      x: Math.min(width - 24, at),
      y: height - 7,
      text: `${tick} ${unit === 86400e6 ? "d" : unit === 3600e6 ? "h" : unit === 60e6 ? "min" : "s"}`,
      size: 10,
      tone: "faint",
      align: "center",
      maxWidth: 60,
    });
  }
}
