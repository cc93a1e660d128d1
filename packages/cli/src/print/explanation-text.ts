/** Why a pod is where it is, for people. */
import type { ExplainedAttempt, Explanation } from "@orrery/runner/explain";
import { count, durationText } from "./amounts.ts";
import type { Ink } from "./ink.ts";
import { columns, PAGE_WIDTH, plural, shorten, wrap } from "./layout.ts";

/** First and last outcomes are shown in full. */
const FIRST = 2;
const LAST = 2;
const REFUSALS = 10;
const CANDIDATES = 5;
const NAMED = 4;

export function explanationText(explanation: Explanation, ink: Ink): string {
  const { pod, workload, node, createdUs, boundUs, boundAtStart, phase, removed, schedulingGates, attempts } = explanation;
  const lines = [`${ink.bold(pod)}${workload === "" ? "" : ink.dim(`  workload ${workload}`)}`];
  const at = (us: number) => (us === 0 ? "at the start" : `after ${durationText(us)}`);
  if (boundAtStart) lines.push(`  was on ${ink.good(node ?? "")} from the start: the input says so, nothing was decided`);
  else if (node !== null && boundUs !== null) {
    lines.push(`  created ${at(createdUs)}, bound to ${ink.good(node)} ${at(boundUs)}: waited ${durationText(boundUs - createdUs)}`);
  } else lines.push(`  created ${at(createdUs)}; ${removed ? "deleted without ever having a node" : ink.warn("has no node")}`);
  lines.push(`  phase ${phase}${removed ? ", removed" : ""}`);
  if (schedulingGates.length > 0) lines.push(`  held back by scheduling gates: ${schedulingGates.join(", ")}`);
  if (!boundAtStart) lines.push(`  ${plural(attempts.length, "scheduling attempt")}`);
  const runs = alike(attempts);
  const hidden = runs.length - FIRST - LAST;
  for (const [index, run] of runs.entries()) {
    if (hidden > 0 && index >= FIRST && index < runs.length - LAST) {
      if (index === FIRST) lines.push("", ink.dim(`  ... ${plural(hidden, "other outcome")} in between: --json has them all`));
      continue;
    }
    lines.push("", ...runLines(run, ink));
  }
  return `${lines.join("\n")}\n`;
}

/** Attempts in a row that came to the same. */
interface Run {
  readonly attempt: ExplainedAttempt;
  readonly first: number;
  last: number;
  lastUs: number;
  /** Of the newest of them that kept it. */
  refusedNodes: ExplainedAttempt["refusedNodes"];
}

function alike(attempts: readonly ExplainedAttempt[]): Run[] {
  const runs: Run[] = [];
  for (const [index, attempt] of attempts.entries()) {
    const before = runs.at(-1);
    if (before !== undefined && attempt.outcome !== "placed" && sameOutcome(before.attempt, attempt)) {
      before.last = index + 1;
      before.lastUs = attempt.timeUs;
      if (attempt.refusedNodes.length > 0) before.refusedNodes = attempt.refusedNodes;
    } else runs.push({ attempt, first: index + 1, last: index + 1, lastUs: attempt.timeUs, refusedNodes: attempt.refusedNodes });
  }
  return runs;
}

function sameOutcome(a: ExplainedAttempt, b: ExplainedAttempt): boolean {
  return a.outcome === b.outcome && a.message === b.message && JSON.stringify(a.refusals) === JSON.stringify(b.refusals);
}

function runLines({ attempt, first, last, lastUs, refusedNodes }: Run, ink: Ink): string[] {
  const { outcome, node, timeUs, evaluated, feasible, message, refusals } = attempt;
  const verdict = outcome === "placed" ? ink.good(`placed on ${node ?? ""}`) : ink.bad(outcome);
  const title = first === last ? `attempt ${first}` : `attempts ${first} to ${last}`;
  const until = first === last ? "" : ` until ${durationText(lastUs)}`;
  const lines = [`${ink.bold(title)} after ${durationText(timeUs)}${until}: ${verdict}${first === last ? "" : ", each time"}`];
  lines.push(
    ...wrap(`${plural(evaluated, "node")} looked at, ${count(feasible)} would do${choiceText(attempt)}`, PAGE_WIDTH, "  ", "    "),
  );
  if (message !== "") lines.push(...wrap(message, PAGE_WIDTH, "  ").map(ink.dim));
  if (refusals.length > 0) {
    const rows = [["nodes", "refused by", "because"].map(ink.dim)];
    const shown = byReason(refusals).slice(0, REFUSALS);
    const room = PAGE_WIDTH - 11 - Math.max(...shown.map(({ plugin }) => plugin.length));
    for (const { plugin, reason, nodes } of shown) rows.push([count(nodes), plugin, shorten(reason, room)]);
    lines.push(...columns(rows, ["right", "left", "left"]));
    if (refusals.length > REFUSALS) lines.push(ink.dim(`  and ${refusals.length - REFUSALS} more reasons`));
  }
  lines.push(...refusedLines(refusedNodes, ink), ...candidateLines(attempt, ink));
  return lines;
}

/** Which nodes, as many as there is room for: the first question to one of them is why it is among these. */
function refusedLines(groups: ExplainedAttempt["refusedNodes"], ink: Ink): string[] {
  return groups.slice(0, REFUSALS).flatMap(({ plugin, reasons, nodes }) => {
    const shown = nodes.slice(0, NAMED).join(", ");
    const more = nodes.length > NAMED ? ` and ${count(nodes.length - NAMED)} more` : "";
    return wrap(`${reasons.join(", ") || plugin}: ${shown}${more}`, PAGE_WIDTH, "  ", "    ").map(ink.dim);
  });
}

/** One plugin may refuse some nodes for good and others for now, for one reason: here they are added up, --json has them apart. */
function byReason(refusals: ExplainedAttempt["refusals"]): { plugin: string; reason: string; nodes: number }[] {
  const merged = new Map<string, { plugin: string; reason: string; nodes: number }>();
  for (const { plugin, reason, nodes } of refusals) {
    const known = merged.get(`${plugin} ${reason}`);
    if (known === undefined) merged.set(`${plugin} ${reason}`, { plugin, reason, nodes });
    else known.nodes += nodes;
  }
  return [...merged.values()].sort((a, b) => b.nodes - a.nodes);
}

function choiceText({ outcome, total, margin, ties }: ExplainedAttempt): string {
  if (outcome !== "placed") return "";
  if (total === null) return "; the only one, so nothing was scored";
  if (ties > 1) return `; ${ties} shared the best score of ${total}, the tie-break chose`;
  return margin === null ? `; score ${total}` : `; score ${total}, ${margin} ahead of the next`;
}

/** A row a plugin, a column a node: scores are normalized, 0 to 100, times the weight. */
function candidateLines({ candidates }: ExplainedAttempt, ink: Ink): string[] {
  const shown = candidates.slice(0, CANDIDATES);
  if (shown.length === 0) return [];
  const labels = shown.map((_, index) => `#${index + 1}`);
  const plugins = shown[0]!.scores.map(({ plugin, weight }, row) => {
    const scores = shown.map(({ scores: all }) => all[row]!.score);
    const best = Math.max(...scores);
    const differ = scores.some((score) => score !== scores[0]);
    return [
      `${plugin} ${ink.dim(`x${weight}`)}`,
      ...scores.map((score) => (differ && score === best ? ink.good(String(score)) : String(score))),
    ];
  });
  const totals = [ink.bold("total"), ...shown.map(({ total }) => ink.bold(String(total)))];
  const rows = [["", ...labels].map(ink.dim), ...plugins, totals];
  const names = shown.map(({ node }, index) => `${labels[index]}\u00a0${node}`).join("  ");
  return [
    ...wrap(`best candidates: ${names}`, PAGE_WIDTH, "  ", "    ").map((line) => line.replaceAll("\u00a0", " ")),
    ...columns(rows, ["left", ...shown.map(() => "right" as const)]),
  ];
}
