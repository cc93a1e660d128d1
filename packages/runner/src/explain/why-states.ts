/** How a pod, a workload or a node stood at a moment. */
import type { ClusterState, PodRecord } from "@orrery/sim-core/store";
import { hardwareReader } from "../report/index.ts";
import type { RunHistory } from "../simulation/index.ts";
import type { TroubleFold } from "./trouble-fold.ts";
import type { NodeState, PodState, WorkloadState } from "./why.ts";

export function podState(history: RunHistory, state: ClusterState, pod: PodRecord, fold: TroubleFold, atUs: number): PodState {
  const { source, phase, removed, ready, readyChangedUs, createdUs, boundUs, nodeId } = pod;
  const owner = source.metadata.ownerReferences?.find(({ controller }) => controller === true);
  const waiting = removed ? undefined : fold.waiting.get(pod.id);
  const keyOf = (id: number | undefined) => (id === undefined ? null : state.pods[id]!.key);
  return {
    workload: source.workload,
    phase,
    removed,
    ready,
    readyChangedUs: readyChangedUs < 0 ? null : readyChangedUs,
    createdUs,
    boundUs: boundUs < 0 ? null : boundUs,
    restarts: restartsOf(pod),
    waiting: waiting === undefined ? null : { reason: waiting.reason, untilUs: waiting.untilUs ?? null },
    owner: owner === undefined ? null : `${owner.kind}/${owner.name}`,
    replacedBy: keyOf(fold.successions.successorOf(pod.id)),
    replaces: keyOf(fold.successions.predecessorOf(pod.id)),
    node: nodeId < 0 ? null : nodeState(history, state, nodeId, fold, atUs),
  };
}

export function nodeState(history: RunHistory, state: ClusterState, id: number, fold: TroubleFold, atUs: number): NodeState {
  const { node, pool, removed } = state.nodes[id]!;
  const { cores, memoryBytes, allocatableCores } = hardwareReader(history.input)(node);
  const outage = fold.outages.get(id);
  const { cpuUs, wantedCpuUs } = history.usage.nodeUse(id);
  return {
    name: node.metadata.name,
    pool,
    removed,
    outage: outage === undefined ? null : { what: outage.outage.what, sinceUs: outage.sinceUs },
    conditions: (node.status?.conditions ?? [])
      .filter(({ type, status }) => (type === "Ready" ? status !== "True" : type.endsWith("Pressure") && status === "True"))
      .map(({ type, status, reason = null }) => ({ type, status, reason })),
    oversellRatio: cores > 0 ? allocatableCores / cores : null,
    cores,
    memoryBytes,
    pods: state.pods.filter((pod) => pod.nodeId === id && !isOver(pod)).length,
    slowdown: atUs >= history.nowUs && cpuUs > 0 ? wantedCpuUs / cpuUs : null,
  };
}

export function workloadState(pods: readonly PodRecord[]): WorkloadState {
  const there = pods.filter(({ removed }) => !removed);
  const count = (is: (pod: PodRecord) => boolean) => there.filter(is).length;
  return {
    pods: pods.length,
    running: count(({ phase }) => phase === "Running"),
    ready: count(({ ready }) => ready),
    pending: count(({ phase }) => phase === "Pending"),
    failed: count(({ phase }) => phase === "Failed"),
    gone: pods.length - there.length,
    restarts: pods.reduce((sum, pod) => sum + restartsOf(pod), 0),
  };
}

function restartsOf({ restartCounts }: PodRecord): number {
  return restartCounts.reduce((sum, count) => sum + (count ?? 0), 0);
}

function isOver({ removed, phase }: PodRecord): boolean {
  return removed || phase === "Succeeded" || phase === "Failed";
}
