/** What must hold in every state of the cluster, whatever happened. */
import { quantityMilliValue, quantityValue } from "../model/index.ts";
import type { ClusterState } from "./cluster-state.ts";
import type { PodRecord } from "./records.ts";

/**
 * Checks the whole state, O(pods + nodes): after every command in tests, sampled in runs.
 * @param requestOf what a pod takes from a node: milli-CPU, bytes of memory
 * @returns one sentence per violation
 */
export function violations(state: ClusterState, requestOf: (pod: PodRecord) => { milliCpu: number; memory: number }): string[] {
  const found: string[] = [];
  const used = state.nodes.map(() => ({ milliCpu: 0, memory: 0, pods: 0 }));
  for (const pod of state.pods) {
    found.push(...podViolations(state, pod));
    if (pod.removed || pod.nodeId < 0 || pod.phase === "Succeeded" || pod.phase === "Failed") continue;
    const request = requestOf(pod);
    const node = used[pod.nodeId]!;
    node.milliCpu += request.milliCpu;
    node.memory += request.memory;
    node.pods += 1;
  }
  for (const record of state.nodes) {
    if (record.removed) continue;
    const allocatable = record.node.status?.allocatable ?? {};
    const name = record.node.metadata.name;
    const sum = used[record.id]!;
    if (sum.milliCpu > quantityMilliValue(allocatable["cpu"] ?? 0))
      found.push(`node ${name}: cpu requests ${sum.milliCpu}m exceed allocatable ${allocatable["cpu"]}`);
    if (sum.memory > quantityValue(allocatable["memory"] ?? 0))
      found.push(`node ${name}: memory requests ${sum.memory} exceed allocatable ${allocatable["memory"]}`);
    if (sum.pods > quantityValue(allocatable["pods"] ?? 0))
      found.push(`node ${name}: ${sum.pods} pods exceed allocatable ${allocatable["pods"]}`);
  }
  return found;
}

function podViolations(state: ClusterState, pod: PodRecord): string[] {
  const found: string[] = [];
  if (pod.nodeId >= 0 && state.nodes[pod.nodeId] === undefined) found.push(`pod ${pod.key}: bound to unknown node ${pod.nodeId}`);
  if (pod.phase !== "Pending" && pod.nodeId < 0) found.push(`pod ${pod.key}: ${pod.phase} without a node`);
  if (pod.phase === "Running" && pod.startedUs < 0) found.push(`pod ${pod.key}: Running but never started`);
  const times = [pod.createdUs, pod.boundUs, pod.startedUs, pod.finishedUs].filter((t) => t >= 0);
  if (times.some((t, i) => i > 0 && t < times[i - 1]!)) found.push(`pod ${pod.key}: times out of order ${times.join(" ")}`);
  const isOver = pod.phase === "Succeeded" || pod.phase === "Failed";
  if (pod.ready && pod.phase !== "Running") found.push(`pod ${pod.key}: ready while ${pod.phase}`);
  if (isOver !== pod.finishedUs >= 0) found.push(`pod ${pod.key}: ${pod.phase}, finished at ${pod.finishedUs}`);
  if (pod.readyChangedUs >= 0 && pod.readyChangedUs < pod.startedUs) found.push(`pod ${pod.key}: ready before it started`);
  found.push(...deletionViolations(pod));
  if (!pod.removed && state.podIds.get(pod.key) !== pod.id) found.push(`pod ${pod.key}: two pods of one name`);
  return found;
}

function deletionViolations({ key, createdUs, deletionRequestedUs, deletionDeadlineUs, deletionGraceUs }: PodRecord): string[] {
  if (deletionRequestedUs < 0) {
    return deletionDeadlineUs >= 0 || deletionGraceUs >= 0 ? [`pod ${key}: a deletion deadline without a deletion`] : [];
  }
  const found: string[] = [];
  if (deletionRequestedUs < createdUs) found.push(`pod ${key}: deleted before it was created`);
  if (deletionDeadlineUs < deletionRequestedUs) found.push(`pod ${key}: deletion deadline before the request`);
  if (deletionGraceUs < 0) found.push(`pod ${key}: deleted without a grace period`);
  return found;
}
