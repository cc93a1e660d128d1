/** What a DaemonSet does about one node: create a pod, delete some, or nothing. */
import type { Backoff, BackoffSettings } from "../../model/index.ts";
import { isPodAvailable } from "../replica-pod.ts";
import { type DaemonPod, daemonPodOrder } from "./daemon-pod.ts";
import type { DaemonPlacement } from "./daemon-placement.ts";

export interface DaemonNodeSettings {
  /** The update strategy has a maxSurge above 0: two pods may be on a node for a while. */
  readonly allowsSurge: boolean;
  readonly minReadySeconds: number;
}

export interface DaemonNodePlan {
  readonly create: boolean;
  /** Names, in the order of deletion. */
  readonly delete: readonly string[];
  /** A failed pod is left for now; look again after this time. */
  readonly retryAfterUs?: number;
}

/** Delays between deletions of failed pods of a node. Source: cmd/kube-controller-manager/app/apps.go. */
export const FAILED_DAEMON_POD_BACKOFF: BackoffSettings = { initialUs: 1_000_000, maxUs: 900_000_000 };

/**
 * Failed pods are deleted with back-off, succeeded ones at once, and what is too many; nothing is created beside a pod
 * that is being deleted, unless surging.
 *
 * @param pods the DaemonSet's pods on or meant for the node, without terminated ones that are being deleted.
 * @param failed back-off of failed pods; a deletion is noted under `failedKey` (DaemonSet, its observed generation, node).
 * Source: pkg/controller/daemon/daemon_controller.go, podsShouldBeOnNode.
 */
export function daemonPodsOnNode(
  pods: readonly DaemonPod[],
  placement: DaemonPlacement,
  settings: DaemonNodeSettings,
  failed: Backoff,
  failedKey: string,
  nowUs: number,
): DaemonNodePlan {
  if (placement.shouldRun && pods.length === 0) return { create: true, delete: [] };
  const staying = pods.filter(({ deleting }) => !deleting);
  if (!placement.shouldContinueRunning) return { create: false, delete: staying.map(({ name }) => name) };

  const deleted: string[] = [];
  let retryAfterUs: number | undefined;
  const running: DaemonPod[] = [];
  for (const pod of staying) {
    if (pod.phase === "Succeeded") deleted.push(pod.name);
    else if (pod.phase !== "Failed") running.push(pod);
    else if (failed.isInBackOffSinceUpdate(failedKey, nowUs)) retryAfterUs = failed.delayUs(failedKey);
    else {
      failed.next(failedKey, nowUs, nowUs);
      deleted.push(pod.name);
    }
  }
  running.sort(daemonPodOrder);
  deleted.push(...(settings.allowsSurge ? surplusWhileSurging(running, settings, nowUs) : running.slice(1).map(({ name }) => name)));
  const create = settings.allowsSurge && running.length === 0 && placement.shouldRun;
  return retryAfterUs === undefined ? { create, delete: deleted } : { create, delete: deleted, retryAfterUs };
}

/** All but the oldest new and the oldest old pod; the old one too once it is not ready, or the new one is available. */
function surplusWhileSurging(running: readonly DaemonPod[], { minReadySeconds }: DaemonNodeSettings, nowUs: number): string[] {
  const updated = running.find(({ isUpdated }) => isUpdated);
  const old = running.find(({ isUpdated }) => !isUpdated);
  const surplus = running.filter((pod) => pod !== updated && pod !== old);
  if (updated !== undefined && old !== undefined && (old.readySinceUs === undefined || isPodAvailable(updated, minReadySeconds, nowUs))) {
    surplus.push(old);
  }
  return surplus.map(({ name }) => name);
}
