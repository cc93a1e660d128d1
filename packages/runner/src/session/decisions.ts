/** Scheduling decisions up to a moment as rows for a table, who refused what in them, and what two runs are compared by. */
import { AttemptOutcome } from "@orrery/scheduler/component";
import type { Simulation } from "../simulation/index.ts";
import { countUntil } from "./count-until.ts";

export interface Decision {
  readonly number: number;
  readonly timeUs: number;
  readonly pod: string;
  readonly workload: string;
  readonly outcome: "placed" | "unschedulable" | "error";
  /** null: none. */
  readonly node: string | null;
  readonly feasible: number;
  readonly evaluated: number;
  /** null: there was no other, or no score. */
  readonly margin: number | null;
  readonly ties: number;
  /** The most frequent refusal; "" for none. */
  readonly refusal: string;
}

export interface RefusalSum {
  readonly plugin: string;
  readonly reason: string;
  /** Attempts in which it occurred, and nodes refused over them all. */
  readonly attempts: number;
  readonly nodes: number;
}

export interface Decisions {
  /** All until the moment. */
  readonly total: number;
  readonly placed: number;
  /** Newest first. */
  readonly newest: readonly Decision[];
  /** Over the newest that failed; most attempts first. */
  readonly refusals: readonly RefusalSum[];
}

/** @param count how many of the newest are told */
export function decisionsAt({ scheduler: { attempts }, state }: Simulation, timeUs: number, count: number): Decisions {
  const total = countUntil(attempts, timeUs);
  let placed = 0;
  for (let at = 0; at < total; at++) if (attempts.outcome[at] === AttemptOutcome.placed) placed += 1;
  const newest: Decision[] = [];
  const sums = new Map<string, { plugin: string; reason: string; attempts: number; nodes: number }>();
  for (let at = total - 1; at >= Math.max(0, total - count); at--) {
    const pod = state.pods[attempts.pod[at]!]!;
    const refusals = attempts.refusals(at);
    const outcome = attempts.outcome[at];
    newest.push({
      number: at,
      timeUs: attempts.timeUs[at]!,
      pod: pod.key,
      workload: pod.source.workload,
      outcome: outcome === AttemptOutcome.placed ? "placed" : outcome === AttemptOutcome.error ? "error" : "unschedulable",
      node: attempts.node[at]! < 0 ? null : state.nodeName(attempts.node[at]!),
      feasible: attempts.feasible[at]!,
      evaluated: attempts.evaluated[at]!,
      margin: attempts.margin[at]! < 0 ? null : attempts.margin[at]!,
      ties: attempts.ties[at]!,
      refusal: refusals[0]?.reason ?? "",
    });
    if (outcome === AttemptOutcome.placed) continue;
    for (const { plugin, reason, nodes } of refusals) {
      const key = `${plugin}\n${reason}`;
      let sum = sums.get(key);
      if (sum === undefined) sums.set(key, (sum = { plugin, reason, attempts: 0, nodes: 0 }));
      sum.attempts += 1;
      sum.nodes += nodes;
    }
  }
  return { total, placed, newest, refusals: [...sums.values()].sort((a, b) => b.attempts - a.attempts || b.nodes - a.nodes) };
}

/** What a decision was, in one number each, so that two runs in two workers can be compared: who, where to, how it ended. */
export interface DecisionTrail {
  readonly timeUs: Float64Array;
  readonly hash: Int32Array;
}

/** Decisions number `from` and up. */
export function decisionTrail({ scheduler: { attempts }, state }: Simulation, from: number): DecisionTrail {
  const count = attempts.length - from;
  const timeUs = attempts.timeUs.slice(from, from + count);
  const hash = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const at = from + i;
    const node = attempts.node[at]!;
    hash[i] = textHash(`${state.pods[attempts.pod[at]!]!.key} ${attempts.outcome[at]} ${node < 0 ? "" : state.nodeName(node)}`);
  }
  return { timeUs, hash };
}

/** @returns the number of the first decision in which two trails differ; -1: one is the beginning of the other */
export function firstDifference(a: DecisionTrail, b: DecisionTrail): number {
  const common = Math.min(a.hash.length, b.hash.length);
  for (let at = 0; at < common; at++) if (a.hash[at] !== b.hash[at] || a.timeUs[at] !== b.timeUs[at]) return at;
  return -1;
}

function textHash(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
