/** When two pods may not mount one disk on the same node. Source: volumerestrictions/volume_restrictions.go, Kubernetes v1.36.2. */
import type { Pod, Volume } from "@orrery/sim-core/model";

/** Whether `volume` is of a kind that restricts sharing: GCE disk, EBS volume, Ceph RBD image, iSCSI target. */
export function isRestrictedDisk(volume: Volume): boolean {
  return (
    volume.gcePersistentDisk !== undefined ||
    volume.awsElasticBlockStore !== undefined ||
    volume.rbd !== undefined ||
    volume.iscsi !== undefined
  );
}

/** Whether `volume` names a disk that `pod` mounts too, in a way that forbids sharing (isVolumeConflict): mostly unless both only read. */
export function conflictsWith(volume: Volume, pod: Pod): boolean {
  return (pod.spec.volumes ?? []).some(
    (other) => gceConflict(volume, other) || ebsConflict(volume, other) || iscsiConflict(volume, other) || rbdConflict(volume, other),
  );
}

function gceConflict(a: Volume, b: Volume): boolean {
  const one = a.gcePersistentDisk;
  const two = b.gcePersistentDisk;
  if (one === undefined || two === undefined) return false;
  return (one.pdName ?? "") === (two.pdName ?? "") && !bothReadOnly(one, two);
}

/** An EBS volume is never shared, not even for reading. */
function ebsConflict(a: Volume, b: Volume): boolean {
  const one = a.awsElasticBlockStore;
  const two = b.awsElasticBlockStore;
  return one !== undefined && two !== undefined && (one.volumeID ?? "") === (two.volumeID ?? "");
}

/** The target name alone decides; portal and logical unit do not matter. */
function iscsiConflict(a: Volume, b: Volume): boolean {
  const one = a.iscsi;
  const two = b.iscsi;
  return one !== undefined && two !== undefined && (one.iqn ?? "") === (two.iqn ?? "") && !bothReadOnly(one, two);
}

function rbdConflict(a: Volume, b: Volume): boolean {
  const one = a.rbd;
  const two = b.rbd;
  if (one === undefined || two === undefined) return false;
  const monitors = new Set(one.monitors ?? []);
  const shared = (two.monitors ?? []).some((monitor) => monitors.has(monitor));
  return shared && (one.pool ?? "") === (two.pool ?? "") && (one.image ?? "") === (two.image ?? "") && !bothReadOnly(one, two);
}

function bothReadOnly(a: { readOnly?: boolean }, b: { readOnly?: boolean }): boolean {
  return a.readOnly === true && b.readOnly === true;
}
