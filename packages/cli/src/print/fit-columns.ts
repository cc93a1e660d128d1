/** Tables that leave out what says nothing, and what does not fit on the page. */
import { stripVTControlCharacters } from "node:util";
import type { Ink } from "./ink.ts";
import { type Align, columns, PAGE_WIDTH } from "./layout.ts";

export interface TextColumn {
  readonly head: string;
  readonly align: Align;
  /** What the page has no room for goes, the greatest first; 0 stays always. */
  readonly rank: number;
  readonly cells: readonly string[];
}

/** Cells that say nothing; a column of them alone is left out unless its rank is 0. */
const BLANK: ReadonlySet<string> = new Set(["", "-", "0"]);
const INDENT = 2;
const GAP = 2;

/** All columns have equally many cells: the rows. */
export function fittingTable(all: readonly TextColumn[], ink: Ink, width = PAGE_WIDTH): string[] {
  let shown = all.filter(({ rank, cells }) => rank === 0 || cells.some((cell) => !BLANK.has(stripVTControlCharacters(cell))));
  while (widthOf(shown) > width) {
    const leastNeeded = shown.reduce((worst, column) => (column.rank >= worst.rank ? column : worst), shown[0]!);
    if (leastNeeded.rank === 0) break;
    shown = shown.filter((column) => column !== leastNeeded);
  }
  const rows = (shown[0]?.cells ?? []).map((_, row) => shown.map(({ cells }) => cells[row]!));
  return columns(
    [shown.map(({ head }) => ink.dim(head)), ...rows],
    shown.map(({ align }) => align),
    INDENT,
  );
}

function widthOf(shown: readonly TextColumn[]): number {
  const widths = shown.map(({ head, cells }) => Math.max(head.length, ...cells.map((cell) => stripVTControlCharacters(cell).length)));
  return INDENT + widths.reduce((sum, each) => sum + each, 0) + GAP * (shown.length - 1);
}
