/**
 * The draw list of the timeline: a lane each, time along the width; what of a node is asked for, or how many pods of a workload run and
 * wait.
 */
import { max, scaleLinear, ticks } from "d3";
import type { ScaleLinear } from "d3";
import type { Lanes } from "@orrery/runner/session";
import { Cells, DIM, Style } from "../draw/index.ts";
import type { DrawList, Label, Line, Ring } from "../draw/index.ts";
import type { Selection, Span } from "../state/index.ts";
import { clockText, durationText } from "../words/index.ts";
import { nodeLane, workloadLane } from "./lane-cells.ts";

export interface TimelineScene {
  readonly lanes: Lanes;
  readonly span: Span;
  readonly timeUs: number;
  /** The first lane that is shown. */
  readonly top: number;
  readonly selection: Selection | undefined;
  /** Lanes whose names do not have it are dimmed. */
  readonly filter: string;
  readonly marks: readonly { readonly atUs: number; readonly label: string }[];
}

export const NAMES_WIDTH = 168;
const AXIS_HEIGHT = 30;
const RIGHT = 10;

/** Few lanes share the height, many are scrolled. */
export function laneHeight({ kind, names }: Pick<Lanes, "kind" | "names">, height: number): number {
  const [least, most] = kind === "node" ? [18, 34] : [34, 88];
  return Math.floor(Math.max(least, Math.min(most, (height - AXIS_HEIGHT) / Math.max(1, names.length))));
}

export function timeScale({ fromUs, toUs }: Span, width: number): ScaleLinear<number, number> {
  return scaleLinear([fromUs, toUs], [NAMES_WIDTH, width - RIGHT]);
}

/** @returns the lane at `y`; -1: none */
export function laneAt({ lanes, top }: Pick<TimelineScene, "lanes" | "top">, y: number, height: number): number {
  const lane = Math.floor((y - AXIS_HEIGHT) / laneHeight(lanes, height)) + top;
  return y < AXIS_HEIGHT || lane >= lanes.names.length ? -1 : lane;
}

/** How many lanes a height has room for. */
export function lanesShown(lanes: Pick<Lanes, "kind" | "names">, height: number): number {
  return Math.max(1, Math.floor((height - AXIS_HEIGHT) / laneHeight(lanes, height)));
}

export function timelineList(scene: TimelineScene, width: number, height: number): DrawList {
  const { lanes, span, timeUs, top } = scene;
  const cells = new Cells();
  const labels: Label[] = [];
  const lines: Line[] = [];
  const rings: Ring[] = [];
  const x = timeScale(span, width);
  cells.add(0, 0, width, height, Style.lane);
  const high = laneHeight(lanes, height);
  const shown = Math.min(lanes.names.length, top + lanesShown(lanes, height));
  const most = Math.max(1, (max(lanes.running) ?? 0) + (max(lanes.waiting) ?? 0));
  const edges = Array.from({ length: lanes.bins }, (_, bin) => binEdges(lanes, x, bin));
  for (let lane = top; lane < shown; lane++) {
    const y = AXIS_HEIGHT + (lane - top) * high;
    const name = lanes.names[lane]!;
    const dim = scene.filter !== "" && !name.includes(scene.filter) ? DIM : 0;
    if (lane % 2 === 0) cells.add(0, y, width, high, Style.track);
    const box = { lane, y, height: high, dim, edges: (bin: number) => edges[bin]! };
    if (lanes.kind === "node") nodeLane(lanes, box, cells);
    else workloadLane(lanes, box, most, cells);
    const isSelected = scene.selection?.kind === lanes.kind && scene.selection.name === name;
    labels.push({
      x: 10,
      y: y + high / 2,
      text: name,
      size: 12,
      tone: dim > 0 ? "faint" : "ink",
      align: "left",
      bold: isSelected,
      maxWidth: NAMES_WIDTH - 20,
    });
    if (isSelected) rings.push({ x: 3, y: y + 1, width: width - 6, height: high - 2, tone: "accent" });
  }
  for (const { atUs } of scene.marks)
    if (atUs >= span.fromUs && atUs <= span.toUs) cells.add(x(atUs), AXIS_HEIGHT - 7, 2, 7, Style.selection);
  axis(span, x, width, lanes, labels);
  if (timeUs >= span.fromUs && timeUs <= span.toUs)
    lines.push({ tone: "accent", width: 2, points: Float32Array.of(x(timeUs), 16, x(timeUs), height) });
  return { width, height, cells, labels, lines, rings };
}

type Scale = (timeUs: number) => number;

function binEdges({ fromUs, toUs, bins }: Lanes, x: Scale, bin: number): { readonly left: number; readonly wide: number } {
  // Whole pixels, so that neighbours touch.
  const edge = (at: number) => Math.round(Math.max(NAMES_WIDTH, x(fromUs + (at * (toUs - fromUs)) / bins)));
  return { left: edge(bin), wide: edge(bin + 1) - edge(bin) };
}

function axis({ fromUs, toUs }: Span, x: Scale, width: number, lanes: Lanes, labels: Label[]): void {
  const isUsed = lanes.used.some((share) => share >= 0);
  const shade = isUsed
    ? "CPU used over hardware, the stronger the fuller; hatched foot: more wanted"
    : "CPU requested over allocatable, the stronger the fuller";
  const meaning = lanes.kind === "node" ? shade : "pods: blue ready, hatched not ready, yellow pending; heights by square root";
  labels.push({
    x: width - RIGHT,
    y: 8,
    text: `${meaning}; bins of ${durationText((lanes.toUs - lanes.fromUs) / lanes.bins)}, value at their end; above: restarts, evictions, outages`,
    size: 11,
    tone: "faint",
    align: "right",
    maxWidth: width - 120,
  });
  labels.push({
    x: 10,
    y: 8,
    text: `${lanes.names.length} ${lanes.kind}s`,
    size: 12,
    tone: "ink",
    align: "left",
    bold: true,
    maxWidth: NAMES_WIDTH,
  });
  const units = [86400e6, 3600e6, 60e6, 1e6];
  const unit = units.find((each) => (toUs - fromUs) / each > 3) ?? 1e6;
  for (const tick of ticks(fromUs / unit, toUs / unit, Math.max(2, (width - NAMES_WIDTH) / 120)))
    labels.push({
      x: Math.min(width - 34, x(tick * unit)),
      y: 22,
      text: clockText(tick * unit).replace(/\.000$/, ""),
      size: 10,
      tone: "faint",
      align: "center",
      maxWidth: 90,
    });
}
