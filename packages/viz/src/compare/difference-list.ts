/** The draw list of the strip between two runs: pods that wait in each, and by how much the second has more or fewer, over the run. */
import { max, scaleLinear } from "d3";
import type { Overview } from "@orrery/runner/session";
import { Cells, Style } from "../draw/index.ts";
import type { DrawList, Label, Line } from "../draw/index.ts";
import { durationText } from "../words/index.ts";

export interface DifferenceScene {
  readonly first: Overview;
  readonly second: Overview;
  readonly endUs: number;
  readonly timeUs: number;
  /** Where the first decision differs; undefined: nowhere, or it is not known. */
  readonly divergedUs: number | undefined;
}

const LEFT = 12;

export function differenceList({ first, second, endUs, timeUs, divergedUs }: DifferenceScene, width: number, height: number): DrawList {
  const cells = new Cells();
  const labels: Label[] = [];
  const lines: Line[] = [];
  const x = scaleLinear([0, Math.max(1, endUs)], [LEFT, width - LEFT]);
  const top = 18;
  const middle = top + (height - top - 4) / 2;
  cells.add(0, 0, width, height, Style.lane);
  cells.add(LEFT, top, width - 2 * LEFT, height - top - 4, Style.track);
  const columns = Math.floor((width - 2 * LEFT) / 2);
  const differences = Array.from({ length: columns }, (_, i) => {
    const atUs = x.invert(LEFT + i * 2 + 1);
    const [a, b] = [valueAt(first, first.pending, atUs), valueAt(second, second.pending, atUs)];
    return a === undefined || b === undefined ? 0 : b - a;
  });
  const most = Math.max(1, max(differences, Math.abs) ?? 1);
  const y = scaleLinear([-most, most], [middle + (height - top - 8) / 2, middle - (height - top - 8) / 2]);
  for (const [i, difference] of differences.entries()) {
    if (difference === 0) continue;
    const at = y(difference);
    cells.add(LEFT + i * 2, Math.min(at, middle), 2, Math.abs(at - middle), difference > 0 ? Style.waitingFill : Style.ready);
  }
  lines.push({ tone: "faint", width: 1, points: Float32Array.of(LEFT, middle, width - LEFT, middle) });
  if (divergedUs !== undefined) {
    cells.add(x(divergedUs) - 1, top - 4, 2, height - top, Style.selection);
    labels.push({
      x: Math.min(x(divergedUs) + 5, width - 150),
      y: height - 11,
      text: "first different decision",
      size: 11,
      tone: "accent",
      align: "left",
      maxWidth: 150,
    });
  }
  labels.push({
    x: LEFT,
    y: 9,
    text: "pending pods, second run less first",
    size: 11,
    tone: "ink",
    align: "left",
    bold: true,
    maxWidth: 260,
  });
  labels.push({
    x: width - LEFT,
    y: 9,
    text: `yellow up: the second has more, blue down: fewer, at most ${Math.round(most)}; sampled at ${durationText(endUs / Math.max(1, columns))}`,
    size: 11,
    tone: "faint",
    align: "right",
    maxWidth: width - 300,
  });
  lines.push({ tone: "accent", width: 2, points: Float32Array.of(x(timeUs), top - 4, x(timeUs), height) });
  return { width, height, cells, labels, lines, rings: [] };
}

/** undefined: not simulated yet. */
function valueAt({ binUs, bins }: Overview, values: Float64Array, timeUs: number): number | undefined {
  const bin = Math.floor(timeUs / binUs);
  return bin < bins ? values[bin] : undefined;
}
