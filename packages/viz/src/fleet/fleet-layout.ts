/**
 * Where every node stands: tiles of one size, as large as the space allows, in boxes for the groups that flow like words on lines. A pure
 * function of the groups and the space.
 */
import type { NodeGroup } from "../cluster/index.ts";
import type { Viewport } from "../state/index.ts";

export interface GroupBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 0: outermost. */
  readonly depth: number;
  readonly name: string;
  readonly nodes: number;
}

export interface FleetLayout {
  readonly width: number;
  readonly height: number;
  /** Side of a tile. */
  readonly tile: number;
  readonly boxes: readonly GroupBox[];
  /** By row of the node: its left upper corner. */
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const SMALLEST = 1.5;
const LARGEST = 150;

/** What innermost boxes may be like; what leaves the largest tiles wins. */
const SHAPES: readonly Shape[] = [
  ...[1.6, 0.7, 1, 2.2, 3, 4.5, 7, 12].map((wider) => ({ wider })),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 25, 32, 40, 50].map((lines) => ({ lines })),
];

/** So much wider than high, or tiles on so many lines: then boxes side by side are of one height, and nothing is left between them. */
type Shape = { readonly wider: number; readonly lines?: undefined } | { readonly lines: number; readonly wider?: undefined };

export function fleetLayout(tree: NodeGroup, width: number, height: number): FleetLayout {
  const best = bestGrain(tree, width, height, false);
  const layout = layoutOf(tree, best, width, height);
  if (layout.boxes.every((box) => box.width >= nameWidth(box.name, box.nodes, box.depth))) return layout;
  const named = bestGrain(tree, width, height, true);
  return named.tile >= best.tile * NAMES_ARE_WORTH ? layoutOf(tree, named, width, height) : layout;
}

/** Names of groups are whole where tiles need not be smaller than this part of what they could be. */
const NAMES_ARE_WORTH = 0.7;

function bestGrain(tree: NodeGroup, width: number, height: number, named: boolean): Grain {
  let best: Grain = { tile: 0, shape: SHAPES[0]!, named };
  for (const shape of SHAPES) {
    const tile = largestTile(tree, width, height, shape, named);
    if (tile > best.tile * CLEARLY) best = { tile, shape, named };
  }
  return best;
}

function layoutOf(tree: NodeGroup, grain: Grain, width: number, height: number): FleetLayout {
  const x = new Float32Array(tree.nodes.length);
  const y = new Float32Array(tree.nodes.length);
  const boxes: GroupBox[] = [];
  place(tree, grain, width, 0, 0, 0, { x, y, boxes });
  return { width, height, tile: grain.tile, boxes, x, y };
}

/** About as wide as a box must be for its whole name and the number beside it; nothing can be measured here. */
function nameWidth(name: string, nodes: number, depth: number): number {
  return 14 + Math.min(name.length, LONGEST_NAME) * (depth === 1 ? 9 : 6.8) + String(nodes).length * 8 + 4;
}

/** Longer names are cut all the same. */
const LONGEST_NAME = 24;

/** Whether any node stands where a viewport looks. */
export function showsAnything({ width, height, tile, x, y }: FleetLayout, { x: left, y: top, k }: Viewport): boolean {
  const isSeen = (at: number, room: number) => at < room && at + tile * k > 0;
  return x.some((each, row) => isSeen(each * k + left, width) && isSeen(y[row]! * k + top, height));
}

/** The first shape is the most pleasant one: another has to be worth it. */
const CLEARLY = 1.04;

function largestTile(tree: NodeGroup, width: number, height: number, shape: Shape, named: boolean): number {
  let low = SMALLEST;
  let high = LARGEST;
  for (let i = 0; i < 18; i++) {
    const tile = (low + high) / 2;
    const size = place(tree, { tile, shape, named }, width, 0, 0, 0, undefined);
    if (size.height <= height && size.width <= width) low = tile;
    else high = tile;
  }
  // Whole pixels keep neighbouring tiles equal.
  return low >= 8 ? Math.floor(low) : low;
}

interface Grain {
  readonly tile: number;
  readonly shape: Shape;
  /** Whether boxes are as wide as their names. */
  readonly named: boolean;
}

/** Space around and between, and the line for a group's name. */
export function spacing(tile: number, depth: number): { readonly gap: number; readonly pad: number; readonly head: number } {
  return {
    gap: tile >= 24 ? 4 : tile >= 8 ? 2 : 1,
    pad: depth === 0 ? 0 : tile >= 12 ? 7 : 4,
    head: depth === 0 ? 0 : depth === 1 ? 22 : 17,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Placed {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly boxes: GroupBox[];
}

/** Measures, and writes where things are when there is something to write to. */
function place(group: NodeGroup, grain: Grain, available: number, left: number, top: number, depth: number, out: Placed | undefined): Size {
  const { gap, pad, head } = spacing(grain.tile, depth);
  // A group's box comes before those within.
  const box = out === undefined || depth === 0 ? -1 : out.boxes.push(EMPTY) - 1;
  const inner = available - 2 * pad;
  const content =
    group.children.length === 0
      ? tiles(group.nodes, grain, gap, inner, left + pad, top + head + (depth === 0 ? pad : 0), out)
      : flow(group, grain, gap, inner, left + pad, top + head, depth, out);
  const least = grain.named ? Math.max(MIN_BOX, nameWidth(group.name, group.nodes.length, depth)) : MIN_BOX;
  const size = { width: Math.max(content.width + 2 * pad, depth === 0 ? 0 : least), height: content.height + head + pad };
  if (box >= 0) out!.boxes[box] = { x: left, y: top, ...size, depth, name: group.name, nodes: group.nodes.length };
  return size;
}

const EMPTY: GroupBox = { x: 0, y: 0, width: 0, height: 0, depth: 0, name: "", nodes: 0 };
/** A name of some letters fits. */
const MIN_BOX = 78;

function tiles(
  nodes: readonly number[],
  { tile, shape }: Grain,
  gap: number,
  available: number,
  left: number,
  top: number,
  out: Placed | undefined,
): Size {
  const step = tile + gap;
  const most = Math.max(1, Math.floor((available + gap) / step));
  const wanted = shape.lines === undefined ? Math.sqrt(nodes.length * shape.wider) : nodes.length / shape.lines;
  const columns = Math.min(most, Math.max(1, Math.ceil(wanted)));
  if (out !== undefined)
    for (const [i, row] of nodes.entries()) {
      out.x[row] = left + (i % columns) * step;
      out.y[row] = top + Math.floor(i / columns) * step;
    }
  return { width: Math.min(columns, nodes.length) * step - gap, height: Math.ceil(nodes.length / columns) * step - gap };
}

function flow(
  group: NodeGroup,
  grain: Grain,
  gap: number,
  available: number,
  left: number,
  top: number,
  depth: number,
  out: Placed | undefined,
): Size {
  const between = gap + 6;
  let x = 0;
  let y = 0;
  let lineHeight = 0;
  let width = 0;
  for (const child of group.children) {
    const size = place(child, grain, available, 0, 0, depth + 1, undefined);
    if (x > 0 && x + size.width > available) {
      y += lineHeight + between;
      x = 0;
      lineHeight = 0;
    }
    if (out !== undefined) place(child, grain, available, left + x, top + y, depth + 1, out);
    x += size.width + between;
    lineHeight = Math.max(lineHeight, size.height);
    width = Math.max(width, x - between);
  }
  return { width, height: y + lineHeight };
}
