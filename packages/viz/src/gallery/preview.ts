/**
 * What a scenario is about in one picture: the fleet at a telling moment of the whole run, and beneath it how its pods fared all along.
 * Made once from a whole run and kept with its digest beside the golden results, so that the gallery has nothing to simulate.
 */
import { scaleLinear } from "d3";
import type { Overview, SimSession } from "@orrery/runner/session";
import { groupTree, summaryOf } from "../cluster/index.ts";
import { Cells, Style } from "../draw/index.ts";
import type { DrawList, Label } from "../draw/index.ts";
import { fleetLayout, fleetList } from "../fleet/index.ts";
import { WHOLE } from "../state/index.ts";

export interface Preview {
  /** Of the run that it was made from. */
  readonly digest: string;
  readonly timeUs: number;
  /** null: the run has none. */
  readonly horizonUs: number | null;
  /** At that moment, of pods those that run. */
  readonly nodes: number;
  readonly pods: number;
  /** Columns of the cells in half pixels, and their styles, each in base64. */
  readonly boxes: string;
  readonly styles: string;
  readonly labels: readonly Label[];
}

/** In CSS pixels; a card shows it as wide as itself. */
export const PREVIEW = { width: 372, fleet: 134, height: 176 } as const;
const STRIP = { top: 140, marks: 6, column: 3 } as const;
/** Cells and the painter round to device pixels; there are two in a CSS pixel at most. */
const FINENESS = 2;

export interface PreviewView {
  /** Left out: when most pods wait or are not ready, or else when most is asked of the nodes. */
  readonly timeUs?: number;
  readonly grouping?: readonly string[];
}

/** @param session at its end */
export function previewOf(session: SimSession, { timeUs, grouping = ["pool"] }: PreviewView): Preview {
  const { digest, horizonUs, nowUs } = session.status;
  const overview = session.overview();
  const moment = session.momentAt(timeUs ?? Math.min(tellingUs(overview), nowUs));
  const frame = session.frame(moment);
  const layout = fleetLayout(groupTree(frame, grouping, session.texts), PREVIEW.width, PREVIEW.fleet);
  const fleet = fleetList({
    frame,
    texts: session.texts,
    layout,
    viewport: WHOLE,
    matches: undefined,
    selection: undefined,
    waitingHeight: 0,
  });
  strip(overview, moment.timeUs, Math.max(1, horizonUs ?? nowUs), fleet.cells);
  const { count, x, y, width, height, style } = fleet.cells;
  const boxes = new Uint16Array(count * 4);
  for (const [column, values] of [x, y, width, height].entries())
    for (let at = 0; at < count; at++) boxes[column * count + at] = Math.max(0, Math.round(values[at]! * FINENESS));
  return {
    digest,
    timeUs: moment.timeUs,
    horizonUs,
    nodes: frame.nodes.count,
    pods: summaryOf(frame, session.texts).running,
    boxes: base64(new Uint8Array(boxes.buffer)),
    styles: base64(style.subarray(0, count)),
    labels: fleet.labels.map((label) => ({
      ...label,
      x: Math.round(label.x),
      y: Math.round(label.y),
      maxWidth: Math.round(label.maxWidth),
    })),
  };
}

/** What `previewOf` has drawn. */
export function pictureOf({ boxes, styles, labels }: Preview): DrawList {
  const style = bytesOf(styles);
  const columns = new Uint16Array(bytesOf(boxes).buffer);
  const cells = new Cells(Math.max(1, style.length));
  const at = (column: number, row: number) => columns[column * style.length + row]! / FINENESS;
  for (let row = 0; row < style.length; row++) cells.add(at(0, row), at(1, row), at(2, row), at(3, row), style[row]!);
  return { width: PREVIEW.width, height: PREVIEW.height, cells, labels, rings: [], lines: [] };
}

/** Of the run: so long everything starts, which is not what a scenario is about. */
const START = 0.05;

/** When most pods wait or are not ready; in a run without that, when most is asked of the nodes, of several moments the last. */
function tellingUs({ binUs, bins, pending, running, ready, cpu }: Overview): number {
  const troubled = (bin: number) => pending[bin]! + running[bin]! - ready[bin]!;
  const first = Math.floor(bins * START);
  let [worst, fullest] = [first, 0];
  for (let bin = 1; bin < bins; bin++) {
    if (bin > first && troubled(bin) > troubled(worst)) worst = bin;
    if (cpu[bin]! >= cpu[fullest]!) fullest = bin;
  }
  return ((troubled(worst) > 0 ? worst : fullest) + 1) * binUs - 1;
}

/** Pods over the run: ready from the foot up, not ready, pending; above, where something went wrong; and the moment of the fleet. */
function strip(overview: Overview, timeUs: number, endUs: number, cells: Cells): void {
  const { binUs, bins, pending, running, ready } = overview;
  const base = PREVIEW.height;
  let most = 1;
  for (let bin = 0; bin < bins; bin++) most = Math.max(most, pending[bin]! + running[bin]!);
  const x = scaleLinear([0, endUs], [0, PREVIEW.width]);
  const high = scaleLinear([0, most], [0, base - STRIP.top - STRIP.marks - 2]);
  cells.add(0, STRIP.top - 3, PREVIEW.width, base - STRIP.top + 3, Style.lane);
  const columns = Math.floor(PREVIEW.width / STRIP.column);
  for (let column = 0; column < columns; column++) {
    const bin = Math.floor(x.invert((column + 1) * STRIP.column - 0.01) / binUs);
    if (bin >= bins) break;
    let foot = base;
    const part = (pods: number, style: Style) => {
      const tall = pods === 0 ? 0 : Math.max(1, high(pods));
      if (tall > 0) cells.add(column * STRIP.column, foot - tall, STRIP.column, tall, style);
      foot -= tall;
    };
    part(ready[bin]!, Style.ready);
    part(running[bin]! - ready[bin]!, Style.unreadyBar);
    part(pending[bin]!, Style.waitingBar);
    const first = Math.floor(x.invert(column * STRIP.column) / binUs);
    const mark = markOf(overview, first, bin);
    if (mark !== undefined) cells.add(column * STRIP.column, STRIP.top, STRIP.column, STRIP.marks - 2, mark);
  }
  cells.add(Math.min(PREVIEW.width - 2, x(timeUs)) - 0.5, STRIP.top - 3, 1.5, base - STRIP.top + 3, Style.selection);
}

/** The gravest of what went wrong in some bins. */
function markOf(overview: Overview, first: number, last: number): Style | undefined {
  const marks = [
    ["outage", Style.outage],
    ["oomKilled", Style.evicted],
    ["evicted", Style.evicted],
    ["failed", Style.evicted],
    ["restarted", Style.restarts],
  ] as const;
  return marks.find(([kind]) => overview[kind].subarray(first, last + 1).some((count) => count > 0))?.[1];
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
