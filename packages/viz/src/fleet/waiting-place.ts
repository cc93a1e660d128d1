/** The place of pods that wait for a node, by what they wait for. */
import type { Frame } from "@orrery/runner/session";
import { DIM, Style } from "../draw/index.ts";
import type { FleetScene, Out } from "./fleet-scene.ts";
import { isSelected } from "./pod-cells.ts";
import { countOf, countText } from "../words/index.ts";
import { summaryOf } from "../cluster/index.ts";

/** Pods that wait for one reason: cells in columns from the left, as many of them as there is room for. */
export interface WaitingGroup {
  readonly reason: string;
  /** Rows of the pods, ascending. */
  readonly rows: Int32Array;
  readonly x: number;
  /** Of the middle of the reason, and of the top of the cells. */
  readonly y: number;
  readonly top: number;
  readonly width: number;
  readonly perColumn: number;
  /** From cell to cell, and the side of one. */
  readonly step: number;
  readonly size: number;
}

export interface WaitingLayout {
  readonly total: number;
  readonly groups: readonly WaitingGroup[];
}

const HEAD = 22;
const GROUP_HEAD = 14;
const PAD = 8;

/** A pure function of the frame and the space, so that clicks find what is drawn. */
export function waitingLayout(frame: Frame, texts: readonly string[], top: number, width: number, height: number): WaitingLayout {
  const { waiting } = summaryOf(frame, texts);
  const sorted = byReason(frame, waiting);
  const room = { width: width - 2 * PAD, height: height - HEAD - GROUP_HEAD - 6 };
  const step = cellStep(
    sorted.map(({ rows }) => rows.length),
    room,
  );
  // Reasons are sentences: where few share the width they are told in full.
  const minGroup = Math.max(MIN_GROUP, Math.min(MAX_GROUP, width / Math.max(1, sorted.length) - GAP - PAD));
  const perColumn = Math.max(1, Math.floor(room.height / step));
  const groups: WaitingGroup[] = [];
  let x = PAD;
  for (const { reason, rows } of sorted) {
    const ownWidth = Math.max(Math.ceil(rows.length / perColumn) * step, minGroup);
    groups.push({
      reason: reason === 0 ? "not tried yet" : texts[reason]!,
      rows,
      x,
      y: top + HEAD + GROUP_HEAD / 2,
      top: top + HEAD + GROUP_HEAD + 2,
      width: ownWidth,
      perColumn,
      step,
      size: step >= 5 ? step - 1 : step,
    });
    x += ownWidth + GAP;
  }
  return { total: waiting.length, groups };
}

/** The largest groups first. There may be a hundred thousand pods, and few reasons. */
function byReason({ pods }: Frame, waiting: Int32Array): { readonly reason: number; readonly rows: Int32Array }[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < waiting.length; i++) {
    const reason = pods.remark[waiting[i]!]!;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const groups = new Map(Array.from(counts, ([reason, count]) => [reason, { reason, rows: new Int32Array(count), filled: 0 }]));
  for (let i = 0; i < waiting.length; i++) {
    const group = groups.get(pods.remark[waiting[i]!]!)!;
    group.rows[group.filled++] = waiting[i]!;
  }
  return [...groups.values()].sort((a, b) => b.rows.length - a.rows.length || a.reason - b.reason);
}

/** @returns the row of the pod whose cell is there; -1: none is */
export function waitingAt({ groups }: WaitingLayout, x: number, y: number): number {
  for (const { rows, x: left, top, perColumn, step } of groups) {
    const column = Math.floor((x - left) / step);
    const line = Math.floor((y - top) / step);
    if (column < 0 || line < 0 || line >= perColumn) continue;
    const row = rows[column * perColumn + line];
    if (row !== undefined) return row;
  }
  return -1;
}

const MIN_GROUP = 132;
const MAX_GROUP = 380;
const GAP = 14;

/** As large as fits, ten pixels at most. */
function cellStep(counts: readonly number[], room: { readonly width: number; readonly height: number }): number {
  for (let step = 11; step > 1; step -= 0.5) {
    const perColumn = Math.max(1, Math.floor(room.height / step));
    const width = counts.reduce((sum, count) => sum + Math.max(Math.ceil(count / perColumn) * step, MIN_GROUP) + GAP, 0);
    if (width <= room.width) return step;
  }
  return 1;
}

export function waitingPlace(
  { frame, texts, matches, selection }: FleetScene,
  top: number,
  width: number,
  height: number,
  { cells, labels, rings }: Out,
): void {
  cells.add(0, top, width, height, Style.lane);
  cells.add(0, top, width, 1, Style.nodeCordoned);
  const { total, groups } = waitingLayout(frame, texts, top, width, height);
  const head = total === 0 ? "Nothing waits" : `${countText(total)} pending`;
  labels.push({
    x: PAD,
    y: top + HEAD / 2 + 2,
    text: head,
    size: 13,
    tone: total === 0 ? "faint" : "ink",
    align: "left",
    bold: total > 0,
    maxWidth: width,
  });
  for (const group of groups)
    if (group.x + 40 < width)
      labels.push({
        x: group.x,
        y: group.y,
        text: `${countOf(group.rows.length, "pod")}: ${group.reason}`,
        size: 11,
        tone: "faint",
        align: "left",
        maxWidth: Math.min(Math.max(group.width, 120) + 4, width - group.x - PAD),
      });
  for (const group of groups) drawn(group);

  function drawn({ rows, x: first, top: above, perColumn, step, size }: WaitingGroup): void {
    const style = size < 4 ? Style.waitingBar : Style.waiting;
    for (let i = 0; i < rows.length; i++) {
      const x = first + Math.floor(i / perColumn) * step;
      if (x > width) return;
      const y = above + (i % perColumn) * step;
      const row = rows[i]!;
      cells.add(x, y, size, size, style + (matches !== undefined && matches.pods[row] === 0 ? DIM : 0));
      if (selection !== undefined && isSelected(frame, texts, row, selection))
        rings.push({ x, y, width: size, height: size, tone: "accent" });
    }
  }
}
