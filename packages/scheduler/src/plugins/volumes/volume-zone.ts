/**
 * VolumeZone: refuses nodes outside the zone or region named by the labels of the pod's bound volumes.
 * Source: pkg/scheduler/framework/plugins/volumezone/volume_zone.go, Kubernetes v1.36.2.
 */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from "@orrery/sim-core/model";
import { Action, unresolvable } from "../../framework/index.ts";
import type { Handle, HintDecision, Listers, Plugin, PodInfo, Status } from "../../framework/index.ts";
import { claimClass } from "./claim-class.ts";
import { usesClaim } from "./claim-of-volume.ts";
import { claimNotFound, storageClassNotFound, volumeNotFound } from "./not-found.ts";
import { hasNoVolumes, SKIPPED } from "./skipped.ts";
import { nodeInTopologies, sameTopologies, volumeTopologies } from "./volume-zone-labels.ts";
import type { VolumeTopology } from "./volume-zone-labels.ts";
import { volumesSignature } from "./volumes-signature.ts";

export const VOLUME_ZONE = "VolumeZone";

const ZONE_CONFLICT = unresolvable(VOLUME_ZONE, "node(s) had no available volume zone");

/** The plugin; it takes no arguments. Its state are the topologies of the pod's bound volumes. */
export function newVolumeZone(_args: Record<string, unknown>, handle: Handle): Plugin<readonly VolumeTopology[]> {
  return {
    name: VOLUME_ZONE,
    filterReads: "cluster",
    signPod: volumesSignature,

    preFilter({ pod }) {
      if (hasNoVolumes(pod)) return SKIPPED;
      const topologies: VolumeTopology[] = [];
      for (const volume of pod.pod.spec.volumes ?? []) {
        if (volume.persistentVolumeClaim === undefined) continue;
        const status = collect(handle.listers, pod, volume.persistentVolumeClaim.claimName ?? "", topologies);
        if (status !== undefined) return { status };
      }
      return topologies.length === 0 ? SKIPPED : { state: topologies };
    },

    filter: (topologies, _pod, node) => (nodeInTopologies(node.labels, topologies) ? undefined : ZONE_CONFLICT),

    eventsToRegister: () => [
      { event: { resource: "StorageClass", action: Action.Add }, hint: (_pod, _old, added) => afterClassAdded(added as StorageClass) },
      { event: { resource: "Node", action: Action.Add | Action.UpdateNodeLabel } },
      {
        event: { resource: "PersistentVolumeClaim", action: Action.Add | Action.Update },
        hint: (pod, _old, changed) => (usesClaim(pod, changed as PersistentVolumeClaim, false) ? "Queue" : "QueueSkip"),
      },
      {
        event: { resource: "PersistentVolume", action: Action.Add | Action.Update },
        hint: (_pod, old, changed) => afterVolumeChange(old as PersistentVolume | undefined, changed as PersistentVolume),
      },
    ],
  };
}

/** Adds the topologies of the volume behind the claim; answers why no node can do. */
function collect(listers: Listers, pod: PodInfo, claimName: string, out: VolumeTopology[]): Status | undefined {
  if (claimName === "") return unresolvable(VOLUME_ZONE, "PersistentVolumeClaim had no name");
  const claim = listers.persistentVolumeClaims.get(`${pod.namespace}/${claimName}`);
  if (claim === undefined) return unresolvable(VOLUME_ZONE, claimNotFound(claimName));
  const volumeName = claim.spec.volumeName ?? "";
  if (volumeName === "") return unboundStatus(listers, claim);
  const volume = listers.persistentVolumes.get(volumeName);
  if (volume === undefined) return unresolvable(VOLUME_ZONE, volumeNotFound(volumeName));
  out.push(...volumeTopologies(volume));
  return undefined;
}

/** A claim without a volume is only fine when its class waits for the first consumer. */
function unboundStatus(listers: Listers, claim: PersistentVolumeClaim): Status | undefined {
  const className = claimClass(claim);
  if (className === "") return unresolvable(VOLUME_ZONE, "PersistentVolumeClaim had no pv name and storageClass name");
  const storageClass = listers.storageClasses.get(className);
  if (storageClass === undefined) return unresolvable(VOLUME_ZONE, storageClassNotFound(className));
  const mode = storageClass.volumeBindingMode;
  if (mode === undefined) return unresolvable(VOLUME_ZONE, `VolumeBindingMode not set for StorageClass ${JSON.stringify(className)}`);
  return mode === "WaitForFirstConsumer" ? undefined : unresolvable(VOLUME_ZONE, "PersistentVolume had no name");
}

function afterClassAdded(added: StorageClass): HintDecision {
  return added.volumeBindingMode === "WaitForFirstConsumer" ? "Queue" : "QueueSkip";
}

function afterVolumeChange(old: PersistentVolume | undefined, changed: PersistentVolume): HintDecision {
  if (old === undefined) return "Queue";
  return sameTopologies(volumeTopologies(old), volumeTopologies(changed)) ? "QueueSkip" : "Queue";
}
