/** A canvas that is as large as the place it stands in, and paints what it is given when the browser is about to show a frame. */
import type { DrawList } from "./draw-list.ts";
import { PixelPainter } from "./pixel-painter.ts";
import type { Theme } from "./theme.ts";

export interface StageSize {
  readonly width: number;
  readonly height: number;
}

/** On paper: so wide that letters are as large as those beside the picture; a height that is left out stays what it is. */
export interface PaperSize {
  readonly width: number;
  readonly height?: number;
}

/** The width of an A4 page within its margins. */
export const PAPER_WIDTH = 704;
/** Of a printer's dots a CSS pixel: as fine as a picture for the screen is at most. */
const FINEST = 2;

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
  private readonly paper: PaperSize;
  private isOnPaper = false;

  /** @param make what to draw; undefined: nothing yet */
  constructor(
    canvas: HTMLCanvasElement,
    theme: () => Theme,
    make: (size: StageSize) => DrawList | undefined,
    paper: PaperSize = { width: PAPER_WIDTH, height: 520 },
  ) {
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
    this.paper = paper;
    addEventListener("beforeprint", this.toPaper);
    addEventListener("afterprint", this.toScreen);
  }

  /** Paints anew before the next frame is shown; however often it is asked for. */
  readonly request = (): void => {
    if (this.requested !== 0 || this.isOnPaper) return;
    this.requested = requestAnimationFrame(() => {
      this.requested = 0;
      this.paint(this.size, Math.min(FINEST, devicePixelRatio || 1));
    });
  };

  close(): void {
    cancelAnimationFrame(this.requested);
    removeEventListener("beforeprint", this.toPaper);
    removeEventListener("afterprint", this.toScreen);
    this.observer.disconnect();
  }

  /** At once: a browser that is about to print shows no more frames before, and what is on paper stays as it is. */
  private readonly toPaper = (): void => {
    cancelAnimationFrame(this.requested);
    this.requested = 0;
    this.isOnPaper = true;
    this.paint({ height: this.size.height, ...this.paper }, FINEST);
  };

  private readonly toScreen = (): void => {
    this.isOnPaper = false;
    this.request();
  };

  private paint(size: StageSize, scale: number): void {
    if (size.width === 0 || size.height === 0) return;
    const list = this.make(size);
    if (list === undefined) return;
    this.list = list;
    this.painter.paint(list, this.theme(), scale);
  }
}
