/** What of the input was left out, refused or not modelled: never silent. */
import type { Report } from "@orrery/runner/report";
import { durationText } from "./amounts.ts";
import type { Ink } from "./ink.ts";
import { PAGE_WIDTH, plural, shorten, wrap } from "./layout.ts";

const SHOWN = 10;

export function inputLines({ inputs, warnings }: Report, ink: Ink): string[] {
  const bad = inputs.filter(({ badRows }) => badRows > 0);
  const lines: string[] = [];
  for (const warning of warnings.slice(0, SHOWN))
    lines.push(...wrap(warning.replace(/: warning: /, ": "), PAGE_WIDTH, "  ", "    ").map(ink.warn));
  if (warnings.length > SHOWN) lines.push(ink.dim(`  and ${warnings.length - SHOWN} more: orrery check shows them all`));
  for (const { file, rows, badRows, badByReason, firstBad } of bad) {
    const reasons = badByReason.map(({ reason, count }) => `${count} ${reason}`).join(", ");
    lines.push(
      ...wrap(`${file}: ${plural(badRows, "row")} of ${rows + badRows} left out: ${reasons}`, PAGE_WIDTH, "  ", "    ").map(ink.warn),
    );
    for (const sentence of firstBad) lines.push(...wrap(sentence, PAGE_WIDTH, "    ", "      ").map(ink.dim));
  }
  for (const { file, ignoredColumns } of inputs) {
    if (ignoredColumns.length > 0)
      lines.push(...wrap(`${file}: columns that change nothing: ${ignoredColumns.join(", ")}`, PAGE_WIDTH, "  ", "    ").map(ink.dim));
  }
  return lines.length === 0 ? [] : [ink.bold("INPUT"), ...lines];
}

export function timelineLines({ timeline, notModelled }: Report, ink: Ink): string[] {
  const lines: string[] = [];
  if (timeline.refused.length > 0) {
    lines.push(ink.bold("REFUSED BY THE CLUSTER"));
    for (const { atUs, label, reason } of timeline.refused.slice(0, SHOWN)) {
      lines.push(...wrap(`after ${durationText(atUs)}: ${label}: ${reason}`, PAGE_WIDTH, "  ", "    ").map(ink.warn));
    }
    if (timeline.refused.length > SHOWN) lines.push(ink.dim(`  and ${timeline.refused.length - SHOWN} more: --json has them all`));
  }
  if (notModelled.length > 0) {
    lines.push(ink.bold("NOT MODELLED"));
    for (const sentence of notModelled.slice(0, SHOWN)) lines.push(...wrap(shorten(sentence, 400), PAGE_WIDTH, "  ", "    ").map(ink.dim));
    if (notModelled.length > SHOWN) lines.push(ink.dim(`  and ${notModelled.length - SHOWN} more: --json has them all`));
  }
  return lines;
}
