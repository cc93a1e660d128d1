/** Why pods wait, for the report: reasons with counts, then Kubernetes' own sentences. */
import type { PendingPods } from "@orrery/runner/report";
import { count } from "./amounts.ts";
import type { Ink } from "./ink.ts";
import { columns, PAGE_WIDTH, plural, shorten, wrap } from "./layout.ts";

const REASONS = 8;
const SENTENCES = 3;

export function pendingLines({ total, unschedulable, gated, notAttempted, binding, reasons, sentences }: PendingPods, ink: Ink): string[] {
  if (total === 0) return [];
  const lines = [ink.bold("WHY PODS WAIT")];
  const others = [
    [gated, "held back by scheduling gates"],
    [notAttempted, "not tried yet"],
    [binding, "being bound"],
  ] as const;
  for (const [pods, why] of others) if (pods > 0) lines.push(`  ${plural(pods, "pod")} ${why}`);
  if (unschedulable === 0) return lines;
  const rows = [["pods", "refused by", "because", "on nodes"].map(ink.dim)];
  const shown = reasons.slice(0, REASONS);
  const room = PAGE_WIDTH - 22 - Math.max(0, ...shown.map(({ plugin }) => plugin.length));
  for (const { plugin, reason, pods, meanNodes } of shown)
    rows.push([ink.warn(count(pods)), plugin, shorten(reason, room), nodesText(meanNodes)]);
  lines.push(...columns(rows, ["right", "left", "left", "right"]));
  if (reasons.length > REASONS) lines.push(ink.dim(`  and ${plural(reasons.length - REASONS, "reason")} more`));
  for (const { message, pods, example } of sentences.slice(0, SENTENCES)) {
    lines.push(
      ...wrap(`${example}${pods > 1 ? ` and ${pods - 1} more` : ""}:`, PAGE_WIDTH, "  "),
      ...wrap(message, PAGE_WIDTH, "    ").map(ink.dim),
    );
  }
  const more = sentences.length - SENTENCES;
  if (more > 0) lines.push(ink.dim(`  and ${plural(more, "other sentence")}: --json has them`));
  return lines;
}

function nodesText(mean: number): string {
  return Number.isInteger(mean) ? count(mean) : `~${count(mean)}`;
}
