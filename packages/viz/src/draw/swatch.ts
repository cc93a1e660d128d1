/** A style as a small picture beside its word. */
import { Cells, type Style } from "./draw-list.ts";
import { PixelPainter } from "./pixel-painter.ts";
import type { Theme } from "./theme.ts";

const SIDE = 12;

/**
 * @param shape a pod or node as a square, a part of a bar
 * @param edge of the frame around a node
 */
export function swatch(style: Style, theme: Theme, shape: "square" | "bar" = "square", edge?: Style): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.className = "swatch";
  canvas.setAttribute("aria-hidden", "true");
  const cells = new Cells();
  cells.add(0, shape === "bar" ? 4 : 0, SIDE, shape === "bar" ? 4 : SIDE, style);
  if (edge !== undefined)
    for (const [x, y, width, height] of [
      [0, 0, SIDE, 2],
      [0, SIDE - 2, SIDE, 2],
      [0, 0, 2, SIDE],
      [SIDE - 2, 0, 2, SIDE],
    ] as const)
      cells.add(x, y, width, height, edge);
  new PixelPainter(canvas).paint(
    { width: SIDE, height: SIDE, cells, labels: [], rings: [], lines: [] },
    theme,
    Math.min(2, devicePixelRatio || 1),
  );
  return canvas;
}
