/** The draw list of the fleet: nodes in their groups, pods as cells on them, and the pods that wait in a place of their own. */
import { NodeFlag } from "@orrery/runner/session";
import { Cells, DIM, Style } from "../draw/index.ts";
import type { DrawList } from "../draw/index.ts";
import { BARS_FROM, PODS_FROM } from "./fleet-scene.ts";
import type { FleetScene, Out } from "./fleet-scene.ts";
import { podCells, podsPerSide } from "./pod-cells.ts";
import { waitingPlace } from "./waiting-place.ts";

const NAMES_FROM = 74;

export function fleetList(scene: FleetScene): DrawList {
  const { layout, frame, waitingHeight } = scene;
  const out: Out = { cells: new Cells(), labels: [], rings: [] };
  boxes(scene, out);
  const tile = layout.tile * scene.viewport.k;
  nodes(scene, tile, out);
  if (tile >= PODS_FROM) podCells(scene, podsPerSide(frame), out);
  const height = layout.height + waitingHeight;
  if (waitingHeight > 0) waitingPlace(scene, layout.height, layout.width, waitingHeight, out);
  return { width: layout.width, height, ...out, lines: [] };
}

function boxes({ layout, viewport: { x, y, k } }: FleetScene, { cells, labels }: Out): void {
  for (const box of layout.boxes) {
    const left = box.x * k + x;
    const top = box.y * k + y;
    const width = box.width * k;
    if (left > layout.width || top > layout.height || left + width < 0 || top + box.height * k < 0) continue;
    cells.add(left, top, width, Math.min(box.height * k, layout.height - top), box.depth % 2 === 1 ? Style.group : Style.track);
    const head = (box.depth === 1 ? 22 : 17) * k;
    if (head < 11 || top + head / 2 > layout.height) continue;
    const size = Math.min(box.depth === 1 ? 13 : 11, head * 0.6);
    labels.push({
      x: left + 7,
      y: top + head / 2 + 1,
      text: box.name,
      size,
      tone: "ink",
      align: "left",
      bold: box.depth === 1,
      maxWidth: width - 40,
    });
    labels.push({ x: left + width - 7, y: top + head / 2 + 1, text: String(box.nodes), size, tone: "faint", align: "right", maxWidth: 34 });
  }
}

function nodes(
  { frame, texts, layout, viewport: { x, y, k }, matches, selection }: FleetScene,
  tile: number,
  { cells, labels, rings }: Out,
): void {
  const columns = frame.nodes;
  for (let row = 0; row < columns.count; row++) {
    const left = layout.x[row]! * k + x;
    const top = layout.y[row]! * k + y;
    if (left > layout.width || top > layout.height || left + tile < 0 || top + tile < 0) continue;
    const side = Math.min(tile, layout.height - top);
    const dim = matches !== undefined && matches.nodes[row] === 0 ? DIM : 0;
    const flags = columns.flags[row]!;
    const cpu = share(columns.requestedMilliCpu[row]!, columns.allocatableMilliCpu[row]!);
    const memory = share(columns.requestedMemoryBytes[row]!, columns.allocatableMemoryBytes[row]!);
    const suffering = nodeStyle(flags);
    if (tile < BARS_FROM) {
      cells.add(left, top, tile, side, (suffering === Style.node ? useStyle(Math.max(cpu, memory)) : suffering) + dim);
    } else {
      cells.add(left, top, tile, side, (suffering === Style.node && tile < PODS_FROM ? useStyle(Math.max(cpu, memory)) : suffering) + dim);
      const over = share(columns.requestedMilliCpu[row]!, columns.hardwareMilliCpu[row]!);
      if (side === tile) bars(left, top, tile, cpu, memory, over, dim, cells);
    }
    const name = texts[columns.name[row]!]!;
    if (tile >= NAMES_FROM && side > 14)
      labels.push({ x: left + 5, y: top + 8, text: name, size: 10, tone: dim > 0 ? "faint" : "ink", align: "left", maxWidth: tile - 10 });
    if (selection?.kind === "node" && selection.name === name) rings.push({ x: left, y: top, width: tile, height: side, tone: "accent" });
  }
}

/** CPU above memory along the bottom; what is asked of the machine beyond its cores is marked. */
function bars(left: number, top: number, tile: number, cpu: number, memory: number, over: number, dim: number, cells: Cells): void {
  const thick = tile >= 40 ? 3 : tile >= 16 ? 2 : 1;
  const width = tile - 2;
  const base = top + tile - 1;
  cells.add(left + 1, base - 2 * thick - 1, width * Math.min(1, cpu), thick, (over > 1 ? Style.oversold : Style.cpu) + dim);
  cells.add(left + 1, base - thick, width * Math.min(1, memory), thick, Style.memory + dim);
}

export function nodeStyle(flags: number): Style {
  if ((flags & (NodeFlag.stopped | NodeFlag.notReady)) !== 0) return Style.nodeStopped;
  if ((flags & NodeFlag.pressure) !== 0) return Style.nodePressed;
  return (flags & NodeFlag.unschedulable) !== 0 ? Style.nodeCordoned : Style.node;
}

/** Six steps from idle to full. */
export function useStyle(share: number): number {
  return Style.use0 + Math.min(5, Math.floor(Math.max(0, share) * 5.0001));
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
