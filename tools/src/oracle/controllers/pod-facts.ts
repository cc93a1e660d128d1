/** What recordings say of pods, worked out from Orrery's facts in the same words. */
import { FactKind, readinessOf, STARTED_READY } from "@orrery/sim-core/store";
import type { PodRecord } from "@orrery/sim-core/store";
import type { Step } from "./recording.ts";
import type { Replayed } from "./replay.ts";

/** Pods by the ReplicaSet that made them. */
export function podsCreated({ store, names }: Replayed): Record<string, number> {
  return countBy(store.state.pods.map((pod) => names.creatorOf(pod)));
}

/**
 * By number of the step: pods that were deleted after it and before the next one. Those of a Deployment are interchangeable and counted by
 * ReplicaSet, others of the same recording by name; where no Deployment has made a pod, all are listed.
 */
export function deletedPerStep({ store, names, startUs }: Replayed, steps: readonly Step[]): Record<string, unknown> {
  const byStep = new Map<number, PodRecord[]>();
  for (const pod of store.state.pods) {
    if (pod.deletionRequestedUs < 0) continue;
    const step = steps.findLastIndex(({ t }) => startUs + t * 1e6 <= pod.deletionRequestedUs);
    byStep.set(step, [...(byStep.get(step) ?? []), pod]);
  }
  const isOfDeployment = (pod: PodRecord): boolean => names.creatorOf(pod).includes("/");
  const counts = store.state.pods.some(isOfDeployment);
  const shown = (pods: readonly PodRecord[]): unknown =>
    counts
      ? countBy(pods.map((pod) => (isOfDeployment(pod) ? names.creatorOf(pod) : names.podName(pod))))
      : pods.map((pod) => names.podName(pod)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries([...byStep].map(([step, pods]) => [String(step), shown(pods)]));
}

/** How many pods were deleted. */
export function deletedPods({ store }: Replayed): number {
  return store.state.pods.filter(({ deletionRequestedUs }) => deletionRequestedUs >= 0).length;
}

/** Most pods that were neither finished nor being deleted. */
export function maxActivePods({ store: { log } }: Replayed): number {
  const active = new Set<number>();
  let most = 0;
  for (let fact = 0; fact < log.length; fact++) {
    const id = log.subject[fact]!;
    const kind = log.kind[fact] as FactKind;
    if (kind === FactKind.PodCreated) active.add(id);
    else if (ENDS.has(kind)) active.delete(id);
    most = Math.max(most, active.size);
  }
  return most;
}

const ENDS: ReadonlySet<FactKind> = new Set([
  FactKind.PodDeletionRequested,
  FactKind.PodRemoved,
  FactKind.PodSucceeded,
  FactKind.PodFailed,
]);

/** Fewest ready pods that were not being deleted, from `fromSeconds` on. */
export function minReadyPods({ store: { log, state }, startUs, endedByScript }: Replayed, fromSeconds: number): number {
  const ready = new Set<number>();
  let fewest = Infinity;
  for (let fact = 0; fact < log.length; fact++) {
    if (log.timeUs[fact]! >= startUs + fromSeconds * 1e6) fewest = Math.min(fewest, ready.size);
    const id = log.subject[fact]!;
    const kind = log.kind[fact] as FactKind;
    const becomesReady =
      (kind === FactKind.PodStarted && log.detail[fact] === STARTED_READY) ||
      (kind === FactKind.PodReadinessChanged && readinessOf(log, log.detail[fact]!));
    const isEnd = ENDS.has(kind) && !(endedByScript.has(id) && kind !== FactKind.PodDeletionRequested && kind !== FactKind.PodRemoved);
    if (becomesReady) ready.add(id);
    else if (isEnd || kind === FactKind.PodReadinessChanged) ready.delete(id);
  }
  return state.pods.length === 0 ? 0 : Math.min(fewest, ready.size);
}

/** By pod: what happened to it, in order. */
export function podLives({ store, names }: Replayed): Record<string, string[]> {
  const { log } = store;
  const lives: Record<string, string[]> = {};
  for (let fact = 0; fact < log.length; fact++) {
    const what = WORDS.get(log.kind[fact] as FactKind);
    const notReady = log.kind[fact] === FactKind.PodReadinessChanged && !readinessOf(log, log.detail[fact]!);
    const startsUnready = log.kind[fact] === FactKind.PodStarted && log.detail[fact] !== STARTED_READY;
    if (what === undefined || notReady || startsUnready) continue;
    const life = (lives[names.podName(store.state.pods[log.subject[fact]!]!)] ??= []);
    if (!life.includes(what)) life.push(what);
  }
  return lives;
}

const WORDS: ReadonlyMap<FactKind, string> = new Map([
  [FactKind.PodCreated, "created"],
  [FactKind.PodBound, "bound"],
  [FactKind.PodStarted, "ready"],
  [FactKind.PodReadinessChanged, "ready"],
  [FactKind.PodDeletionRequested, "delete"],
  [FactKind.PodRemoved, "gone"],
]);

/** By pod: the node to which it was nominated. */
export function nominated({ store, names }: Replayed): Record<string, string> {
  const { log, state } = store;
  const found: Record<string, string> = {};
  for (let fact = 0; fact < log.length; fact++) {
    if (log.kind[fact] !== FactKind.PodNominated || log.detail[fact]! < 0) continue;
    found[names.podName(state.pods[log.subject[fact]!]!)] = state.nodeName(log.detail[fact]!);
  }
  return found;
}

/** By pod: the node on which it is or was. */
export function placements({ store: { state }, names }: Replayed): Record<string, string> {
  return Object.fromEntries(state.pods.filter(({ nodeId }) => nodeId >= 0).map((pod) => [names.podName(pod), state.nodeName(pod.nodeId)]));
}

export function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
