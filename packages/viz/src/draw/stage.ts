/** A canvas that is as large as the place it stands in, and paints what it is given when the browser is about to show a frame. */
import type { DrawList } from "./draw-list.ts";
import { PixelPainter } from "./pixel-painter.ts";
import type { Theme } from "./theme.ts";

export interface StageSize {
  readonly width: number;
  readonly height: number;
}

export class Stage {
  readonly canvas: HTMLCanvasElement;
  size: StageSize = { width: 0, height: 0 };
  /** What was painted last. */
  list: DrawList | undefined;
  private readonly painter: PixelPainter;
  private readonly make: (size: StageSize) => DrawList | undefined;
  private readonly theme: () => Theme;
  private readonly observer: ResizeObserver;
  private requested = 0;

  /** @param make what to draw; undefined: nothing yet */
  constructor(canvas: HTMLCanvasElement, theme: () => Theme, make: (size: StageSize) => DrawList | undefined) {
    this.canvas = canvas;
    this.painter = new PixelPainter(canvas);
    this.theme = theme;
    this.make = make;
    this.observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      this.size = { width: Math.floor(width), height: Math.floor(height) };
      this.request();
    });
    this.observer.observe(canvas);
  }

  /** Paints anew before the next frame is shown; however often it is asked for. */
  request(): void {
    if (this.requested !== 0) return;
    this.requested = requestAnimationFrame(() => {
      this.requested = 0;
      if (this.size.width === 0 || this.size.height === 0) return;
      const list = this.make(this.size);
      if (list !== undefined) this.list = list;
      if (list !== undefined) this.painter.paint(list, this.theme(), Math.min(2, devicePixelRatio || 1));
    });
  }

  close(): void {
    cancelAnimationFrame(this.requested);
    this.observer.disconnect();
  }
}
