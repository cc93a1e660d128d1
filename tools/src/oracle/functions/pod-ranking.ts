/** Runs the recorded cases of the family `pod-ranking`. */
import { type ReplicaPod, type ReplicaPodPhase, sortByLess } from "@orrery/sim-core/controllers";
import {
  activePodBefore,
  parseDeletionCost,
  podsToDelete,
  type RankedPod,
  rankedPodBefore,
  rankPod,
  relatedPodsOnNode,
} from "@orrery/sim-core/controllers/replicaset";
import type { FunctionTable, RecordedFunction } from "./recorded-case.ts";

export const podRankingFunctions: FunctionTable = new Map<string, RecordedFunction>([
  [
    "ActivePodsWithRanks",
    (input) => {
      const ranked = readRanked(input);
      return {
        order: sortByLess(ranked, rankedPodBefore).map(({ pod }) => pod.name),
        strictWeakOrder: isStrictWeakOrder(ranked, rankedPodBefore),
      };
    },
  ],
  [
    "ActivePodsWithRanks.Less",
    (input) => {
      const [first, second] = readRanked(input);
      return { firstBeforeSecond: rankedPodBefore(first!, second!), secondBeforeFirst: rankedPodBefore(second!, first!) };
    },
  ],
  [
    "ActivePods",
    (input) => {
      const pods = readPods(input.pods);
      return {
        order: sortByLess(pods, activePodBefore).map(({ name }) => name),
        strictWeakOrder: isStrictWeakOrder(pods, activePodBefore),
      };
    },
  ],
  [
    "getPodsToDelete",
    (input) => {
      const pods = readPods(input.pods);
      const related = [...pods, ...readPods(input.otherRelatedPods)];
      const onNode = relatedPodsOnNode(related);
      return {
        rank: pods.map(({ node }) => onNode.get(node) ?? 0),
        delete: podsToDelete(pods, related, input.diff as number, micros(input.now as number)).map(({ name }) => name),
      };
    },
  ],
]);

/** A pod as the recordings write it down. */
export interface RecordedRankPod {
  name: string;
  uid: string;
  node?: string;
  phase: string;
  ready?: boolean;
  readyTransition?: number;
  created: number;
  deletionCost?: string;
  restarts?: number[];
  sidecarRestarts?: number[];
  deleting?: boolean;
}

type NamedPod = ReplicaPod & { readonly name: string };

export function readPods(recorded: unknown): NamedPod[] {
  return ((recorded ?? []) as RecordedRankPod[]).map((pod) => ({
    name: pod.name,
    uid: pod.uid,
    node: pod.node ?? "",
    phase: pod.phase as ReplicaPodPhase,
    readySinceUs: pod.ready === true && pod.readyTransition !== undefined ? micros(pod.readyTransition) : undefined,
    createdUs: micros(pod.created),
    deletionCost: parseDeletionCost(pod.deletionCost),
    restarts: Math.max(0, ...(pod.restarts ?? [])),
    sidecarRestarts: Math.max(0, ...(pod.sidecarRestarts ?? [])),
    deleting: pod.deleting === true,
  }));
}

function readRanked(input: Record<string, unknown>): RankedPod<NamedPod>[] {
  const rank = input.rank as number[];
  const nowUs = input.now === undefined ? undefined : micros(input.now as number);
  return readPods(input.pods).map((pod, i) => rankPod(pod, rank[i]!, nowUs));
}

function micros(seconds: number): number {
  return Math.round(seconds * 1_000_000);
}

/** Whether the comparison never contradicts itself on these items. */
function isStrictWeakOrder<T>(items: readonly T[], less: (left: T, right: T) => boolean): boolean {
  const isEqual = (left: T, right: T): boolean => !less(left, right) && !less(right, left);
  for (const a of items) {
    if (less(a, a)) return false;
    for (const b of items) {
      if (less(a, b) && less(b, a)) return false;
      for (const c of items) {
        if (less(a, b) && less(b, c) && !less(a, c)) return false;
        if (isEqual(a, b) && isEqual(b, c) && !isEqual(a, c)) return false;
      }
    }
  }
  return true;
}
