/**
 * What is to be drawn, as data: a pure function of frame, viewport and theme makes it, one painter paints it, tests compare it, exports
 * write it.
 */

/** How a cell looks; each differs from the others without colour too. */
export const Style = {
  none: 0,
  ready: 1,
  running: 2,
  starting: 3,
  waiting: 4,
  deleting: 5,
  failed: 6,
  restarted: 7,
  succeeded: 8,
  group: 9,
  node: 10,
  nodeCordoned: 11,
  nodeStopped: 12,
  nodePressed: 13,
  cpu: 14,
  memory: 15,
  oversold: 16,
  use0: 17,
  use1: 18,
  use2: 19,
  use3: 20,
  use4: 21,
  use5: 22,
  track: 23,
  lane: 24,
  selection: 25,
  differs: 26,
  waitingFill: 35,
  waitingBar: 36,
  restarting: 37,
  backOff: 38,
  nodeSlow: 39,
  nodeStalled: 40,
  outage: 41,
  evicted: 42,
  restarts: 43,
  cpuAsked: 44,
  memoryAsked: 45,
  wanted: 46,
  unreadyBar: 47,
  unhealthy: 48,
  throttled: 49,
  oomKilled: 50,
  held: 51,
  nodeThrottled: 52,
  part0: 27,
  part1: 28,
  part2: 29,
  part3: 30,
  part4: 31,
  part5: 32,
  part6: 33,
  part7: 34,
} as const;
export type Style = (typeof Style)[keyof typeof Style];
export const STYLES: number = Object.keys(Style).length;

/** Added to a style: not what the filter looks for. */
export const DIM = 64;

/** Rectangles in columns, later ones above earlier ones; in CSS pixels. */
export class Cells {
  count = 0;
  x: Float32Array<ArrayBuffer>;
  y: Float32Array<ArrayBuffer>;
  width: Float32Array<ArrayBuffer>;
  height: Float32Array<ArrayBuffer>;
  style: Uint8Array<ArrayBuffer>;

  /** @param room for so many without growing */
  constructor(room = 256) {
    this.x = new Float32Array(room);
    this.y = new Float32Array(room);
    this.width = new Float32Array(room);
    this.height = new Float32Array(room);
    this.style = new Uint8Array(room);
  }

  add(x: number, y: number, width: number, height: number, style: number): void {
    if (this.count === this.x.length) this.grow();
    const at = this.count++;
    this.x[at] = x;
    this.y[at] = y;
    this.width[at] = width;
    this.height[at] = height;
    this.style[at] = style;
  }

  private grow(): void {
    const size = this.style.length * 2;
    const wider = (column: Float32Array<ArrayBuffer>) => {
      const copy = new Float32Array(size);
      copy.set(column);
      return copy;
    };
    this.x = wider(this.x);
    this.y = wider(this.y);
    this.width = wider(this.width);
    this.height = wider(this.height);
    const styles = new Uint8Array(size);
    styles.set(this.style);
    this.style = styles;
  }
}

export type Tone = "ink" | "faint" | "accent" | "alarm" | "cpu" | "memory";

export interface Label {
  readonly x: number;
  /** Of the middle of the text. */
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly tone: Tone;
  readonly align: "left" | "center" | "right";
  readonly bold?: boolean;
  /** Longer texts are cut with an ellipsis. */
  readonly maxWidth: number;
  /** Cut in the middle, where names are told apart by their ends; left out: at the end. */
  readonly cut?: "middle";
}

/** A frame around something, above all cells. */
export interface Ring {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tone: Tone;
}

export interface Line {
  readonly points: Float32Array;
  readonly tone: Tone;
  readonly width: number;
}

export interface DrawList {
  readonly width: number;
  readonly height: number;
  readonly cells: Cells;
  readonly labels: readonly Label[];
  readonly rings: readonly Ring[];
  readonly lines: readonly Line[];
}
