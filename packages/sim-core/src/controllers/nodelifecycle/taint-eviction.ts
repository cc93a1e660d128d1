/** When a pod leaves a node that has taints with effect NoExecute. Times in microseconds. */
import type { Taint, Toleration } from "../../model/index.ts";
import { matchingTolerations, minTolerationSeconds } from "./toleration-time.ts";

export interface PodEviction {
  readonly allTolerated: boolean;
  /** Seconds from now until the pod is deleted; 0: now, Infinity: never. */
  readonly afterSeconds: number;
}

/**
 * Whether and when a pod has to go because of these taints.
 *
 * @param taints those with effect NoExecute, at least one.
 * Source: pkg/controller/tainteviction/taint_eviction.go, processPodOnNode.
 */
export function podEviction(taints: readonly Taint[], tolerations: readonly Toleration[], comparisonOperators = false): PodEviction {
  const used = matchingTolerations(taints, tolerations, comparisonOperators);
  return used === undefined ? { allTolerated: false, afterSeconds: 0 } : { allTolerated: true, afterSeconds: minTolerationSeconds(used) };
}

/** A deletion that has been scheduled. */
export interface EvictionSchedule {
  readonly createdUs: number;
  readonly fireUs: number;
}

/**
 * The deletion that is scheduled after a node's NoExecute taints or a pod's tolerations changed; undefined: none. One that
 * was scheduled before stays as it is while all taints are tolerated for a limited time, whatever that time is now.
 *
 * Source: pkg/controller/tainteviction/taint_eviction.go, processPodOnNode, handleNodeUpdate.
 */
export function nextEviction(
  scheduled: EvictionSchedule | undefined,
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  nowUs: number,
): EvictionSchedule | undefined {
  if (taints.length === 0) return undefined;
  const { allTolerated, afterSeconds } = podEviction(taints, tolerations);
  if (!allTolerated) return { createdUs: nowUs, fireUs: nowUs };
  if (afterSeconds === Infinity) return undefined;
  if (scheduled !== undefined && scheduled.createdUs < nowUs) return scheduled;
  return { createdUs: nowUs, fireUs: nowUs + afterSeconds * 1_000_000 };
}
