/** The draw list of the minimap: how many pods wait, what of the cluster is asked for, and where things failed, over the whole run. */
import { max, scaleLinear, ticks } from "d3";
import type { Overview } from "@orrery/runner/session";
import { Cells, Style } from "../draw/index.ts";
import type { DrawList, Label, Line } from "../draw/index.ts";
import { durationText } from "../words/index.ts";

export interface MinimapScene {
  readonly overview: Overview;
  /** Simulated so far, and where the run will end; null: nobody knows. */
  readonly nowUs: number;
  readonly horizonUs: number | null;
  readonly timeUs: number;
  readonly marks: readonly { readonly atUs: number; readonly label: string }[];
}

export const LEFT = 12;

/** Time along the whole width. */
export function minimapScale({ nowUs, horizonUs }: Pick<MinimapScene, "nowUs" | "horizonUs">, width: number): (timeUs: number) => number {
  return scaleLinear([0, Math.max(1, horizonUs ?? nowUs)], [LEFT, width - LEFT]);
}

export function minimapList(scene: MinimapScene, width: number, height: number): DrawList {
  const { overview, nowUs, horizonUs, timeUs, marks } = scene;
  const cells = new Cells();
  const labels: Label[] = [];
  const lines: Line[] = [];
  const x = minimapScale(scene, width);
  const rows = { top: 18, bottom: height - 18 };
  cells.add(0, 0, width, height, Style.lane);
  cells.add(LEFT, rows.top, Math.max(1, x(nowUs) - LEFT), rows.bottom - rows.top, Style.track);
  const most = max(overview.pending) ?? 0;
  const pendingY = scaleLinear([0, Math.max(1, most)], [0, rows.bottom - rows.top - 4]);
  for (let bin = 0; bin < overview.bins; bin++) {
    const left = x(bin * overview.binUs);
    const wide = Math.max(1, x((bin + 1) * overview.binUs) - left);
    const high = pendingY(overview.pending[bin]!);
    if (high > 0) cells.add(left, rows.bottom - Math.max(1, high), wide, Math.max(1, high), Style.waitingBar);
    if (overview.failures[bin]! > 0) cells.add(left, rows.bottom + 2, Math.max(2, wide), 4, Style.failed);
  }
  const top = Math.max(1, max(overview.cpu) ?? 0, max(overview.memory) ?? 0);
  const shareY = scaleLinear([0, top], [rows.bottom, rows.top]);
  for (const tone of ["cpu", "memory"] as const) lines.push({ tone, width: 1.5, points: points(overview, overview[tone], x, shareY) });
  for (const { atUs } of marks) cells.add(x(atUs) - 0.5, rows.top - 4, 1.5, 6, Style.selection);
  timeAxis(Math.max(1, horizonUs ?? nowUs), x, height, width, labels);
  labels.push({ x: LEFT, y: 9, text: "requested over allocatable", size: 11, tone: "faint", align: "left", maxWidth: 200 });
  labels.push({ x: LEFT + 160, y: 9, text: "CPU", size: 11, tone: "cpu", align: "left", bold: true, maxWidth: 60 });
  labels.push({ x: LEFT + 192, y: 9, text: "memory", size: 11, tone: "memory", align: "left", bold: true, maxWidth: 60 });
  labels.push({
    x: width - LEFT,
    y: 9,
    text: `pending pods, at most ${most.toLocaleString("en")}; bins of ${durationText(overview.binUs)}, value at their end; ticks below: failures`,
    size: 11,
    tone: "faint",
    align: "right",
    maxWidth: width - 260,
  });
  const head = x(timeUs);
  lines.push({ tone: "accent", width: 2, points: Float32Array.of(head, rows.top - 6, head, height - 2) });
  return { width, height, cells, labels, lines, rings: [] };
}

function points(overview: Overview, values: Float64Array, x: (timeUs: number) => number, y: (value: number) => number): Float32Array {
  const flat = new Float32Array(overview.bins * 2);
  for (let bin = 0; bin < overview.bins; bin++) {
    flat[bin * 2] = x((bin + 0.5) * overview.binUs);
    flat[bin * 2 + 1] = y(values[bin]!);
  }
  return flat;
}

function timeAxis(endUs: number, x: (timeUs: number) => number, height: number, width: number, labels: Label[]): void {
  const unit = endUs > 2 * 86400e6 ? 86400e6 : endUs > 2 * 3600e6 ? 3600e6 : endUs > 2 * 60e6 ? 60e6 : 1e6;
  for (const tick of ticks(0, endUs / unit, Math.max(2, width / 140))) {
    const at = x(tick * unit);
    labels.push({
      x: Math.min(width - 24, Math.max(14, at)),
      y: height - 7,
      text: `${tick} ${unit === 86400e6 ? "d" : unit === 3600e6 ? "h" : unit === 60e6 ? "min" : "s"}`,
      size: 10,
      tone: "faint",
      align: "center",
      maxWidth: 60,
    });
  }
}
