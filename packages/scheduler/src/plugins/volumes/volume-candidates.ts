/**
 * Which existing volumes could serve a claim, so far as that does not depend on the node; a node then takes the smallest it can reach.
 *
 * Kubernetes walks through all volumes for every node; what is compared is the same. Where volumes are equally small Go's answer depends
 * on the order of a map; here the first in the lister's order wins.
 * Source: component-helpers/storage/volume/pv_helpers.go (FindMatchingVolume), v0.36.2.
 */
import { labelMap, parseQuantity, selectorFromLabelSelector } from "@orrery/sim-core/model";
import type { LabelMap, PersistentVolume, PersistentVolumeClaim, Quantity, Selector } from "@orrery/sim-core/model";
import { claimClass, volumeClass } from "./claim-class.ts";
import { claimKey, isBoundTo } from "./claim-binding.ts";
import { reachOf } from "./volume-affinity.ts";
import type { VolumeAffinity } from "./volume-affinity.ts";

export interface VolumeCandidates {
  /** Volumes already tied to the claim, in the lister's order: the first decides, whether the node reaches it or not. */
  readonly reserved: readonly PersistentVolume[];
  /** Free volumes that are large enough, smallest first: those that any node may reach, and the others by a label value they need. */
  readonly anywhere: readonly Ranked[];
  readonly byLabel: ReadonlyMap<string, ReadonlyMap<string, readonly Ranked[]>>;
  /** Set when the claim's selector does not parse. */
  readonly error: string | undefined;
}

interface Ranked {
  readonly volume: PersistentVolume;
  /** Place in the order of size. */
  readonly rank: number;
}

/** @param volumes all volumes of the claim's class */
export function volumeCandidates(claim: PersistentVolumeClaim, volumes: Iterable<PersistentVolume>): VolumeCandidates {
  let selector: Selector | undefined;
  try {
    selector = claim.spec.selector === undefined ? undefined : selectorFromLabelSelector(claim.spec.selector);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { reserved: [], ...ranked([]), error: `error creating internal label selector for claim: ${claimKey(claim)}: ${text}` };
  }
  const requested = claimSize(claim);
  const reserved: PersistentVolume[] = [];
  const available: { volume: PersistentVolume; size: Quantity }[] = [];
  for (const volume of volumes) {
    const isOurs = isBoundTo(volume, claim);
    if (volume.spec.claimRef !== undefined && !isOurs) continue;
    const size = parseQuantity(volume.spec.capacity?.["storage"] ?? 0);
    if (size.cmp(requested) < 0 || !isSameKind(claim, volume) || volume.metadata.deletionTimestamp !== undefined) continue;
    if (isOurs) reserved.push(volume);
    else if (isAvailable(claim, volume, selector)) available.push({ volume, size });
  }
  available.sort((a, b) => a.size.cmp(b.size));
  return { reserved, ...ranked(available.map(({ volume }) => volume)), error: undefined };
}

/** The volume a node with `labels` would take, not counting those `taken` by other claims of the pod. */
export function chooseVolume(
  candidates: VolumeCandidates,
  labels: LabelMap,
  affinity: VolumeAffinity,
  taken: readonly PersistentVolume[],
): PersistentVolume | undefined {
  for (const volume of candidates.reserved) {
    if (!taken.includes(volume)) return affinity.matches(volume, labels) ? volume : undefined;
  }
  const isFree = ({ volume }: Ranked) => !taken.includes(volume) && affinity.matches(volume, labels);
  let best = candidates.anywhere.find(isFree);
  for (const [key, byValue] of candidates.byLabel) {
    const near = byValue.get(labels.get(key) ?? NO_VALUE)?.find(isFree);
    if (near !== undefined && (best === undefined || near.rank < best.rank)) best = near;
  }
  return best?.volume;
}

/** Not a label value: those are at most 63 characters of another kind. */
const NO_VALUE = "\n";

/** Sorts volumes, smallest first, by what a node needs to reach them. */
function ranked(volumes: readonly PersistentVolume[]): Pick<VolumeCandidates, "anywhere" | "byLabel"> {
  const anywhere: Ranked[] = [];
  const byLabel = new Map<string, Map<string, Ranked[]>>();
  for (const [rank, volume] of volumes.entries()) {
    const reach = reachOf(volume);
    if (reach === undefined) {
      anywhere.push({ volume, rank });
      continue;
    }
    const byValue = byLabel.get(reach.key) ?? new Map<string, Ranked[]>();
    byLabel.set(reach.key, byValue);
    for (const value of new Set(reach.values)) {
      const there = byValue.get(value);
      if (there === undefined) byValue.set(value, [{ volume, rank }]);
      else there.push({ volume, rank });
    }
  }
  return { anywhere, byLabel };
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
