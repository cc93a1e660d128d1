/** The place of pods that wait for a node, by what they wait for. */
import type { Frame } from "@orrery/runner/session";
import { DIM, Style } from "../draw/index.ts";
import type { FleetScene, Out } from "./fleet-scene.ts";
import { isSelected } from "./pod-cells.ts";
import { summaryOf } from "../cluster/index.ts";

export interface WaitingCell {
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface WaitingLayout {
  readonly total: number;
  readonly groups: readonly {
    readonly reason: string;
    readonly pods: number;
    readonly x: number;
    readonly y: number;
    readonly width: number;
  }[];
  readonly cells: readonly WaitingCell[];
}

const HEAD = 22;
const GROUP_HEAD = 14;
const PAD = 8;

/** A pure function of the frame and the space, so that clicks find what is drawn. */
export function waitingLayout(frame: Frame, texts: readonly string[], top: number, width: number, height: number): WaitingLayout {
  const byReason = new Map<number, number[]>();
  const { waiting } = summaryOf(frame, texts);
  for (const row of waiting) {
    const reason = frame.pods.remark[row]!;
    const known = byReason.get(reason);
    if (known === undefined) byReason.set(reason, [row]);
    else known.push(row);
  }
  const sorted = [...byReason].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  const room = { width: width - 2 * PAD, height: height - HEAD - GROUP_HEAD - 6 };
  const cells: WaitingCell[] = [];
  const groups: { reason: string; pods: number; x: number; y: number; width: number }[] = [];
  const step = cellStep(
    sorted.map(([, rows]) => rows.length),
    room,
  );
  // Reasons are sentences: where few share the width they are told in full.
  const minGroup = Math.max(MIN_GROUP, Math.min(MAX_GROUP, width / Math.max(1, sorted.length) - GAP - PAD));
  let x = PAD;
  const cellTop = top + HEAD + GROUP_HEAD + 2;
  for (const [reason, rows] of sorted) {
    const perColumn = Math.max(1, Math.floor(room.height / step));
    const columns = Math.ceil(rows.length / perColumn);
    for (const [i, row] of rows.entries())
      cells.push({ row, x: x + Math.floor(i / perColumn) * step, y: cellTop + (i % perColumn) * step, size: step >= 5 ? step - 1 : step });
    const ownWidth = Math.max(columns * step, minGroup);
    groups.push({
      reason: reason === 0 ? "not tried yet" : texts[reason]!,
      pods: rows.length,
      x,
      y: top + HEAD + GROUP_HEAD / 2,
      width: ownWidth,
    });
    x += ownWidth + GAP;
  }
  return { total: waiting.length, groups, cells };
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
  const { total, groups, cells: waiting } = waitingLayout(frame, texts, top, width, height);
  const head = total === 0 ? "Nothing waits" : `${total.toLocaleString("en")} pending`;
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
        text: `${group.pods} ${group.reason}`,
        size: 11,
        tone: "faint",
        align: "left",
        maxWidth: Math.max(group.width, 120) + 4,
      });
  for (const { row, x, y, size } of waiting) {
    cells.add(
      x,
      y,
      size,
      size,
      (size < 4 ? Style.waitingBar : Style.waiting) + (matches !== undefined && matches.pods[row] === 0 ? DIM : 0),
    );
    if (selection !== undefined && isSelected(frame, texts, row, selection))
      rings.push({ x, y, width: size, height: size, tone: "accent" });
  }
}
