/** Which storage class a claim asks for or a volume belongs to. Source: component-helpers/storage/volume/helpers.go, v0.36.2. */
import type { PersistentVolume, PersistentVolumeClaim } from "@orrery/sim-core/model";

const BETA_STORAGE_CLASS = "volume.beta.kubernetes.io/storage-class";

/** The class of a claim, or "" (GetPersistentVolumeClaimClass): the beta annotation goes before the field. */
export function claimClass(claim: PersistentVolumeClaim): string {
  return claim.metadata.annotations?.[BETA_STORAGE_CLASS] ?? claim.spec.storageClassName ?? "";
}

/** The class of a volume, or "" (GetPersistentVolumeClass). */
export function volumeClass(volume: PersistentVolume): string {
  return volume.metadata.annotations?.[BETA_STORAGE_CLASS] ?? volume.spec.storageClassName ?? "";
}
