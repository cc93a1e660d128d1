/**
 * The volumes of pods that a CSI driver attaches to nodes, by identity.
 * Source: pkg/scheduler/framework/plugins/nodevolumelimits/csi.go (filterAttachableVolumes), Kubernetes v1.36.2.
 */
import type { PersistentVolumeClaim, Volume } from "@orrery/sim-core/model";
import { errorStatus, unresolvable } from "../../framework/index.ts";
import type { Listers, PodInfo, Status } from "../../framework/index.ts";
import { claimClass } from "./claim-class.ts";
import { claimNameOf, isEphemeral, notOwnedReason } from "./claim-of-volume.ts";
import { inTreePluginNamed, inTreePluginOf, translateInlineVolume, translateVolume } from "./in-tree-migration.ts";
import type { CsiSource } from "./in-tree-migration.ts";
import { claimNotFound } from "./not-found.ts";

/** Driver names by the volumes' identities (`driver/handle`). */
export type AttachableVolumes = Map<string, string>;

export interface AttachableVolumesQuery {
  readonly plugin: string;
  readonly listers: Listers;
  /** Whether the node has a CSINode object; without one, built-in volumes do not count as CSI volumes. */
  readonly hasCsiNode: boolean;
  /** A new pod cannot do without its claims; of running pods, missing ones are passed over. */
  readonly isNewPod: boolean;
}

/** Adds the attachable volumes of `pod` to `out`; answers a Status when the pod cannot be judged. */
export function collectAttachableVolumes(query: AttachableVolumesQuery, pod: PodInfo, out: AttachableVolumes): Status | undefined {
  for (const volume of pod.pod.spec.volumes ?? []) {
    const claimName = claimNameOf(pod.pod, volume);
    const source = claimName === undefined ? inlineSource(query, volume) : claimSource(query, pod, volume, claimName);
    if (source === undefined) continue;
    if ("code" in source) return source;
    // A claim's volume without driver or handle is passed over; an inline volume with an empty name counts, as in Go.
    if (claimName !== undefined && (source.driver === "" || source.volumeHandle === "")) continue;
    out.set(identityOf(source.driver, source.volumeHandle), source.driver);
  }
  return undefined;
}

/** How a volume is told from others on a node. */
export function identityOf(driver: string, volumeHandle: string): string {
  return `${driver}/${volumeHandle}`;
}

function inlineSource(query: AttachableVolumesQuery, volume: Volume): CsiSource | Status | undefined {
  const plugin = inTreePluginOf(volume);
  if (plugin === undefined || !plugin.migrated || !query.hasCsiNode) return undefined;
  const source = translateInlineVolume(plugin, volume);
  return typeof source === "string" ? errorStatus(query.plugin, `converting volume(${volume.name}) from inline to csi: ${source}`) : source;
}

function claimSource(query: AttachableVolumesQuery, pod: PodInfo, volume: Volume, claimName: string): CsiSource | Status | undefined {
  if (claimName === "") return errorStatus(query.plugin, "PersistentVolumeClaim had no name");
  const key = `${pod.namespace}/${claimName}`;
  const claim = query.listers.persistentVolumeClaims.get(key);
  if (claim === undefined)
    return query.isNewPod ? unresolvable(query.plugin, `looking up PVC ${key}: ${claimNotFound(claimName)}`) : undefined;
  if (isEphemeral(volume)) {
    const reason = notOwnedReason(pod, claim);
    if (reason !== undefined) return errorStatus(query.plugin, reason);
  }
  return volumeOfClaim(query, claim);
}

function volumeOfClaim(query: AttachableVolumesQuery, claim: PersistentVolumeClaim): CsiSource | undefined {
  const volumeName = claim.spec.volumeName ?? "";
  const volume = volumeName === "" ? undefined : query.listers.persistentVolumes.get(volumeName);
  // Not bound, or prebound to a volume that is not there yet: counted by what the class would make.
  if (volume === undefined) return volumeToCome(query, claim);
  if (volume.spec.csi !== undefined) return volume.spec.csi;
  const plugin = inTreePluginOf(volume.spec);
  if (plugin === undefined || !plugin.migrated || !query.hasCsiNode) return undefined;
  const source = translateVolume(plugin, volume);
  return typeof source === "string" ? undefined : source;
}

/** The volume that the claim's class will provision. Its handle is not known yet: it counts under a name of its own until it is. */
function volumeToCome(query: AttachableVolumesQuery, claim: PersistentVolumeClaim): CsiSource | undefined {
  const className = claimClass(claim);
  const storageClass = className === "" ? undefined : query.listers.storageClasses.get(className);
  if (storageClass === undefined) return undefined;
  const volumeHandle = `(to be provisioned)-${claim.metadata.namespace ?? "default"}/${claim.metadata.name}`;
  const plugin = inTreePluginNamed(storageClass.provisioner);
  if (plugin === undefined) return { driver: storageClass.provisioner, volumeHandle };
  return plugin.migrated && query.hasCsiNode ? { driver: plugin.driver, volumeHandle } : undefined;
}
