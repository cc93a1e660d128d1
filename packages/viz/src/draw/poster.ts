/** One picture of what a projection draws, to be shown elsewhere: what it is of, what its marks mean, its parts as they stand there. */
import { Cells } from "./draw-list.ts";
import type { DrawList, Label, Line, Ring, Style } from "./draw-list.ts";
import { wrapLines } from "./wrap-lines.ts";

export interface LegendEntry {
  readonly style: Style;
  readonly text: string;
  /** A part of a bar; else a pod or node as a square. */
  readonly bar: boolean;
  /** Of the frame around a node. */
  readonly edge?: Style | undefined;
}

export interface PosterPart {
  readonly list: DrawList;
  /** Its corner, in pixels of the page. */
  readonly x: number;
  readonly y: number;
  /** Written above it. */
  readonly title?: string | undefined;
}

const MARGIN = 16;
const SWATCH = 12;
/** Room for the title of a part. */
const TITLED = 22;
const TITLE = { size: 16, line: 24 };
const TEXT = { size: 11, line: 16 };
/** A little wider than letters are in the mean. */
const LETTER = 0.6;

/**
 * @param title what it is of
 * @param lines what else has to be known of it, such as seed, digest and moment
 */
export function poster(title: string, lines: readonly string[], legend: readonly LegendEntry[], parts: readonly PosterPart[]): DrawList {
  const left = Math.min(...parts.map(({ x }) => x));
  const above = Math.min(...parts.map(({ y }) => y));
  const inner = Math.max(...parts.map(({ list, x }) => x + list.width - left));
  const cells = new Cells();
  const labels: Label[] = [];
  const text = (x: number, y: number, words: string, size: number, isTitle = false) =>
    labels.push({ x, y, text: words, size, tone: isTitle ? "ink" : "faint", align: "left", bold: isTitle, maxWidth: MARGIN + inner - x });

  let top = MARGIN + TITLE.line / 2;
  text(MARGIN, top, title, TITLE.size, true);
  top += TITLE.line / 2;
  for (const line of lines.flatMap((each) => wrapLines(each, inner, TEXT.size))) {
    text(MARGIN, top + TEXT.line / 2, line, TEXT.size);
    top += TEXT.line;
  }
  let x = MARGIN;
  for (const { style, text: words, bar, edge } of legend) {
    const width = SWATCH + 6 + words.length * TEXT.size * LETTER + 14;
    if (x > MARGIN && x + width > MARGIN + inner) {
      x = MARGIN;
      top += TEXT.line;
    }
    const y = top + 4;
    if (bar) cells.add(x, y + 4, SWATCH, 4, style);
    else cells.add(x, y, SWATCH, SWATCH, style);
    if (edge !== undefined)
      for (const [dx, dy, w, h] of EDGES) cells.add(x + dx * (SWATCH - 2), y + dy * (SWATCH - 2), w * SWATCH || 2, h * SWATCH || 2, edge);
    text(x + SWATCH + 6, y + SWATCH / 2, words, TEXT.size);
    x += width;
  }
  if (legend.length > 0) top += TEXT.line + 4;
  top += 8;

  if (parts.some(({ title: own }) => own !== undefined)) top += TITLED;
  const drawn: Line[] = [];
  const rings: Ring[] = [];
  let bottom = top;
  for (const part of parts) {
    const [dx, dy] = [MARGIN + part.x - left, top + part.y - above];
    if (part.title !== undefined) titled(part.title, dx, dy - TITLED / 2, part.list.width, labels);
    placed(part.list, dx, dy, cells, labels, rings, drawn);
    bottom = Math.max(bottom, dy + part.list.height);
  }
  return { width: inner + 2 * MARGIN, height: bottom + MARGIN, cells, labels, rings, lines: drawn };
}

function titled(text: string, x: number, y: number, maxWidth: number, labels: Label[]): void {
  labels.push({ x, y, text, size: 12, tone: "ink", align: "left", maxWidth });
}

/** Sides of a frame: where they begin and how far they go, in sides. */
const EDGES = [
  [0, 0, 1, 0],
  [0, 1, 1, 0],
  [0, 0, 0, 1],
  [1, 0, 0, 1],
] as const;

/** A part cuts off what reaches beyond it, as its canvas does. */
function placed(list: DrawList, dx: number, dy: number, cells: Cells, labels: Label[], rings: Ring[], lines: Line[]): void {
  const { width, height } = list;
  for (let i = 0; i < list.cells.count; i++) {
    const x = Math.max(0, list.cells.x[i]!);
    const y = Math.max(0, list.cells.y[i]!);
    const w = Math.min(width, list.cells.x[i]! + list.cells.width[i]!) - x;
    const h = Math.min(height, list.cells.y[i]! + list.cells.height[i]!) - y;
    if (w > 0 && h > 0) cells.add(dx + x, dy + y, w, h, list.cells.style[i]!);
  }
  const isInside = (x: number, y: number) => x >= 0 && x <= width && y >= 0 && y <= height;
  for (const label of list.labels) if (isInside(label.x, label.y)) labels.push({ ...label, x: dx + label.x, y: dy + label.y });
  for (const ring of list.rings)
    if (isInside(ring.x + ring.width / 2, ring.y + ring.height / 2)) rings.push({ ...ring, x: dx + ring.x, y: dy + ring.y });
  for (const line of list.lines) lines.push({ ...line, points: line.points.map((each, i) => each + (i % 2 === 0 ? dx : dy)) });
}
