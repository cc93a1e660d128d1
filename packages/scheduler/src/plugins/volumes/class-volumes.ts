/**
 * The volumes of one storage class, ordered so that a claim need not look at all of them: free ones by what a node needs to reach them,
 * smallest
 * first, and the others by their claim. Built once per state of the lister; sizes are parsed once per version of a volume.
 */
import { parseQuantity } from "@orrery/sim-core/model";
import type { PersistentVolume, PersistentVolumeClaim, Quantity } from "@orrery/sim-core/model";
import { claimKey } from "./claim-binding.ts";
import { reachOf } from "./volume-affinity.ts";
import type { Reach } from "./volume-affinity.ts";

/** A volume and its place among those of its class. */
export interface PlacedVolume {
  readonly volume: PersistentVolume;
  /** In the lister's order. */
  readonly position: number;
}

/** Volumes that the same nodes may reach; sorted when first asked for. */
export type Bucket = PlacedVolume[];

export class ClassVolumes {
  readonly sizes: VolumeSizes;
  /** Without a claim, and with no label that their nodes must have. */
  readonly anywhere: Bucket = [];
  /** Without a claim, by a label and the value that their nodes must have. */
  readonly byLabel: ReadonlyMap<string, ReadonlyMap<string, Bucket>>;
  readonly #byClaim = new Map<string, PlacedVolume[]>();
  readonly #byName = new Map<string, PlacedVolume>();
  readonly #sorted = new WeakSet<Bucket>();

  /** @param volumes of one class, as stored, in the lister's order */
  constructor(volumes: readonly PersistentVolume[], sizes: VolumeSizes) {
    this.sizes = sizes;
    const byLabel = new Map<string, Map<string, Bucket>>();
    for (const [position, volume] of volumes.entries()) {
      const placed = { volume, position };
      this.#byName.set(volume.metadata.name, placed);
      const ref = volume.spec.claimRef;
      const reach = ref === undefined ? sizes.reach(volume) : undefined;
      if (ref !== undefined) append(this.#byClaim, `${ref.namespace}/${ref.name}`, placed);
      else if (reach === undefined) this.anywhere.push(placed);
      else {
        const byValue = byLabel.get(reach.key) ?? new Map<string, Bucket>();
        byLabel.set(reach.key, byValue);
        for (const value of new Set(reach.values)) append(byValue, value, placed);
      }
    }
    this.byLabel = byLabel;
  }

  /** The stored volume of that name. */
  named(name: string): PlacedVolume | undefined {
    return this.#byName.get(name);
  }

  /** Stored volumes that refer to a claim of this name, in the lister's order; their UID may be another's. */
  claimedBy(claim: PersistentVolumeClaim): readonly PlacedVolume[] {
    return this.#byClaim.get(claimKey(claim)) ?? NONE;
  }

  /** The volumes of a bucket, smallest first. */
  bySize(bucket: Bucket): readonly PlacedVolume[] {
    if (!this.#sorted.has(bucket)) {
      bucket.sort((a, b) => this.compare(a, b));
      this.#sorted.add(bucket);
    }
    return bucket;
  }

  /** Negative where `a` goes before `b`: by size, then in the lister's order. */
  compare(a: PlacedVolume, b: PlacedVolume): number {
    return this.sizes.size(a.volume).cmp(this.sizes.size(b.volume)) || a.position - b.position;
  }
}

/** What is worked out once per version of a volume. */
export class VolumeSizes {
  readonly #sizes = new WeakMap<PersistentVolume, Quantity>();
  readonly #reaches = new WeakMap<PersistentVolume, Reach | "anywhere">();

  /** The capacity; none is 0. */
  size(volume: PersistentVolume): Quantity {
    let size = this.#sizes.get(volume);
    if (size === undefined) {
      size = parseQuantity(volume.spec.capacity?.["storage"] ?? 0);
      this.#sizes.set(volume, size);
    }
    return size;
  }

  reach(volume: PersistentVolume): Reach | undefined {
    let reach = this.#reaches.get(volume);
    if (reach === undefined) {
      reach = reachOf(volume) ?? "anywhere";
      this.#reaches.set(volume, reach);
    }
    return reach === "anywhere" ? undefined : reach;
  }
}

const NONE: readonly never[] = [];

function append(groups: Map<string, PlacedVolume[]>, key: string, placed: PlacedVolume): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [placed]);
  else group.push(placed);
}
