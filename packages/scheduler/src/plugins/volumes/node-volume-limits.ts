/**
 * NodeVolumeLimits: refuses nodes to which a CSI driver can attach no more volumes.
 *
 * Not modelled: the feature gate VolumeLimitScaling (off by default), which also asks whether the driver is installed on the node.
 * Source: pkg/scheduler/framework/plugins/nodevolumelimits/csi.go, Kubernetes v1.36.2.
 */
import type { CSINode, VolumeAttachment } from "@orrery/sim-core/model";
import { unschedulable } from "../../framework/index.ts";
import type { Handle, Listers, NodeInfo, Plugin, PodInfo, Status } from "../../framework/index.ts";
import { collectAttachableVolumes, identityOf } from "./attachable-volumes.ts";
import type { AttachableVolumes } from "./attachable-volumes.ts";
import { inTreePluginOf } from "./in-tree-migration.ts";
import { ListerIndex } from "./lister-index.ts";
import { nodeVolumeLimitsEvents } from "./node-volume-limits-events.ts";
import { hasNoVolumes, SKIPPED } from "./skipped.ts";
import { volumesSignature } from "./volumes-signature.ts";

export const NODE_VOLUME_LIMITS = "NodeVolumeLimits";

/** The pod's own volumes as a node with and one without a CSINode object counts them, or why they cannot be counted. */
export interface NodeVolumeLimitsState {
  readonly withCsiNode: AttachableVolumes | Status;
  readonly withoutCsiNode: AttachableVolumes | Status;
}

const TOO_MANY = unschedulable(NODE_VOLUME_LIMITS, "node(s) exceed max volume count");

/** The plugin; it takes no arguments. */
export function newNodeVolumeLimits(_args: Record<string, unknown>, handle: Handle): Plugin<NodeVolumeLimitsState> {
  const listers = handle.listers;
  const attachments = new ListerIndex(listers.volumeAttachments, (attachment) => attachment.spec.nodeName);
  return {
    name: NODE_VOLUME_LIMITS,
    filterReads: "cluster",
    signPod: volumesSignature,
    eventsToRegister: nodeVolumeLimitsEvents,

    preFilter({ pod }) {
      if (hasNoVolumes(pod) || !mayAttach(pod)) return SKIPPED;
      return { state: { withCsiNode: volumesOfNewPod(listers, pod, true), withoutCsiNode: volumesOfNewPod(listers, pod, false) } };
    },

    filter(state, _pod, node) {
      const csiNode = listers.csiNodes.get(node.name);
      const wanted = csiNode === undefined ? state.withoutCsiNode : state.withCsiNode;
      if (!(wanted instanceof Map)) return wanted;
      if (wanted.size === 0 || csiNode === undefined) return undefined;
      const limits = limitsOf(csiNode);
      if (limits.size === 0) return undefined;
      const used = volumesOfRunningPods(listers, node);
      if (!(used instanceof Map)) return used;
      return exceeds(wanted, used, attachedVolumes(listers, attachments.get(node.name)), limits) ? TOO_MANY : undefined;
    },
  };
}

/** Whether any volume of the pod could count. */
function mayAttach(pod: PodInfo): boolean {
  return (pod.pod.spec.volumes ?? []).some(
    (volume) => volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined || inTreePluginOf(volume) !== undefined,
  );
}

function volumesOfNewPod(listers: Listers, pod: PodInfo, hasCsiNode: boolean): AttachableVolumes | Status {
  const volumes: AttachableVolumes = new Map();
  return collectAttachableVolumes({ plugin: NODE_VOLUME_LIMITS, listers, hasCsiNode, isNewPod: true }, pod, volumes) ?? volumes;
}

function volumesOfRunningPods(listers: Listers, node: NodeInfo): AttachableVolumes | Status {
  const volumes: AttachableVolumes = new Map();
  const query = { plugin: NODE_VOLUME_LIMITS, listers, hasCsiNode: true, isNewPod: false };
  for (const pod of node.pods) {
    if (hasNoVolumes(pod)) continue;
    const status = collectAttachableVolumes(query, pod, volumes);
    if (status !== undefined) return status;
  }
  return volumes;
}

/** Volumes attached to the node according to its VolumeAttachments, also those that no running pod uses any more. */
function attachedVolumes(listers: Listers, attachments: readonly VolumeAttachment[]): AttachableVolumes {
  const volumes: AttachableVolumes = new Map();
  for (const { spec } of attachments) {
    const name = spec.source.persistentVolumeName;
    if (!spec.attacher || name === undefined) continue;
    const csi = listers.persistentVolumes.get(name)?.spec.csi;
    if (csi !== undefined) volumes.set(identityOf(spec.attacher, csi.volumeHandle), spec.attacher);
  }
  return volumes;
}

/** Attachable volumes by driver; drivers without a count have no limit. */
function limitsOf(csiNode: CSINode): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const driver of csiNode.spec.drivers ?? []) {
    const count = driver.allocatable?.count;
    if (count !== undefined) limits.set(driver.name, count);
  }
  return limits;
}

function exceeds(
  wanted: AttachableVolumes,
  used: AttachableVolumes,
  attached: AttachableVolumes,
  limits: ReadonlyMap<string, number>,
): boolean {
  const more = new Map<string, number>();
  for (const [volume, driver] of wanted) if (!used.has(volume)) more.set(driver, (more.get(driver) ?? 0) + 1);
  if (more.size === 0) return false;
  const present = new Map<string, number>();
  for (const driver of used.values()) present.set(driver, (present.get(driver) ?? 0) + 1);
  for (const [volume, driver] of attached) if (!used.has(volume)) present.set(driver, (present.get(driver) ?? 0) + 1);
  for (const [driver, count] of more) {
    const limit = limits.get(driver);
    if (limit !== undefined && (present.get(driver) ?? 0) + count > limit) return true;
  }
  return false;
}
