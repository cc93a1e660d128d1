/** Pods as cells on their node's tile, each in the place that it keeps for its life there. */
import type { Frame } from "@orrery/runner/session";
import { DIM } from "../draw/index.ts";
import type { FleetScene, Out } from "./fleet-scene.ts";
import { podStyle } from "../cluster/index.ts";

/** Places on every tile: as many as the fullest node has taken. */
export function placesPerNode({ pods }: Frame): number {
  let most = 0;
  for (let row = 0; row < pods.count; row++) if (pods.slot[row]! > most) most = pods.slot[row]!;
  return Math.max(9, most + 1);
}

const RINGS_FROM = 9;

export interface CellGrid {
  readonly columns: number;
  readonly step: number;
  readonly size: number;
  /** Of the first place of the lowest row, from the corner of the tile. */
  readonly left: number;
  readonly bottom: number;
}

/** Nodes fill up from the foot, as vessels do. */
export function cellGrid(tile: number, places: number): CellGrid {
  const head = tile >= 74 ? 16 : 3;
  const foot = tile >= 40 ? 10 : tile >= 16 ? 7 : 4;
  const room = { width: tile - 6, height: tile - head - foot };
  let best = { columns: 1, step: 0 };
  for (let columns = 1; columns <= places; columns++) {
    const step = Math.min(room.width / columns, room.height / Math.ceil(places / columns));
    if (step > best.step) best = { columns, step };
    else if (step < best.step) break;
  }
  // Whole pixels where there are some keep the gaps alike.
  const step = best.step >= 3 ? Math.floor(best.step * 2) / 2 : best.step;
  const columns = Math.max(best.columns, Math.min(places, Math.floor(room.width / step)));
  return { columns, step, size: step >= 4 ? step - 1 : step, left: (tile - columns * step) / 2, bottom: tile - foot };
}

/** The left upper corner of a place, from the corner of the tile. */
export function cellAt({ columns, step, size, left, bottom }: CellGrid, slot: number): { readonly x: number; readonly y: number } {
  return { x: left + (slot % columns) * step, y: bottom - Math.floor(slot / columns) * step - size };
}

/** The place under a point; -1: none. */
export function slotAt({ columns, step, left, bottom }: CellGrid, x: number, y: number): number {
  const column = Math.floor((x - left) / step);
  const line = Math.floor((bottom - y) / step);
  return column < 0 || column >= columns || line < 0 ? -1 : line * columns + column;
}

export function podCells(
  { frame, texts, layout, viewport: { x, y, k }, matches, selection }: FleetScene,
  places: number,
  { cells, rings }: Out,
): void {
  const { pods } = frame;
  const tile = layout.tile * k;
  const grid = cellGrid(tile, places);
  // Rings around many little cells hide them: there the others step back.
  const dimsOthers = selection?.kind === "workload" && grid.size < RINGS_FROM;
  // Most are out of sight when one is near enough to see pods.
  const shown = layout.x.map((at, node) => {
    const left = at * k + x;
    const top = layout.y[node]! * k + y;
    return Number(left <= layout.width && top <= layout.height && left + tile >= 0 && top + tile >= 0);
  });
  for (let row = 0; row < pods.count; row++) {
    const slot = pods.slot[row]!;
    const node = pods.node[row]!;
    if (slot < 0 || node < 0 || shown[node] === 0) continue;
    const cell = cellAt(grid, slot);
    const left = layout.x[node]! * k + x + cell.x;
    const top = layout.y[node]! * k + y + cell.y;
    if (left > layout.width || top + grid.size > layout.height || left + grid.size < 0 || top + grid.size < 0) continue;
    const own = selection !== undefined && isSelected(frame, texts, row, selection);
    const isOther = (matches !== undefined && matches.pods[row] === 0) || (dimsOthers && !own);
    cells.add(left, top, grid.size, grid.size, podStyle(pods, row) + (isOther ? DIM : 0));
    if (own && !dimsOthers) rings.push({ x: left, y: top, width: grid.size, height: grid.size, tone: "accent" });
  }
}

export function isSelected(
  { pods }: Frame,
  texts: readonly string[],
  row: number,
  selection: { readonly kind: string; readonly name: string },
): boolean {
  if (selection.kind === "workload") return texts[pods.workload[row]!] === selection.name;
  return selection.kind === "pod" && selection.name === `${texts[pods.namespace[row]!]}/${texts[pods.name[row]!]}`;
}
