/**
 * The draw list of the timeline: a lane each, time along the width; what of a node is used, how many pods of a workload run and wait, or
 * how many wait in each part of the scheduling queue.
 */
import type { LaneTest } from "./lit-lanes.ts";
import { max, scaleLinear, ticks } from "d3";
import type { ScaleLinear } from "d3";
import { Cells, DIM, Style, wrapLines } from "../draw/index.ts";
import type { DrawList, Label, Line, Ring } from "../draw/index.ts";
import type { Selection, Span } from "../state/index.ts";
import { clockText } from "../words/index.ts";
import { nodeLane, workloadLane } from "./lane-cells.ts";
import type { LaneBox } from "./lane-cells.ts";
import { countOf, HEIGHTS, laneNames, meaningOf } from "./lane-set.ts";
import type { LaneSet } from "./lane-set.ts";
import { queueLane, topText } from "./queue-cells.ts";

export interface TimelineScene {
  readonly lanes: LaneSet;
  readonly span: Span;
  readonly timeUs: number;
  /** Simulated so far; beyond it nothing is known unless the run is over. */
  readonly reachUs: number;
  readonly isOver: boolean;
  /** The first lane that is shown. */
  readonly top: number;
  readonly selection: Selection | undefined;
  /** Lanes that it is not true of are dimmed; undefined: none is. */
  readonly lit: LaneTest | undefined;
  readonly marks: readonly { readonly atUs: number; readonly label: string }[];
}

export const NAMES_WIDTH = 168;
const RIGHT = 10;
const CAPTION = { size: 11, line: 14 };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the lanes mean, in as many lines as that takes beside their count. */
function captionOf(lanes: LaneSet, width: number): readonly string[] {
  return wrapLines(meaningOf(lanes), width - NAMES_WIDTH - RIGHT, CAPTION.size);
}

/** Of the caption and the hours beneath it. */
function headHeight(lanes: LaneSet, width: number): number {
  return captionOf(lanes, width).length * CAPTION.line + 18;
}

/** Few lanes share the height, many are scrolled. */
function laneHeight(lanes: LaneSet, { width, height }: Size): number {
  const [least, most] = HEIGHTS[lanes.kind];
  const room = height - headHeight(lanes, width);
  return Math.floor(Math.max(least, Math.min(most, room / Math.max(1, laneNames(lanes).length))));
}

export function timeScale({ fromUs, toUs }: Span, width: number): ScaleLinear<number, number> {
  return scaleLinear([fromUs, toUs], [NAMES_WIDTH, width - RIGHT]);
}

/** @returns the lane at `y`; -1: none */
export function laneAt({ lanes, top }: Pick<TimelineScene, "lanes" | "top">, y: number, size: Size): number {
  const head = headHeight(lanes, size.width);
  const lane = Math.floor((y - head) / laneHeight(lanes, size)) + top;
  return y < head || lane >= laneNames(lanes).length ? -1 : lane;
}

/** How many lanes a place has room for. */
export function lanesShown(lanes: LaneSet, size: Size): number {
  return Math.max(1, Math.floor((size.height - headHeight(lanes, size.width)) / laneHeight(lanes, size)));
}

export function timelineList(scene: TimelineScene, width: number, height: number): DrawList {
  const { lanes, span, timeUs, top } = scene;
  const cells = new Cells();
  const labels: Label[] = [];
  const lines: Line[] = [];
  const rings: Ring[] = [];
  const x = timeScale(span, width);
  cells.add(0, 0, width, height, Style.lane);
  const size = { width, height };
  const high = laneHeight(lanes, size);
  const head = headHeight(lanes, width);
  const names = laneNames(lanes);
  const shown = Math.min(names.length, top + lanesShown(lanes, size));
  const draw = drawerOf(lanes, cells);
  const edges = Array.from({ length: lanes.bins }, (_, bin) => binEdges(lanes, x, bin));
  for (let lane = top; lane < shown; lane++) {
    const y = head + (lane - top) * high;
    const name = names[lane]!;
    const dim = scene.lit?.(name) === false ? DIM : 0;
    if (lane % 2 === 0) cells.add(0, y, width, high, Style.track);
    draw({ lane, y, height: high, dim, edges: (bin: number) => edges[bin]! });
    const isSelected = scene.selection?.kind === lanes.kind && scene.selection.name === name;
    labels.push({
      x: 10,
      y: y + high / 2 - (lanes.kind === "queue" ? 8 : 0),
      text: name,
      size: 12,
      tone: dim > 0 ? "faint" : "ink",
      align: "left",
      bold: isSelected || lanes.kind === "queue",
      maxWidth: NAMES_WIDTH - 20,
    });
    if (lanes.kind === "queue")
      labels.push({
        x: 10,
        y: y + high / 2 + 8,
        text: topText(lanes, lane),
        size: 11,
        tone: "faint",
        align: "left",
        maxWidth: NAMES_WIDTH - 20,
      });
    if (isSelected) rings.push({ x: 3, y: y + 1, width: width - 6, height: high - 2, tone: "accent" });
  }
  if (!scene.isOver && scene.reachUs < span.toUs) unknown(Math.max(NAMES_WIDTH, x(scene.reachUs)), head, size, cells, labels);
  for (const { atUs } of scene.marks) if (atUs >= span.fromUs && atUs <= span.toUs) cells.add(x(atUs), head - 7, 2, 7, Style.selection);
  axis(span, x, width, lanes, labels);
  if (timeUs >= span.fromUs && timeUs <= span.toUs)
    lines.push({ tone: "accent", width: 2, points: Float32Array.of(x(timeUs), head - 14, x(timeUs), height) });
  return { width, height, cells, labels, lines, rings };
}

function drawerOf(lanes: LaneSet, cells: Cells): (box: LaneBox) => void {
  switch (lanes.kind) {
    case "queue":
      return (box) => queueLane(lanes, box, cells);
    case "node":
      return (box) => nodeLane(lanes, box, cells);
    case "workload": {
      const most = Math.max(1, (max(lanes.running) ?? 0) + (max(lanes.waiting) ?? 0));
      return (box) => workloadLane(lanes, box, most, cells);
    }
  }
}

/** What is not simulated yet looks like nothing else. */
function unknown(left: number, head: number, { width, height }: Size, cells: Cells, labels: Label[]): void {
  const wide = width - RIGHT - left;
  if (wide <= 0) return;
  cells.add(left, head, wide, height - head, Style.nodeCordoned);
  if (wide > 120)
    labels.push({ x: left + wide / 2, y: head + 16, text: "not simulated yet", size: 11, tone: "faint", align: "center", maxWidth: wide });
}

type Scale = (timeUs: number) => number;

function binEdges({ fromUs, toUs, bins }: LaneSet, x: Scale, bin: number): { readonly left: number; readonly wide: number } {
  // Whole pixels, so that neighbours touch.
  const edge = (at: number) => Math.round(Math.max(NAMES_WIDTH, x(fromUs + (at * (toUs - fromUs)) / bins)));
  return { left: edge(bin), wide: edge(bin + 1) - edge(bin) };
}

function axis({ fromUs, toUs }: Span, x: Scale, width: number, lanes: LaneSet, labels: Label[]): void {
  const caption = captionOf(lanes, width);
  for (const [line, text] of caption.entries())
    labels.push({
      x: NAMES_WIDTH,
      y: 9 + line * CAPTION.line,
      text,
      size: CAPTION.size,
      tone: "faint",
      align: "left",
      maxWidth: width - NAMES_WIDTH,
    });
  labels.push({
    x: 10,
    y: 9,
    text: countOf(lanes),
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
      y: caption.length * CAPTION.line + 9,
      text: clockText(tick * unit).replace(/\.000$/, ""),
      size: 10,
      tone: "faint",
      align: "center",
      maxWidth: 90,
    });
}
