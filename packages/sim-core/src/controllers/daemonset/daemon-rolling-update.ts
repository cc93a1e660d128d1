/** One pass of a DaemonSet's rolling update over its nodes. */
import { isPodAvailable } from "../replica-pod.ts";
import type { DaemonPod } from "./daemon-pod.ts";
import type { DaemonUpdateLimits } from "./daemon-update-limits.ts";

/** A node that should run a pod or has one. */
export interface DaemonNode {
  readonly name: string;
  readonly pods: readonly DaemonPod[];
  readonly shouldRun: boolean;
}

export interface DaemonUpdate {
  /** Names of pods. */
  readonly delete: readonly string[];
  /** Names of nodes. */
  readonly create: readonly string[];
}

/**
 * Which old pods go and, when surging, where new ones come. Among equal candidates those of earlier nodes are chosen; the
 * real controller takes nodes in random order.
 *
 * Source: pkg/controller/daemon/update.go, rollingUpdate.
 */
export function daemonRollingUpdate(
  nodes: readonly DaemonNode[],
  limits: DaemonUpdateLimits,
  minReadySeconds: number,
  nowUs: number,
): DaemonUpdate {
  const isAvailable = (pod: DaemonPod): boolean => isPodAvailable(pod, minReadySeconds, nowUs);
  return limits.maxSurge === 0
    ? { delete: replaceInPlace(nodes, limits.maxUnavailable, isAvailable), create: [] }
    : surge(nodes, limits.maxSurge, isAvailable);
}

/** Old pods that are not available go anyway; of the others as many as may be unavailable. */
function replaceInPlace(nodes: readonly DaemonNode[], maxUnavailable: number, isAvailable: (pod: DaemonPod) => boolean): string[] {
  const replaced: string[] = [];
  const candidates: string[] = [];
  let unavailable = 0;
  for (const { pods } of nodes) {
    const found = newAndOld(pods);
    if (found === undefined || (found.updated === undefined) === (found.old === undefined)) unavailable++;
    else if (found.updated !== undefined) unavailable += isAvailable(found.updated) ? 0 : 1;
    else if (!isAvailable(found.old!)) {
      replaced.push(found.old!.name);
      unavailable++;
    } else if (unavailable < maxUnavailable) candidates.push(found.old!.name);
  }
  return [...replaced, ...candidates.slice(0, Math.max(maxUnavailable - unavailable, 0))];
}

/** New pods come beside old ones, at once where the old one is not available; an old pod goes when the new one is available. */
function surge(nodes: readonly DaemonNode[], maxSurge: number, isAvailable: (pod: DaemonPod) => boolean): DaemonUpdate {
  const deleted: string[] = [];
  const misplaced: string[] = [];
  const needed: string[] = [];
  const candidates: string[] = [];
  let surging = 0;
  let available = 0;
  for (const { name, pods, shouldRun } of nodes) {
    const found = newAndOld(pods);
    if (found === undefined) {
      surging++;
      continue;
    }
    const { updated, old } = found;
    const counted = old ?? updated;
    if (counted !== undefined && isAvailable(counted)) available++;
    if (old === undefined) continue;
    if (updated !== undefined) {
      if (isAvailable(updated)) deleted.push(old.name);
      else surging++;
    } else if (!isAvailable(old)) {
      if (shouldRun) needed.push(name);
      else deleted.push(old.name);
    } else if (!shouldRun) misplaced.push(old.name);
    else if (surging < maxSurge) candidates.push(name);
  }
  const desired = nodes.filter(({ shouldRun }) => shouldRun).length;
  deleted.push(...misplaced.slice(0, Math.max(available - desired, 0)));
  return { delete: deleted, create: [...needed, ...candidates.slice(0, Math.max(maxSurge - surging, 0))] };
}

/** The new and the old pod of a node, terminating ones left out; undefined when there is more than one of a kind. */
function newAndOld(pods: readonly DaemonPod[]): { readonly updated?: DaemonPod; readonly old?: DaemonPod } | undefined {
  const updated = pods.filter(({ deleting, isUpdated }) => !deleting && isUpdated);
  const old = pods.filter(({ deleting, isUpdated }) => !deleting && !isUpdated);
  return updated.length > 1 || old.length > 1 ? undefined : { updated: updated[0], old: old[0] };
}
