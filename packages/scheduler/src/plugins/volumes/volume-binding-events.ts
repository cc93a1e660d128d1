/** What may give a pod refused by VolumeBinding another chance. Source: volumebinding/volume_binding.go (EventsToRegister), v1.36.2. */
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  PersistentVolumeClaim,
  StorageClass,
  TopologySelectorTerm,
} from "@orrery/sim-core/model";
import { Action } from "../../framework/index.ts";
import type { EventRegistration, HintDecision, PodInfo } from "../../framework/index.ts";
import { usesClaim } from "./claim-of-volume.ts";
import { volumeLimit } from "./provisioning-plan.ts";

export function volumeBindingEvents(): EventRegistration[] {
  const addOrUpdate = Action.Add | Action.Update;
  return [
    {
      event: { resource: "StorageClass", action: addOrUpdate },
      hint: (_pod, old, changed) => afterClassChange(old as StorageClass | undefined, changed as StorageClass),
    },
    {
      event: { resource: "PersistentVolumeClaim", action: addOrUpdate },
      hint: (pod, _old, changed) => (usesClaim(pod, changed as PersistentVolumeClaim, true) ? "Queue" : "QueueSkip"),
    },
    { event: { resource: "PersistentVolume", action: addOrUpdate } },
    { event: { resource: "Node", action: Action.Add | Action.UpdateNodeLabel } },
    {
      event: { resource: "CSINode", action: addOrUpdate },
      hint: (_pod, old, changed) => afterCsiNodeChange(old as CSINode | undefined, changed as CSINode),
    },
    {
      event: { resource: "CSIDriver", action: Action.Update },
      hint: (pod, old, changed) => afterDriverChange(pod, old as CSIDriver, changed as CSIDriver),
    },
    {
      event: { resource: "CSIStorageCapacity", action: addOrUpdate },
      hint: (_pod, old, changed) => afterCapacityChange(old as CSIStorageCapacity | undefined, changed as CSIStorageCapacity),
    },
  ];
}

/** A new class, or one with other topologies. */
function afterClassChange(old: StorageClass | undefined, changed: StorageClass): HintDecision {
  return old !== undefined && topologyText(old.allowedTopologies) === topologyText(changed.allowedTopologies) ? "QueueSkip" : "Queue";
}

/** Absent and empty lists are the same; order counts. */
function topologyText(terms: readonly TopologySelectorTerm[] | undefined): string {
  return JSON.stringify((terms ?? []).map((term) => (term.matchLabelExpressions ?? []).map(({ key, values }) => [key, values ?? []])));
}

/** A new CSINode, or one whose built-in drivers moved to CSI. */
function afterCsiNodeChange(old: CSINode | undefined, changed: CSINode): HintDecision {
  const key = "storage.alpha.kubernetes.io/migrated-plugins";
  if (old === undefined) return "Queue";
  return (old.metadata.annotations?.[key] ?? "") === (changed.metadata.annotations?.[key] ?? "") ? "QueueSkip" : "Queue";
}

/** Capacity is no longer tracked. As in Go, only inline CSI volumes of the pod are looked at. */
function afterDriverChange(pod: PodInfo, old: CSIDriver, changed: CSIDriver): HintDecision {
  const isUsed = (pod.pod.spec.volumes ?? []).some((volume) => volume.csi?.driver === changed.metadata.name);
  return isUsed && old.spec?.storageCapacity === true && changed.spec?.storageCapacity !== true ? "Queue" : "QueueSkip";
}

/** New capacity, or room for larger volumes than before. */
function afterCapacityChange(old: CSIStorageCapacity | undefined, changed: CSIStorageCapacity): HintDecision {
  if (old === undefined) return "Queue";
  const before = volumeLimit(old);
  const now = volumeLimit(changed);
  return now !== undefined && (before === undefined || now.value() > before.value()) ? "Queue" : "QueueSkip";
}
