/** Every scheduling attempt, in columns, with its diagnosis: who refused how many nodes and why, and how clear the choice was. */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { Attempt } from "../cycle/index.ts";
import type { Status } from "../framework/index.ts";
import { refusedNodes } from "./refused-nodes.ts";
import type { RefusedNodes } from "./refused-nodes.ts";

export const AttemptOutcome = { placed: 0, unschedulable: 1, error: 2 } as const;
export type AttemptOutcome = (typeof AttemptOutcome)[keyof typeof AttemptOutcome];

/** Nodes refused for one reason by one plugin. */
export interface Refusal {
  readonly plugin: string;
  readonly code: string;
  readonly reason: string;
  readonly nodes: number;
}

/** One of the best nodes of an attempt. */
export interface Candidate {
  readonly node: string;
  readonly total: number;
  /** Normalized score and weight by plugin. */
  readonly scores: readonly { readonly plugin: string; readonly weight: number; readonly score: number }[];
}

const NO_REFUSALS: readonly Refusal[] = [];

export class AttemptLog {
  length = 0;
  timeUs = new Float64Array(1024);
  pod = new Int32Array(1024);
  outcome = new Uint8Array(1024);
  /** Number of the chosen node; -1 when there is none. */
  node = new Int32Array(1024);
  feasible = new Int32Array(1024);
  evaluated = new Int32Array(1024);
  /** Score of the winner; -1 when it was taken unscored. */
  total = new Float64Array(1024);
  /** Winner's score less the best other score; -1 when there was no other or no score. */
  margin = new Float64Array(1024);
  /** Nodes that shared the best score. */
  ties = new Int32Array(1024);
  /** Number of the diagnosis, see `refusals`. */
  diagnosis = new Int32Array(1024);
  /** Number of the sentence, see `message`. */
  messageId = new Int32Array(1024);
  private readonly diagnoses: (readonly Refusal[])[] = [NO_REFUSALS];
  private readonly diagnosisIds = new Map<string, number>();
  private readonly messages: string[] = [""];
  private readonly messageIds = new Map<string, number>([["", 0]]);
  /** Best candidates of the attempts that were asked to keep them, by attempt. */
  readonly candidates = new Map<number, readonly Candidate[]>();
  /** By pod, of those that are explained: the newest attempt that placed nothing, and which nodes refused it. */
  readonly refusedNodes = new Map<number, { readonly attempt: number; readonly groups: readonly RefusedNodes[] }>();

  /**
   * @param explained whether the nodes that refuse are kept
   * @returns the number of the attempt
   */
  add(timeUs: number, pod: number, node: number, attempt: Attempt, explained = false): number {
    if (this.length === this.outcome.length) this.grow();
    const at = this.length++;
    this.timeUs[at] = timeUs;
    this.pod[at] = pod;
    this.outcome[at] =
      attempt.outcome === "placeable"
        ? AttemptOutcome.placed
        : attempt.outcome === "error"
          ? AttemptOutcome.error
          : AttemptOutcome.unschedulable;
    this.node[at] = node;
    this.feasible[at] = attempt.feasibleCount;
    this.evaluated[at] = attempt.feasibleCount + attempt.diagnosis.nodes.length;
    this.diagnosis[at] = this.internDiagnosis(attempt);
    this.messageId[at] = this.internMessage(attempt.message);
    const { total, margin, ties } = clarity(attempt);
    this.total[at] = total;
    this.margin[at] = margin;
    this.ties[at] = ties;
    if (explained && attempt.outcome !== "placeable") this.refusedNodes.set(pod, { attempt: at, groups: refusedNodes(attempt) });
    if (attempt.scores.length > 0) this.candidates.set(at, bestOf(attempt));
    return at;
  }

  refusals(at: number): readonly Refusal[] {
    return this.diagnoses[this.diagnosis[at]!]!;
  }

  message(at: number): string {
    return this.messages[this.messageId[at]!]!;
  }

  private internDiagnosis(attempt: Attempt): number {
    const { diagnosis } = attempt;
    if (diagnosis.nodes.length === 0 && attempt.outcome === "placeable") return 0;
    const counts = new Map<Status, number>();
    for (const status of diagnosis.statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
    const rest = attempt.search.nodeCount - diagnosis.nodes.length - attempt.feasibleCount;
    if (rest > 0 && diagnosis.absent.reasons.length > 0) counts.set(diagnosis.absent, rest);
    const merged = new Map<string, { plugin: string; code: string; reason: string; nodes: number }>();
    for (const [status, nodes] of counts) {
      for (const reason of status.reasons) {
        const key = `${status.plugin}\n${status.code}\n${reason}`;
        const known = merged.get(key);
        if (known === undefined) merged.set(key, { plugin: status.plugin, code: status.code, reason, nodes });
        else known.nodes += nodes;
      }
    }
    const refusals = [...merged.values()].sort(
      (a, b) => b.nodes - a.nodes || byCodeUnits(a.plugin, b.plugin) || byCodeUnits(a.reason, b.reason),
    );
    const key = JSON.stringify(refusals);
    let id = this.diagnosisIds.get(key);
    if (id === undefined) {
      id = this.diagnoses.push(refusals) - 1;
      this.diagnosisIds.set(key, id);
    }
    return id;
  }

  private internMessage(message: string): number {
    let id = this.messageIds.get(message);
    if (id === undefined) {
      id = this.messages.push(message) - 1;
      this.messageIds.set(message, id);
    }
    return id;
  }

  private grow(): void {
    const size = this.outcome.length * 2;
    this.timeUs = grown(new Float64Array(size), this.timeUs);
    this.pod = grown(new Int32Array(size), this.pod);
    this.outcome = grown(new Uint8Array(size), this.outcome);
    this.node = grown(new Int32Array(size), this.node);
    this.feasible = grown(new Int32Array(size), this.feasible);
    this.evaluated = grown(new Int32Array(size), this.evaluated);
    this.total = grown(new Float64Array(size), this.total);
    this.margin = grown(new Float64Array(size), this.margin);
    this.ties = grown(new Int32Array(size), this.ties);
    this.diagnosis = grown(new Int32Array(size), this.diagnosis);
    this.messageId = grown(new Int32Array(size), this.messageId);
  }
}

function clarity(attempt: Attempt): { total: number; margin: number; ties: number } {
  if (attempt.outcome !== "placeable") return { total: -1, margin: -1, ties: 0 };
  if (!attempt.scored) return { total: -1, margin: -1, ties: 1 };
  const { totals, feasibleCount } = attempt;
  let best = -1;
  let second = -1;
  let ties = 0;
  for (let i = 0; i < feasibleCount; i++) {
    const score = totals[i]!;
    if (score > best) {
      second = best;
      best = score;
      ties = 1;
    } else if (score === best) {
      ties += 1;
    } else if (score > second) {
      second = score;
    }
  }
  return { total: best, margin: ties > 1 ? 0 : second < 0 ? -1 : best - second, ties };
}

function bestOf(attempt: Attempt): Candidate[] {
  const order = Array.from({ length: attempt.feasibleCount }, (_, i) => i).sort(
    (a, b) =>
      attempt.totals[b]! - attempt.totals[a]! ||
      Number(attempt.feasible[b] === attempt.node) - Number(attempt.feasible[a] === attempt.node) ||
      a - b,
  );
  return order.slice(0, 10).map((i) => ({
    node: attempt.feasible[i]!.name,
    total: attempt.totals[i]!,
    scores: attempt.scores.map(({ plugin, weight, normalized }) => ({ plugin, weight, score: normalized[i]! })),
  }));
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
