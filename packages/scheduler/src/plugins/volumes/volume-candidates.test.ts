import type { PersistentVolume, PersistentVolumeClaim } from "@orrery/sim-core/model";
import { labelMap } from "@orrery/sim-core/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createObjectStores } from "../../cache/index.ts";
import { AssumeCache } from "./assume-cache.ts";
import { isBoundTo } from "./claim-binding.ts";
import { ClassVolumes, VolumeSizes } from "./class-volumes.ts";
import { VolumeAffinity } from "./volume-affinity.ts";
import { chooseVolume, volumeCandidates } from "./volume-candidates.ts";

interface Wish {
  readonly sizeGi: number;
  readonly zone: string | undefined;
  readonly phase: string;
  readonly modes: string[];
  readonly tier: string;
  readonly volumeMode: string | undefined;
  readonly keptFor: string | undefined;
}

const volumes = fc.array(
  fc.record<Wish>({
    sizeGi: fc.integer({ min: 1, max: 4 }),
    zone: fc.constantFrom(undefined, "z1", "z2"),
    phase: fc.constantFrom("Available", "Available", "Available", "Released"),
    modes: fc.subarray(["ReadWriteOnce", "ReadOnlyMany"], { minLength: 1 }),
    tier: fc.constantFrom("a", "b"),
    volumeMode: fc.constantFrom(undefined, "Filesystem", "Block"),
    keptFor: fc.constantFrom(undefined, undefined, undefined, "c", "other"),
  }),
  { maxLength: 8 },
);

function volumeOf(wish: Wish, i: number): PersistentVolume {
  const terms = [{ matchExpressions: [{ key: "zone", operator: "In", values: [wish.zone ?? ""] }] }];
  return {
    metadata: { name: `v${i}`, labels: { tier: wish.tier } },
    spec: {
      capacity: { storage: `${wish.sizeGi}Gi` },
      accessModes: wish.modes,
      storageClassName: "local",
      ...(wish.volumeMode !== undefined && { volumeMode: wish.volumeMode }),
      ...(wish.zone !== undefined && { nodeAffinity: { required: { nodeSelectorTerms: terms } } }),
      ...(wish.keptFor !== undefined && { claimRef: { namespace: "default", name: wish.keptFor } }),
    },
    status: { phase: wish.phase },
  };
}

/** Kubernetes' own walk over all volumes, for one node. */
function walk(
  claim: PersistentVolumeClaim,
  all: readonly PersistentVolume[],
  zone: string,
  sizeGi: number,
  taken: readonly PersistentVolume[],
) {
  const size = (volume: PersistentVolume) => Number.parseInt(String(volume.spec.capacity?.["storage"]), 10);
  const reaches = (volume: PersistentVolume) => {
    const wanted = volume.spec.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions?.[0]?.values;
    return wanted === undefined || wanted.includes(zone);
  };
  let smallest: PersistentVolume | undefined;
  for (const volume of all) {
    if (taken.includes(volume) || (volume.spec.claimRef !== undefined && !isBoundTo(volume, claim))) continue;
    if (size(volume) < sizeGi || (volume.spec.volumeMode ?? "Filesystem") !== "Filesystem") continue;
    if (isBoundTo(volume, claim)) return reaches(volume) ? volume : undefined;
    if (volume.status?.phase !== "Available" || volume.metadata.labels?.["tier"] !== "a" || !reaches(volume)) continue;
    if (!(volume.spec.accessModes ?? []).includes("ReadWriteOnce")) continue;
    if (smallest === undefined || size(smallest) > size(volume)) smallest = volume;
  }
  return smallest;
}

test("a node gets what a walk over all volumes would give it", () => {
  fc.assert(
    fc.property(
      volumes,
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom("z1", "z2"),
      fc.nat({ max: 7 }),
      (wishes, sizeGi, zone, takenAt) => {
        const all = wishes.map(volumeOf);
        const taken = all.slice(takenAt, takenAt + 1);
        const claim: PersistentVolumeClaim = {
          metadata: { name: "c", namespace: "default", uid: "u" },
          spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: "local",
            selector: { matchLabels: { tier: "a" } },
            resources: { requests: { storage: `${sizeGi}Gi` } },
          },
        };
        const stores = createObjectStores();
        const affinity = new VolumeAffinity(stores.csiNodes);
        const chosen = chooseVolume(
          volumeCandidates(claim, new ClassVolumes(all, new VolumeSizes()), new AssumeCache(stores.persistentVolumes)),
          labelMap({ zone }),
          affinity,
          taken,
        );
        expect(chosen).toBe(walk(claim, all, zone, sizeGi, taken));
      },
    ),
    { numRuns: 500 },
  );
});
