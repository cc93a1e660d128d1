/** Pods as cells on their node's tile, each in the place that it keeps for its life there. */
import type { Frame } from "@orrery/runner/session";
import { DIM } from "../draw/index.ts";
import type { FleetScene, Out } from "./fleet-scene.ts";
import { podStyle } from "../cluster/index.ts";

/** Cells along the side of every tile: enough for the fullest node. */
export function podsPerSide({ pods }: Frame): number {
  let most = 0;
  for (let row = 0; row < pods.count; row++) if (pods.slot[row]! > most) most = pods.slot[row]!;
  return Math.max(3, Math.ceil(Math.sqrt(most + 1)));
}

/** Where the cells of a tile begin, and how far they are apart. */
export function cellGrid(
  tile: number,
  perSide: number,
): { readonly left: number; readonly top: number; readonly step: number; readonly size: number } {
  const head = tile >= 74 ? 16 : 2;
  const foot = tile >= 40 ? 9 : 7;
  const room = Math.min(tile - 4, tile - head - foot);
  const step = room / perSide;
  return { left: 2 + (tile - 4 - room) / 2, top: head, step, size: step - (step >= 5 ? 1 : step >= 3 ? 0.5 : 0) };
}

export function podCells(
  { frame, texts, layout, viewport: { x, y, k }, matches, selection }: FleetScene,
  perSide: number,
  { cells, rings }: Out,
): void {
  const { pods } = frame;
  const tile = layout.tile * k;
  const grid = cellGrid(tile, perSide);
  for (let row = 0; row < pods.count; row++) {
    const slot = pods.slot[row]!;
    const node = pods.node[row]!;
    if (slot < 0 || node < 0) continue;
    const left = layout.x[node]! * k + x + grid.left + (slot % perSide) * grid.step;
    const top = layout.y[node]! * k + y + grid.top + Math.floor(slot / perSide) * grid.step;
    if (left > layout.width || top + grid.size > layout.height || left + grid.size < 0 || top + grid.size < 0) continue;
    cells.add(left, top, grid.size, grid.size, podStyle(pods, row) + (matches !== undefined && matches.pods[row] === 0 ? DIM : 0));
    if (selection !== undefined && isSelected(frame, texts, row, selection))
      rings.push({ x: left, y: top, width: grid.size, height: grid.size, tone: "accent" });
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
