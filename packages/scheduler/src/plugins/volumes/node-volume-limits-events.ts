/** What may give a pod refused by NodeVolumeLimits another chance. Source: nodevolumelimits/csi.go (EventsToRegister), v1.36.2. */
import type { CSINode, PersistentVolumeClaim, Pod, VolumeAttachment } from "@orrery/sim-core/model";
import { Action } from "../../framework/index.ts";
import type { EventRegistration, HintDecision, PodInfo } from "../../framework/index.ts";
import { usesClaim } from "./claim-of-volume.ts";
import { inTreePluginOf, translateInlineVolume } from "./in-tree-migration.ts";

export function nodeVolumeLimitsEvents(): EventRegistration[] {
  return [
    { event: { resource: "CSINode", action: Action.Add } },
    {
      event: { resource: "CSINode", action: Action.Update },
      hint: (_pod, old, changed) => afterLimitChange(old as CSINode, changed as CSINode),
    },
    { event: { resource: "Pod", action: Action.Delete }, hint: (_pod, deleted) => afterPodDeleted(deleted as Pod) },
    {
      event: { resource: "PersistentVolumeClaim", action: Action.Add },
      hint: (pod, _old, added) => (usesClaim(pod, added as PersistentVolumeClaim, true) ? "Queue" : "QueueSkip"),
    },
    {
      event: { resource: "VolumeAttachment", action: Action.Delete },
      hint: (pod, deleted) => afterDetach(pod, deleted as VolumeAttachment),
    },
  ];
}

/** A driver that has a higher count than before; none counts as 0. */
function afterLimitChange(old: CSINode, changed: CSINode): HintDecision {
  const before = new Map((old.spec.drivers ?? []).map((driver) => [driver.name, driver.allocatable?.count ?? 0]));
  const rose = (changed.spec.drivers ?? []).some((driver) => (driver.allocatable?.count ?? 0) > (before.get(driver.name) ?? 0));
  return rose ? "Queue" : "QueueSkip";
}

/** A pod that had a place and a volume that may have been attached. */
function afterPodDeleted(deleted: Pod): HintDecision {
  if (!deleted.spec.nodeName && !deleted.status?.nominatedNodeName) return "QueueSkip";
  const attached = (deleted.spec.volumes ?? []).some(
    (volume) => volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined || inTreePluginOf(volume) !== undefined,
  );
  return attached ? "Queue" : "QueueSkip";
}

function afterDetach(pod: PodInfo, deleted: VolumeAttachment): HintDecision {
  for (const volume of pod.pod.spec.volumes ?? []) {
    if (volume.persistentVolumeClaim !== undefined) return "Queue";
    const plugin = inTreePluginOf(volume);
    if (plugin === undefined) continue;
    // A volume that cannot be translated is an error in Go, and an error queues the pod.
    if (plugin.migrated && typeof translateInlineVolume(plugin, volume) === "string") return "Queue";
    if (deleted.spec.attacher === plugin.driver) return "Queue";
  }
  return "QueueSkip";
}
