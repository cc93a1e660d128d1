/**
 * Paints draw lists on a canvas: cells as pixels into one buffer, because hundreds of thousands of small rectangles are too many for
 * calls of the canvas; texts, lines and rings above them.
 */
import { color } from "d3";
import { cutText } from "./cut-text.ts";
import { DIM } from "./draw-list.ts";
import type { Cells, DrawList, Label } from "./draw-list.ts";
import type { Pattern, Theme } from "./theme.ts";

interface Paint {
  readonly fill: number;
  readonly ink: number;
  readonly pattern: Pattern;
}

export class PixelPainter {
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private image: ImageData | undefined;
  private pixels = new Uint32Array(0);
  private paints: { readonly theme: Theme; readonly byStyle: readonly Paint[]; readonly background: number } | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d")!;
  }

  /** @param scale device pixels a CSS pixel */
  paint(list: DrawList, theme: Theme, scale: number): void {
    const width = Math.max(1, Math.round(list.width * scale));
    const height = Math.max(1, Math.round(list.height * scale));
    if (this.canvas.width !== width || this.canvas.height !== height || this.image === undefined) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.image = this.context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    if (this.paints?.theme !== theme) this.paints = paintsOf(theme);
    this.pixels.fill(this.paints.background);
    this.cells(list.cells, width, height, scale, this.paints.byStyle);
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.putImageData(this.image, 0, 0);
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
    this.above(list, theme);
  }

  private cells(cells: Cells, width: number, height: number, scale: number, byStyle: readonly Paint[]): void {
    const { pixels } = this;
    for (let i = 0; i < cells.count; i++) {
      const left = Math.max(0, Math.round(cells.x[i]! * scale));
      const top = Math.max(0, Math.round(cells.y[i]! * scale));
      const right = Math.min(width, Math.round((cells.x[i]! + cells.width[i]!) * scale));
      const bottom = Math.min(height, Math.round((cells.y[i]! + cells.height[i]!) * scale));
      if (right <= left || bottom <= top) continue;
      const { fill, ink, pattern } = byStyle[cells.style[i]!]!;
      if (right - left > 16) for (let y = top; y < bottom; y++) pixels.fill(fill, y * width + left, y * width + right);
      else
        for (let y = top; y < bottom; y++) {
          const end = y * width + right;
          for (let at = y * width + left; at < end; at++) pixels[at] = fill;
        }
      if (pattern !== "solid") inked(pixels, width, left, top, right, bottom, ink, pattern);
    }
  }

  private above({ labels, rings, lines }: DrawList, theme: Theme): void {
    const { context } = this;
    for (const { points, tone, width } of lines) {
      context.beginPath();
      for (let i = 0; i < points.length; i += 2) context.lineTo(points[i]!, points[i + 1]!);
      context.strokeStyle = theme.tones[tone];
      context.lineWidth = width;
      context.stroke();
    }
    for (const { x, y, width, height, tone } of rings) {
      context.strokeStyle = theme.background;
      context.lineWidth = 4;
      context.strokeRect(x - 1, y - 1, width + 2, height + 2);
      context.strokeStyle = theme.tones[tone];
      context.lineWidth = 2;
      context.strokeRect(x - 1, y - 1, width + 2, height + 2);
    }
    context.textBaseline = "middle";
    for (const label of labels) this.label(label, theme);
  }

  private label({ x, y, text, size, tone, align, bold, maxWidth, cut }: Label, theme: Theme): void {
    const { context } = this;
    context.font = `${bold === true ? "600 " : ""}${size}px ${FONT}`;
    context.textAlign = align;
    context.fillStyle = theme.tones[tone];
    const shown = cutText(text, (each) => context.measureText(each).width <= maxWidth, cut);
    if (shown !== "") context.fillText(shown, x, y);
  }
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';

/** Only where there is room for it to be seen. */
function inked(
  pixels: Uint32Array,
  width: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  ink: number,
  pattern: Pattern,
): void {
  const w = right - left;
  const h = bottom - top;
  switch (pattern) {
    case "hollow":
      for (let x = left; x < right; x++) pixels[top * width + x] = pixels[(bottom - 1) * width + x] = ink;
      for (let y = top; y < bottom; y++) pixels[y * width + left] = pixels[y * width + right - 1] = ink;
      return;
    case "dot": {
      const size = Math.max(1, Math.floor(Math.min(w, h) / 3));
      const x0 = left + ((w - size) >> 1);
      const y0 = top + ((h - size) >> 1);
      for (let y = y0; y < y0 + size; y++) for (let x = x0; x < x0 + size; x++) pixels[y * width + x] = ink;
      return;
    }
    case "cross": {
      // Two diagonals from corner to corner, on large areas repeated.
      const step = Math.min(24, Math.max(w, h));
      for (let y = 0; y < h; y++)
        for (let x = 0; x < w; x++) {
          if ((x - y) % step === 0 || (x + y + 1) % step === 0) pixels[(top + y) * width + left + x] = ink;
        }
      return;
    }
    default:
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) if (isInk(pattern, x, y)) pixels[y * width + x] = ink;
  }
}

function isInk(pattern: Pattern, x: number, y: number): boolean {
  switch (pattern) {
    case "hatch":
      return (x + y) % 4 === 0;
    case "backhatch":
      return (x - y + 4096) % 6 === 0;
    case "stripes":
      return y % 3 === 0;
    default:
      return x % 3 === 1 && y % 3 === 1;
  }
}

function paintsOf(theme: Theme): { theme: Theme; byStyle: Paint[]; background: number } {
  const byStyle: Paint[] = [];
  for (const [style, { fill, ink, pattern }] of theme.looks.entries()) {
    byStyle[style] = { fill: pixel(fill), ink: pixel(ink), pattern };
    byStyle[style + DIM] = { fill: dimmed(fill, theme), ink: dimmed(ink, theme), pattern };
  }
  return { theme, byStyle, background: pixel(theme.background) };
}

/** As the bytes red, green, blue, alpha lie in memory. */
function pixel(css: string): number {
  const { r, g, b } = color(css)!.rgb();
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

function dimmed(css: string, theme: Theme): number {
  const [own, behind] = [color(css)!.rgb(), color(theme.background)!.rgb()];
  const mix = (a: number, b: number) => Math.round(a * 0.22 + b * 0.78);
  return ((255 << 24) | (mix(own.b, behind.b) << 16) | (mix(own.g, behind.g) << 8) | mix(own.r, behind.r)) >>> 0;
}
