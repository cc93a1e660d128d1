/** What must hold between any two states of the cluster, the later one of which followed from the earlier one. */
import type { ClusterState } from "./cluster-state.ts";
import type { PodPhase, PodRecord } from "./records.ts";

/** Compares the state with what it was at the last call, O(pods): after every event in tests. */
export class HistoryInvariants {
  private before: readonly PodRecord[] = [];

  /** @returns one sentence per violation */
  violations({ pods }: ClusterState): string[] {
    const found = this.before.flatMap((before) => changeViolations(before, pods[before.id]));
    this.before = pods.map((pod) => ({ ...pod }));
    return found;
  }
}

const ORDER: Readonly<Record<PodPhase, number>> = { Pending: 0, Running: 1, Succeeded: 2, Failed: 2 };

function changeViolations(before: PodRecord, now: PodRecord | undefined): string[] {
  const { key } = before;
  if (now === undefined) return [`pod ${key}: forgotten`];
  const found: string[] = [];
  const isOver = ORDER[before.phase] === ORDER.Failed;
  if (before.removed && !now.removed) found.push(`pod ${key}: there again`);
  if (ORDER[now.phase] < ORDER[before.phase] || (isOver && now.phase !== before.phase)) {
    found.push(`pod ${key}: ${now.phase} after ${before.phase}`);
  }
  if (before.nodeId >= 0 && now.nodeId !== before.nodeId) found.push(`pod ${key}: moved from node ${before.nodeId} to ${now.nodeId}`);
  if (before.restartCounts.some((count, i) => (now.restartCounts[i] ?? 0) < count)) found.push(`pod ${key}: fewer restarts than before`);
  if (before.deletionRequestedUs >= 0 && now.deletionRequestedUs !== before.deletionRequestedUs) {
    found.push(`pod ${key}: its deletion was taken back`);
  }
  if (before.deletionGraceUs >= 0 && now.deletionGraceUs > before.deletionGraceUs) found.push(`pod ${key}: a longer grace period`);
  if (before.finishedUs >= 0 && now.finishedUs !== before.finishedUs) found.push(`pod ${key}: over twice`);
  return found;
}
