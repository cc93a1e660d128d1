/** The draw list of the best candidates of an attempt: a bar each, the parts of its sum by plugin, the winner marked. */
import { max, scaleLinear } from "d3";
import type { PodStory } from "@orrery/runner/session";
import { Cells, Style } from "../draw/index.ts";
import type { DrawList, Label } from "../draw/index.ts";

type Attempt = PodStory["attempts"][number];

const NAMES = 150;
const ROW = 20;
const HEAD = 22;
const PARTS = 8;

export function scoresHeight({ candidates }: Attempt): number {
  return HEAD + candidates.length * ROW + 8;
}

export function scoresList({ candidates, node }: Attempt, width: number, height: number): DrawList {
  const cells = new Cells();
  const labels: Label[] = [];
  const most = max(candidates, ({ total }) => total) ?? 1;
  const x = scaleLinear([0, Math.max(1, most)], [NAMES, width - 56]);
  cells.add(0, 0, width, height, Style.lane);
  // Plugins by what they give the best candidate; the last part is all the rest.
  const plugins = [...(candidates[0]?.scores ?? [])].sort((a, b) => b.score * b.weight - a.score * a.weight).map(({ plugin }) => plugin);
  const partOf = new Map(plugins.map((plugin, i) => [plugin, Math.min(PARTS - 1, i)]));
  let legend = NAMES;
  for (const [i, plugin] of plugins.slice(0, PARTS).entries()) {
    const wide = plugin.length * 6.3 + 26;
    if (legend + wide > width) break;
    cells.add(legend, 6, 10, 10, Style.part0 + i);
    labels.push({ x: legend + 14, y: 11, text: plugin, size: 11, tone: "faint", align: "left", maxWidth: wide });
    legend += wide;
  }
  for (const [i, candidate] of candidates.entries()) {
    const y = HEAD + i * ROW;
    const isWinner = candidate.node === node;
    labels.push({
      x: 8,
      y: y + ROW / 2,
      text: `${isWinner ? "▸ " : ""}${candidate.node}`,
      size: 12,
      tone: isWinner ? "accent" : "ink",
      align: "left",
      bold: isWinner,
      maxWidth: NAMES - 14,
    });
    let sum = 0;
    const parts = candidate.scores.toSorted((a, b) => partOf.get(a.plugin)! - partOf.get(b.plugin)!);
    for (const { plugin, score, weight } of parts) {
      const left = x(sum);
      sum += score * weight;
      cells.add(left, y + 3, x(sum) - left, ROW - 6, Style.part0 + partOf.get(plugin)!);
    }
    labels.push({ x: x(sum) + 6, y: y + ROW / 2, text: String(candidate.total), size: 12, tone: "ink", align: "left", maxWidth: 50 });
  }
  return { width, height, cells, labels, rings: [], lines: [] };
}
