/** Nodes as tiles in three levels of detail: a shade; with bars; with a name and room for pods. Those that suffer are framed in each. */
import { nodeEdge, nodeShares, nodeStyle, shadeOf, isSuffering } from "../cluster/index.ts";
import type { Shares } from "../cluster/index.ts";
import { DIM, Style } from "../draw/index.ts";
import type { Cells } from "../draw/index.ts";
import { BARS_FROM, PODS_FROM } from "./fleet-scene.ts";
import type { FleetScene, Out } from "./fleet-scene.ts";

const NAMES_FROM = 74;

export function nodeTiles({ frame, texts, layout, viewport: { x, y, k }, matches, selection, refusedBy }: FleetScene, out: Out): void {
  const { cells, labels, rings } = out;
  const { nodes } = frame;
  const tile = layout.tile * k;
  for (let row = 0; row < nodes.count; row++) {
    const left = layout.x[row]! * k + x;
    const top = layout.y[row]! * k + y;
    if (left > layout.width || top > layout.height || left + tile < 0 || top + tile < 0) continue;
    const side = Math.min(tile, layout.height - top);
    const dim = matches !== undefined && matches.nodes[row] === 0 ? DIM : 0;
    const flags = nodes.flags[row]!;
    const shares = nodeShares(nodes, row);
    const own = nodeStyle(flags);
    cells.add(left, top, tile, side, groundOf(own, tile, shares) + dim);
    if (tile >= BARS_FROM && side === tile) bars(left, top, tile, shares, dim, cells);
    if (tile >= BARS_FROM && isSuffering(flags)) frameAround(left, top, tile, side, nodeEdge(own) + dim, cells);
    const group = refusedBy?.[row] ?? 0;
    if (group > 0) cells.add(left, top, tile < BARS_FROM ? tile : Math.max(3, tile * 0.14), side, refusalStyle(group) + dim);
    const name = texts[nodes.name[row]!]!;
    if (tile >= NAMES_FROM && side > 14)
      labels.push({ x: left + 5, y: top + 8, text: name, size: 10, tone: dim > 0 ? "faint" : "ink", align: "left", maxWidth: tile - 10 });
    if (selection?.kind === "node" && selection.name === name) rings.push({ x: left, y: top, width: tile, height: side, tone: "accent" });
  }
}

/** Those first that look least like what else is on a tile. */
const REFUSALS: readonly Style[] = [Style.part3, Style.part4, Style.part5, Style.part7, Style.part6, Style.part1, Style.part2, Style.part0];

/** @param group from 1; beyond the eighth they begin anew */
export function refusalStyle(group: number): Style {
  return REFUSALS[(group - 1) % REFUSALS.length]!;
}

/** Behind pods a pattern would hide them: there the frame has to do, but where the machine is not there for them. */
function groundOf(own: Style, tile: number, shares: Shares): number {
  if (tile < PODS_FROM) return own === Style.node ? useStyle(shadeOf(shares)) : own;
  return own === Style.nodeSlow || own === Style.nodePressed || own === Style.nodeThrottled ? Style.node : own;
}

/**
 * CPU above memory along the foot: in pale what is asked for over allocatable, in full what is used over hardware, hatched what is wanted
 * beyond it. Where usage is unknown what is asked for is full, and hatched when it is more than the machine has.
 */
function bars(left: number, top: number, tile: number, shares: Shares, dim: number, cells: Cells): void {
  const thick = tile >= 40 ? 3 : tile >= 16 ? 2 : 1;
  const base = top + tile - 1;
  const bar = (line: number, share: number, style: number) =>
    cells.add(left + 1, base - (line === 0 ? 2 * thick + 1 : thick), (tile - 2) * Math.min(1, share), thick, style + dim);
  const { askedCpu, askedMemory, usedCpu, wantedCpu, usedMemory, soldCpu } = shares;
  if (usedCpu < 0) {
    bar(0, askedCpu, soldCpu > 1 ? Style.oversold : Style.cpu);
    bar(1, askedMemory, Style.memory);
    return;
  }
  bar(0, askedCpu, Style.cpuAsked);
  bar(0, usedCpu, wantedCpu > 1.02 * usedCpu && usedCpu > 0.9 ? Style.wanted : Style.cpu);
  bar(1, askedMemory, Style.memoryAsked);
  bar(1, usedMemory, Style.memory);
}

/** Four cells, so that it is seen whatever lies within. */
function frameAround(left: number, top: number, width: number, height: number, style: number, cells: Cells): void {
  const thick = width >= 40 ? 2.5 : 1.5;
  cells.add(left, top, width, thick, style);
  cells.add(left, top + height - thick, width, thick, style);
  cells.add(left, top, thick, height, style);
  cells.add(left + width - thick, top, thick, height, style);
}

/** Six steps from idle to full. */
export function useStyle(share: number): number {
  return Style.use0 + Math.min(5, Math.floor(Math.max(0, share) * 5.0001));
}
