/**
 * A pod in the scheduling queue, with what the queue remembers of its attempts. Source: pkg/scheduler/framework/types.go (QueuedPodInfo).
 */
import type { PodInfo } from "../framework/index.ts";

export interface QueuedPod {
  /** The pod as of its last update. The host replaces it by the newest version before it hands a pod back. */
  podInfo: PodInfo;
  /** How often the pod was popped. */
  attempts: number;
  /** When the pod was added, or came back after its last attempt. Orders pods of equal priority; moves between sub-queues keep it. */
  timestampUs: number;
  /** Refines `timestampUs` where two pods share a microsecond: set together with it, from one counter. */
  sequence: number;
  /** When the pod was first added to the queue. */
  arrivedUs: number;
  /** When the pod first entered the active queue (later than `arrivedUs` for gated pods). */
  initialAttemptTimestampUs: number | undefined;
  /** When the running or last attempt began. */
  poppedUs: number | undefined;
  /** Plugins that refused the pod in its last attempt, or keep it out of the active queue. */
  unschedulablePlugins: Set<string>;
  /** Plugins that answered Pending: when one of their hints says Queue, the pod skips its back-off. */
  pendingPlugins: Set<string>;
  /** Attempts that ended with a refusal. Never reset while the pod is pending. */
  unschedulableCount: number;
  /** Attempts in a row that ended with an error. */
  consecutiveErrorsCount: number;
  /** The PreEnqueue plugin that keeps the pod out, or "". */
  gatingPlugin: string;
  /** Whole second at which the back-off ends; undefined until asked for after an attempt. */
  backoffExpiryUs: number | undefined;
  /** The pod left the unschedulable pool last because of the five-minute timeout: some queueing hint may have missed an event. */
  wasFlushedFromUnschedulable: boolean;
}

/** A pod that enters the queue at `nowUs`. */
export function newQueuedPod(podInfo: PodInfo, nowUs: number, sequence: number): QueuedPod {
  return {
    podInfo,
    attempts: 0,
    timestampUs: nowUs,
    sequence,
    arrivedUs: nowUs,
    initialAttemptTimestampUs: undefined,
    poppedUs: undefined,
    unschedulablePlugins: new Set(),
    pendingPlugins: new Set(),
    unschedulableCount: 0,
    consecutiveErrorsCount: 0,
    gatingPlugin: "",
    backoffExpiryUs: undefined,
    wasFlushedFromUnschedulable: false,
  };
}

/**
 * Records who refused the pod in the attempt that just failed, before it is handed back. Both empty: the attempt ended with an error.
 * What earlier attempts left is forgotten (Go: ClearRejectorPlugins).
 */
export function recordRejection(
  queued: QueuedPod,
  unschedulablePlugins: Iterable<string> = [],
  pendingPlugins: Iterable<string> = [],
): void {
  queued.unschedulablePlugins = new Set(unschedulablePlugins);
  queued.pendingPlugins = new Set(pendingPlugins);
  queued.gatingPlugin = "";
}

export function isGated(queued: QueuedPod): boolean {
  return queued.gatingPlugin !== "";
}

/** No plugin refused it: the last attempt ended with an error, or there was none. */
export function hasNoRejector(queued: QueuedPod): boolean {
  return queued.unschedulablePlugins.size === 0 && queued.pendingPlugins.size === 0;
}

/** The profile a pod asks for; the API server fills in the default. */
export function schedulerNameOf(podInfo: PodInfo): string {
  return podInfo.template.spec.schedulerName || "default-scheduler";
}
