/** Why pods wait: their last attempts, summed up by reason and by Kubernetes' own sentence. */
import { byCodeUnits } from "@orrery/sim-core/model";
import { AttemptOutcome } from "@orrery/scheduler/component";
import type { AttemptLog, Refusal } from "@orrery/scheduler/component";
import type { ClusterState, PodRecord } from "@orrery/sim-core/store";
import type { PendingPods } from "./report.ts";

/** How many different sentences are kept; the reasons are all kept. */
const SENTENCES = 20;

export function pendingPods(state: ClusterState, attempts: AttemptLog): PendingPods {
  const last = lastAttempts(state.pods.length, attempts);
  const counts = { total: 0, unschedulable: 0, gated: 0, notAttempted: 0, binding: 0 };
  const reasons = new Map<string, { plugin: string; reason: string; pods: number; nodes: number }>();
  const sentences = new Map<string, { message: string; pods: number; example: string }>();
  for (const pod of state.pods) {
    if (!isPending(pod)) continue;
    counts.total += 1;
    const attempt = last[pod.id]!;
    if ((pod.source.spec.schedulingGates ?? []).length > 0) counts.gated += 1;
    else if (attempt < 0) counts.notAttempted += 1;
    else if (attempts.outcome[attempt] === AttemptOutcome.placed) counts.binding += 1;
    else {
      counts.unschedulable += 1;
      for (const [key, refusal] of refusalsByReason(attempts.refusals(attempt))) {
        const entry = entryOf(reasons, key, () => ({ plugin: refusal.plugin, reason: refusal.reason, pods: 0, nodes: 0 }));
        entry.pods += 1;
        entry.nodes += refusal.nodes;
      }
      entryOf(sentences, attempts.message(attempt), () => ({ message: attempts.message(attempt), pods: 0, example: pod.key })).pods += 1;
    }
  }
  return {
    ...counts,
    reasons: [...reasons.values()]
      .sort((a, b) => b.pods - a.pods || b.nodes - a.nodes || byCodeUnits(a.reason, b.reason) || byCodeUnits(a.plugin, b.plugin))
      .map(({ plugin, reason, pods, nodes }) => ({ plugin, reason, pods, meanNodes: nodes / pods })),
    sentences: [...sentences.values()].sort((a, b) => b.pods - a.pods || byCodeUnits(a.message, b.message)).slice(0, SENTENCES),
  };
}

/** One plugin may refuse some nodes for good and others for now, for one reason: to a reader it is the same. */
function refusalsByReason(refusals: readonly Refusal[]): Map<string, { plugin: string; reason: string; nodes: number }> {
  const merged = new Map<string, { plugin: string; reason: string; nodes: number }>();
  for (const { plugin, reason, nodes } of refusals)
    entryOf(merged, `${plugin}\n${reason}`, () => ({ plugin, reason, nodes: 0 })).nodes += nodes;
  return merged;
}

export function isPending(pod: PodRecord): boolean {
  return !pod.removed && pod.nodeId < 0 && pod.phase === "Pending";
}

/** Number of the last attempt by pod up to a time; -1 where there was none. */
export function lastAttempts(pods: number, attempts: AttemptLog, untilUs = Infinity): Int32Array {
  const last = new Int32Array(pods).fill(-1);
  for (let at = 0; at < attempts.length && attempts.timeUs[at]! <= untilUs; at++) last[attempts.pod[at]!] = at;
  return last;
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  let entry = map.get(key);
  if (entry === undefined) map.set(key, (entry = make()));
  return entry;
}
