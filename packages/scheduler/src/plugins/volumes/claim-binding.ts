/** How a claim and a volume are tied together in their objects. Source: component-helpers/storage/volume/pv_helpers.go, v0.36.2. */
import type { PersistentVolume, PersistentVolumeClaim } from "@orrery/sim-core/model";

export const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
export const BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
export const SELECTED_NODE = "volume.kubernetes.io/selected-node";

/** `namespace/name`. */
export function claimKey(claim: PersistentVolumeClaim): string {
  return `${claim.metadata.namespace ?? "default"}/${claim.metadata.name}`;
}

/** Whether the claim has its volume for good (isPVCFullyBound). */
export function isFullyBound(claim: PersistentVolumeClaim): boolean {
  return (claim.spec.volumeName ?? "") !== "" && claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

/** Whether the volume is bound or prebound to the claim (IsVolumeBoundToClaim); a reference without UID fits any claim of that name. */
export function isBoundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ref = volume.spec.claimRef;
  if (ref === undefined || ref.name !== claim.metadata.name || ref.namespace !== (claim.metadata.namespace ?? "default")) return false;
  return (ref.uid ?? "") === "" || ref.uid === (claim.metadata.uid ?? "");
}

/** The volume prebound to the claim (GetBindVolumeToClaim); the same object when nothing is to change. */
export function boundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const isOurs = isBoundTo(volume, claim);
  const isMarked = isOurs || volume.metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined;
  if (isOurs && (volume.spec.claimRef?.uid ?? "") === (claim.metadata.uid ?? "") && isMarked) return volume;
  const annotations = isMarked ? volume.metadata.annotations : { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: "yes" };
  return {
    ...volume,
    metadata: annotations === undefined ? volume.metadata : { ...volume.metadata, annotations },
    spec: { ...volume.spec, claimRef: claimReference(claim) },
  };
}

export function claimReference(claim: PersistentVolumeClaim): NonNullable<PersistentVolume["spec"]["claimRef"]> {
  const { namespace = "default", name, uid } = claim.metadata;
  const ref = { kind: "PersistentVolumeClaim", namespace, name };
  return uid === undefined ? ref : { ...ref, uid };
}

/** The claim, told to its provisioner for a pod on `nodeName`. */
export function withSelectedNode(claim: PersistentVolumeClaim, nodeName: string): PersistentVolumeClaim {
  return { ...claim, metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [SELECTED_NODE]: nodeName } } };
}
