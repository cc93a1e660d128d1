/**
 * Which existing volumes could serve a claim, so far as that does not depend on the node; a node then takes the smallest it can reach.
 *
 * Kubernetes walks through all volumes for every node; what is compared is the same. Where volumes are equally small Go's answer depends
 * on the order of a map; here the first in the lister's order wins.
 * Source: component-helpers/storage/volume/pv_helpers.go (FindMatchingVolume), v0.36.2.
 */
import { labelMap, parseQuantity, selectorFromLabelSelector } from "@orrery/sim-core/model";
import type { LabelMap, PersistentVolume, PersistentVolumeClaim, Quantity, Selector } from "@orrery/sim-core/model";
import type { AssumeCache } from "./assume-cache.ts";
import { claimClass, volumeClass } from "./claim-class.ts";
import { claimKey, isBoundTo } from "./claim-binding.ts";
import type { Bucket, ClassVolumes, PlacedVolume } from "./class-volumes.ts";
import type { VolumeAffinity } from "./volume-affinity.ts";

export interface VolumeCandidates {
  /** Volumes already tied to the claim, in the lister's order: the first decides, whether the node reaches it or not. */
  readonly reserved: readonly PersistentVolume[];
  /** All volumes of the claim's class. */
  readonly volumes: ClassVolumes;
  /** The volumes of a bucket that are free and would do for the claim, smallest first. */
  readonly free: (bucket: Bucket) => readonly PlacedVolume[];
  /** Set when the claim's selector does not parse. */
  readonly error: string | undefined;
}

/**
 * @param volumes all stored volumes of the claim's class
 * @param assumed what stands for some of them for now; it always has a claim
 */
export function volumeCandidates(
  claim: PersistentVolumeClaim,
  volumes: ClassVolumes,
  assumed: AssumeCache<PersistentVolume>,
): VolumeCandidates {
  let selector: Selector | undefined;
  try {
    selector = claim.spec.selector === undefined ? undefined : selectorFromLabelSelector(claim.spec.selector);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      reserved: [],
      volumes,
      free: () => [],
      error: `error creating internal label selector for claim: ${claimKey(claim)}: ${text}`,
    };
  }
  const requested = claimSize(claim);
  const fits = (volume: PersistentVolume): boolean =>
    volumes.sizes.size(volume).cmp(requested) >= 0 && isSameKind(claim, volume) && volume.metadata.deletionTimestamp === undefined;
  const isFree = ({ volume }: PlacedVolume): boolean =>
    assumed.overlay(volume.metadata.name, volume) === volume && isAvailable(claim, volume, selector) && fits(volume);
  // Only the buckets of nodes that are looked at are gone through, and each once.
  const known = new Map<Bucket, readonly PlacedVolume[]>();
  const free = (bucket: Bucket): readonly PlacedVolume[] => {
    let found = known.get(bucket);
    if (found === undefined) {
      found = volumes.bySize(bucket).filter(isFree);
      known.set(bucket, found);
    }
    return found;
  };
  return { reserved: reservedFor(claim, volumes, assumed).filter(fits), volumes, free, error: undefined };
}

/** The volume a node with `labels` would take, not counting those `taken` by other claims of the pod. */
export function chooseVolume(
  { reserved, volumes, free }: VolumeCandidates,
  labels: LabelMap,
  affinity: VolumeAffinity,
  taken: readonly PersistentVolume[],
): PersistentVolume | undefined {
  for (const volume of reserved) {
    if (!taken.includes(volume)) return affinity.matches(volume, labels) ? volume : undefined;
  }
  const isReachable = ({ volume }: PlacedVolume) => !taken.includes(volume) && affinity.matches(volume, labels);
  let best = free(volumes.anywhere).find(isReachable);
  for (const [key, byValue] of volumes.byLabel) {
    const bucket = byValue.get(labels.get(key) ?? NO_VALUE);
    const near = bucket && free(bucket).find(isReachable);
    if (near !== undefined && (best === undefined || volumes.compare(near, best) < 0)) best = near;
  }
  return best?.volume;
}

/** Not a label value: those are at most 63 characters of another kind. */
const NO_VALUE = "\n";

/** Volumes bound or prebound to the claim, in the store or for the scheduler alone, in the lister's order. */
function reservedFor(claim: PersistentVolumeClaim, volumes: ClassVolumes, assumed: AssumeCache<PersistentVolume>): PersistentVolume[] {
  const positions = new Map<PersistentVolume, number>();
  for (const { volume, position } of volumes.claimedBy(claim)) positions.set(assumed.overlay(volume.metadata.name, volume), position);
  for (const volume of assumed.assumed()) {
    const placed = volumes.named(volume.metadata.name);
    if (placed !== undefined) positions.set(volume, placed.position);
  }
  const ours = [...positions].filter(([volume]) => isBoundTo(volume, claim));
  return ours.sort(([, a], [, b]) => a - b).map(([volume]) => volume);
}

/** How much storage the claim asks for; none is 0. */
export function claimSize(claim: PersistentVolumeClaim): Quantity {
  return parseQuantity(claim.spec.resources?.requests?.["storage"] ?? 0);
}

function isSameKind(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  return (
    (claim.spec.volumeMode ?? "Filesystem") === (volume.spec.volumeMode ?? "Filesystem") &&
    (claim.spec.volumeAttributesClassName ?? "") === (volume.spec.volumeAttributesClassName ?? "")
  );
}

function isAvailable(claim: PersistentVolumeClaim, volume: PersistentVolume, selector: Selector | undefined): boolean {
  if (volume.status?.phase !== "Available" || volumeClass(volume) !== claimClass(claim)) return false;
  if (selector !== undefined && !selector.matches(labelMap(volume.metadata.labels))) return false;
  const modes = volume.spec.accessModes ?? [];
  return (claim.spec.accessModes ?? []).every((mode) => modes.includes(mode));
}
