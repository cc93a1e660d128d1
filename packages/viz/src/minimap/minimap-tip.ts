/** What the pointer is told about one moment of the minimap: the value of each row, what went wrong then, and what the scenario did. */
import type { Overview } from "@orrery/runner/session";
import { clockText, countText } from "../words/index.ts";
import { minimapScale, STRIPS } from "./minimap-list.ts";
import type { MinimapScene } from "./minimap-list.ts";
import { peakOf, rowsOf, valueAt } from "./minimap-rows.ts";
import { namedMarks } from "./named-marks.ts";

/** Pixels within which a mark is meant. */
const NEAR = 5;
const MOST_LABELS = 4;

/** What the column of names has no room for: the peaks in full, and how often what went wrong did. */
export function peaksTip(overview: Overview): string {
  const peaks = rowsOf(overview).map((row) => `${row.beyond?.name ?? row.name} ${row.text(peakOf(row))} at its peak`);
  const troubles = STRIPS.flatMap(({ title, of }) => {
    const count = overview[of].reduce((sum, each) => sum + each, 0);
    return count === 0 ? [] : [`${title} ${countText(count)} in all`];
  });
  return [...peaks, ...troubles].join("\n");
}

/** @param timeUs of the moment under the pointer */
export function minimapTip(scene: MinimapScene, timeUs: number, width: number): string {
  const { overview, marks } = scene;
  const x = minimapScale(scene, width);
  const lines = [clockText(timeUs).replace(/\.\d+$/, "")];
  for (const { name, series, beyond, text } of rowsOf(overview)) {
    const value = valueAt(series, timeUs);
    const whole = beyond === undefined ? undefined : valueAt(beyond.series, timeUs);
    if (value !== undefined) lines.push(`${name} ${text(value)}${whole === undefined ? "" : ` of ${text(whole)} wanted`}`);
  }
  const bin = Math.floor(timeUs / overview.binUs);
  const troubles = STRIPS.flatMap(({ title, of }) => {
    const count = overview[of][bin] ?? 0;
    return count === 0 ? [] : [`${title} ${countText(count)}`];
  });
  if (troubles.length > 0) lines.push(troubles.join(" · "));
  for (const { x: at, labels } of namedMarks(marks, x, width)) {
    if (Math.abs(at - x(timeUs)) > NEAR) continue;
    lines.push(...labels.slice(0, MOST_LABELS));
    if (labels.length > MOST_LABELS) lines.push(`and ${labels.length - MOST_LABELS} more`);
  }
  return lines.join("\n");
}
