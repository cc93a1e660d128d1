/** Which PersistentVolumeClaim stands behind a volume of a pod. Source: component-helpers/storage/ephemeral/ephemeral.go, v0.36.2. */
import type { PersistentVolumeClaim, Pod, Volume } from "@orrery/sim-core/model";
import type { PodInfo } from "../../framework/index.ts";

/** The claim's name, without namespace; undefined without a claim. An ephemeral volume's claim is named after pod and volume. */
export function claimNameOf(pod: Pod, volume: Volume): string | undefined {
  if (volume.persistentVolumeClaim !== undefined) return volume.persistentVolumeClaim.claimName ?? "";
  if (volume.ephemeral !== undefined) return `${pod.metadata.name}-${volume.name}`;
  return undefined;
}

/** Whether `volume` is ephemeral: its claim must be owned by the pod (`notOwnedReason`). */
export function isEphemeral(volume: Volume): boolean {
  return volume.persistentVolumeClaim === undefined && volume.ephemeral !== undefined;
}

/** Why `claim` may not serve an ephemeral volume of `pod` (VolumeIsForPod); undefined when it was made for the pod. */
export function notOwnedReason(pod: PodInfo, claim: PersistentVolumeClaim): string | undefined {
  const namespace = claim.metadata.namespace ?? "default";
  const controller = (claim.metadata.ownerReferences ?? []).find((owner) => owner.controller === true);
  if (namespace === pod.namespace && controller !== undefined && controller.uid === (pod.pod.metadata.uid ?? "")) return undefined;
  return `PVC ${namespace}/${claim.metadata.name} was not created for pod ${pod.key} (pod is not owner)`;
}

/** Whether any volume of `pod` stands on the claim `namespace/name`; `withEphemeral` counts claims of ephemeral volumes too. */
export function usesClaim(pod: PodInfo, claim: PersistentVolumeClaim, withEphemeral: boolean): boolean {
  if ((claim.metadata.namespace ?? "default") !== pod.namespace) return false;
  return (pod.pod.spec.volumes ?? []).some(
    (volume) => (withEphemeral || volume.persistentVolumeClaim !== undefined) && claimNameOf(pod.pod, volume) === claim.metadata.name,
  );
}
