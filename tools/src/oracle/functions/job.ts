/** Runs the recorded cases of the family `job`. */
import {
  countIndexes,
  failedIndexes,
  hasIndex,
  type IndexedPod,
  indexedPodsForRemoval,
  type IndexIntervals,
  indexIntervalsText,
  type JobBackoff,
  matchPodFailurePolicy,
  matchSuccessPolicy,
  mergeIndexes,
  nextJobBackoff,
  NO_JOB_BACKOFF,
  parseCompletionIndex,
  parseFailureCount,
  parseIndexes,
  podFinishedUs,
  type PodFailureRule,
  remainingBackoffUs,
  remainingIndexBackoffUs,
  succeededIndexes,
  type SuccessRule,
} from "@orrery/sim-core/controllers/job";
import type { ContainerStatus, Pod } from "@orrery/sim-core/model";
import { readPods } from "./pod-ranking.ts";
import type { FunctionTable, RecordedFunction } from "./recorded-case.ts";

export const jobFunctions: FunctionTable = new Map<string, RecordedFunction>([
  ["getRemainingTimeForFailuresCount", remaining],
  ["backoffRecordSequence", backoffSequence],
  ["getFinishedTime", ({ pod }) => finishedUs(pod as Pod) / SECOND_US],
  [
    "getRemainingTimePerIndex",
    ({ lastFailedPod, now }) => {
      const pod = lastFailedPod as Pod;
      const annotation = (name: string): number => parseFailureCount(pod.metadata.annotations?.[`batch.kubernetes.io/${name}`]);
      const counted = annotation("job-index-failure-count");
      const ignored = annotation("job-index-ignored-failure-count");
      return remainingIndexBackoffUs(counted, ignored, finishedUs(pod), (now as number) * SECOND_US) / SECOND_US;
    },
  ],
  ["parseIndexesFromString", ({ s, completions }) => intervals(parseIndexes(s as string, completions as number))],
  ["orderedIntervals.merge", merge],
  ["calculateIndexes", indexes],
  [
    "activePodsForRemoval",
    (input) => {
      const pods = readPods(input.pods);
      const byPod = new Map(pods.map((pod, i) => [pod, parseCompletionIndex((input.indexes as string[])[i])]));
      return indexedPodsForRemoval(pods, (pod) => byPod.get(pod), input.completions as number, input.rmAtLeast as number).map(
        ({ name }) => name,
      );
    },
  ],
  ["matchPodFailurePolicy", failurePolicy],
  [
    "matchSuccessPolicy",
    ({ policy, completions, succeededIndexes: succeeded }) => {
      const { rules } = policy as { rules: SuccessRule[] };
      const met = matchSuccessPolicy(rules, completions as number, parseIndexes(succeeded as string, completions as number));
      return met === undefined ? { met: false, message: "" } : { met: true, message: `Matched rules at index ${met}` };
    },
  ],
]);

const SECOND_US = 1_000_000;

function remaining(input: Record<string, unknown>): unknown {
  const { failures, sinceLastFailureSeconds, defaultBackoffSeconds, maxBackoffSeconds } = input as Record<string, number>;
  const leftUs = remainingBackoffUs(
    { failures: failures!, lastFailureUs: 0 },
    sinceLastFailureSeconds! * SECOND_US,
    defaultBackoffSeconds! * SECOND_US,
    maxBackoffSeconds! * SECOND_US,
  );
  return { remainingSeconds: leftUs / SECOND_US };
}

function backoffSequence(input: Record<string, unknown>): unknown {
  let backoff: JobBackoff = NO_JOB_BACKOFF;
  const syncs = input.syncs as { newSucceededFinishedAt: number[]; newFailedFinishedAt: number[]; now: number }[];
  return syncs.map(({ newSucceededFinishedAt, newFailedFinishedAt, now }) => {
    const micros = (seconds: number): number => seconds * SECOND_US;
    backoff = nextJobBackoff(backoff, newSucceededFinishedAt.map(micros), newFailedFinishedAt.map(micros));
    return {
      failuresAfterLastSuccess: backoff.failures,
      remainingSeconds: remainingBackoffUs(backoff, micros(now)) / SECOND_US,
      ...(backoff.lastFailureUs === undefined ? {} : { lastFailureTime: backoff.lastFailureUs / SECOND_US }),
    };
  });
}

/** Microseconds after the zero of the recordings; undefined for a missing time. */
function instantUs(timestamp: string | null | undefined): number | undefined {
  return timestamp ? (Date.parse(timestamp) - Date.parse("2026-01-01T00:00:00Z")) * 1000 : undefined;
}

function terminated(status: ContainerStatus): { exitCode?: number; finishedAt?: string } | undefined {
  return (status.state as { terminated?: { exitCode?: number; finishedAt?: string } } | undefined)?.terminated;
}

function finishedUs({ metadata, spec, status }: Pod): number {
  const sidecars = new Set((spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always").map(({ name }) => name));
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const when = (container: ContainerStatus): number | undefined => instantUs(terminated(container)?.finishedAt);
  return podFinishedUs({
    containersUs: (status?.containerStatuses ?? []).map(when),
    sidecarsUs: (status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)).map(when),
    notReadySinceUs: ready?.status === "False" ? instantUs(ready.lastTransitionTime) : undefined,
    deletionUs: instantUs(metadata.deletionTimestamp),
    deletionGraceSeconds: metadata.deletionGracePeriodSeconds ?? 0,
    createdUs: instantUs(metadata.creationTimestamp) ?? 0,
  });
}

function intervals(found: IndexIntervals): { string: string; total: number } {
  return { string: indexIntervalsText(found), total: countIndexes(found) };
}

function merge(input: Record<string, unknown>): unknown {
  const { a, b, completions } = input as { a: string; b: string; completions: number };
  const merged = mergeIndexes(parseIndexes(a, completions), parseIndexes(b, completions));
  const has = Array.from({ length: completions }, (_, index) => index).filter((index) => hasIndex(merged, index));
  return { ...intervals(merged), has };
}

interface RecordedIndexedPod {
  index?: string;
  phase: IndexedPod["phase"];
  deleting?: boolean;
  finalizer: boolean;
  indexFailureCount?: string;
}

function indexes(input: Record<string, unknown>): unknown {
  const completions = input.completions as number;
  const before = parseIndexes(input.completedIndexes as string, completions);
  const pods = (input.pods as RecordedIndexedPod[]).map((pod): IndexedPod => ({
    index: parseCompletionIndex(pod.index),
    phase: pod.phase,
    deleting: pod.deleting === true,
    isUncounted: pod.finalizer,
    indexFailures: parseFailureCount(pod.indexFailureCount),
  }));
  const replacement = input.podReplacementPolicy === "Failed" ? "Failed" : "TerminatingOrFailed";
  return {
    previous: intervals(before),
    succeeded: intervals(succeededIndexes(before, completions, pods)),
    failed: intervals(failedIndexes([], completions, pods, input.backoffLimitPerIndex as number, replacement)),
  };
}

function failurePolicy(input: Record<string, unknown>): unknown {
  const { metadata, status } = input.pod as Pod;
  const containers = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return matchPodFailurePolicy((input.policy as { rules: PodFailureRule[] }).rules, {
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    containers: containers.map((container) => ({ name: container.name, exitCode: terminated(container)?.exitCode })),
    conditions: status?.conditions ?? [],
  });
}
