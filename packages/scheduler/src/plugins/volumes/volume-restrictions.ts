/**
 * VolumeRestrictions: refuses nodes where a disk that cannot be shared is in use, and every node while a ReadWriteOncePod claim is in use.
 * Source: pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go, Kubernetes v1.36.2.
 */
import type { PersistentVolumeClaim, Pod, Volume } from "@orrery/sim-core/model";
import { Action, unresolvable, unschedulable } from "../../framework/index.ts";
import type { Handle, Plugin, PodInfo } from "../../framework/index.ts";
import { usesClaim } from "./claim-of-volume.ts";
import { conflictsWith, isRestrictedDisk } from "./disk-conflict.ts";
import { claimNotFound } from "./not-found.ts";
import { hasNoVolumes, SKIPPED } from "./skipped.ts";
import { volumesSignature } from "./volumes-signature.ts";

export const VOLUME_RESTRICTIONS = "VolumeRestrictions";

export interface VolumeRestrictionsState {
  /** The pod's own volumes that may not be shared freely. */
  readonly disks: readonly Volume[];
  /** Names of the pod's ReadWriteOncePod claims. */
  readonly singlePodClaims: ReadonlySet<string>;
  /** How many uses of those claims by placed pods stand in the way. */
  conflicts: number;
}

const DISK_CONFLICT = unschedulable(VOLUME_RESTRICTIONS, "node(s) had no available disk");
const CLAIM_CONFLICT = unschedulable(
  VOLUME_RESTRICTIONS,
  "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod",
);

/** The plugin; it takes no arguments. */
export function newVolumeRestrictions(_args: Record<string, unknown>, handle: Handle): Plugin<VolumeRestrictionsState> {
  const claims = handle.listers.persistentVolumeClaims;
  return {
    name: VOLUME_RESTRICTIONS,
    filterReads: "cluster",
    signPod: volumesSignature,

    preFilter({ pod, snapshot }) {
      if (hasNoVolumes(pod)) return SKIPPED;
      const volumes = pod.pod.spec.volumes ?? [];
      const singlePodClaims = new Set<string>();
      for (const volume of volumes) {
        if (volume.persistentVolumeClaim === undefined) continue;
        const name = volume.persistentVolumeClaim.claimName ?? "";
        const claim = claims.get(`${pod.namespace}/${name}`);
        if (claim === undefined) return { status: unresolvable(VOLUME_RESTRICTIONS, claimNotFound(name)) };
        if (claim.spec.accessModes?.includes("ReadWriteOncePod")) singlePodClaims.add(name);
      }
      const disks = volumes.filter(isRestrictedDisk);
      let conflicts = 0;
      for (const name of singlePodClaims) if (snapshot.isClaimUsed(`${pod.namespace}/${name}`)) conflicts += 1;
      if (disks.length === 0 && conflicts === 0) return SKIPPED;
      return { state: { disks, singlePodClaims, conflicts } };
    },

    filter(state, _pod, node) {
      for (const disk of state.disks) {
        for (const other of node.pods) if (conflictsWith(disk, other.pod)) return DISK_CONFLICT;
      }
      return state.conflicts > 0 ? CLAIM_CONFLICT : undefined;
    },

    addPod(state, _pod, added) {
      state.conflicts += usesByName(state, added);
      return undefined;
    },
    removePod(state, _pod, removed) {
      state.conflicts -= usesByName(state, removed);
      return undefined;
    },
    cloneState: (state) => ({ ...state }),

    eventsToRegister: () => [
      { event: { resource: "Pod", action: Action.Delete }, hint: (pod, deleted) => (mayFree(pod, deleted as Pod) ? "Queue" : "QueueSkip") },
      { event: { resource: "Node", action: Action.Add } },
      {
        event: { resource: "PersistentVolumeClaim", action: Action.Add },
        hint: (pod, _old, added) => (usesClaim(pod, added as PersistentVolumeClaim, false) ? "Queue" : "QueueSkip"),
      },
    ],
  };
}

/** As in Go, the names are compared without their namespaces: a preemption dry run may count a like-named claim elsewhere. */
function usesByName(state: VolumeRestrictionsState, pod: PodInfo): number {
  let uses = 0;
  for (const volume of pod.pod.spec.volumes ?? []) {
    if (volume.persistentVolumeClaim !== undefined && state.singlePodClaims.has(volume.persistentVolumeClaim.claimName)) uses += 1;
  }
  return uses;
}

/** Whether the end of `deleted` may free a disk or claim of `pod`. The claim's access mode is not looked at, as in Go. */
function mayFree(pod: PodInfo, deleted: Pod): boolean {
  if ((deleted.metadata.namespace ?? "default") !== pod.namespace) return false;
  const volumes = pod.pod.spec.volumes ?? [];
  if (volumes.some((volume) => isRestrictedDisk(volume) && conflictsWith(volume, deleted))) return true;
  const names = new Set(volumes.flatMap((volume) => (volume.persistentVolumeClaim ? [volume.persistentVolumeClaim.claimName] : [])));
  return (deleted.spec.volumes ?? []).some(
    (volume) => volume.persistentVolumeClaim !== undefined && names.has(volume.persistentVolumeClaim.claimName),
  );
}
