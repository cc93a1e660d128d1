import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplicaPod } from "../replica-pod.ts";
import { activePodBefore } from "./active-pod-order.ts";
import { parseDeletionCost } from "./deletion-cost.ts";
import { podsToDelete } from "./pods-to-delete.ts";
import { planReplicas, slowStartBatches } from "./replica-plan.ts";
import { replicaSetStatus } from "./replica-set-status.ts";

const SECOND_US = 1_000_000;
const NOW_US = 100_000 * SECOND_US;

const ready: ReplicaPod = {
  uid: "m",
  node: "n0",
  phase: "Running",
  readySinceUs: 10_000 * SECOND_US,
  createdUs: 9_000 * SECOND_US,
  deletionCost: 0,
  restarts: 0,
  sidecarRestarts: 0,
  deleting: false,
};

/** The one of two pods that goes first, seen from both sides. */
function first(left: ReplicaPod, right: ReplicaPod, related: readonly ReplicaPod[] = []): ReplicaPod[] {
  return [podsToDelete([left, right], related, 1, NOW_US)[0]!, podsToDelete([right, left], related, 1, NOW_US)[0]!];
}

describe("podsToDelete", () => {
  const spared = ready;
  it.each<[string, Partial<ReplicaPod>]>([
    ["not bound before bound", { node: "", readySinceUs: undefined }],
    ["not bound (numbered nodes)", { node: -1, readySinceUs: undefined }],
    ["Pending before Running", { phase: "Pending", readySinceUs: undefined }],
    ["Unknown before Running", { phase: "Unknown" }],
    ["not ready before ready", { readySinceUs: undefined }],
    ["lower cost first", { deletionCost: -1 }],
    ["ready for a shorter time", { readySinceUs: NOW_US - 60 * SECOND_US }],
    ["the lower UID within a power of two", { readySinceUs: 9_999 * SECOND_US, uid: "a" }],
    ["more restarts at equal ready times", { restarts: 1 }],
    ["more restarts of a sidecar", { sidecarRestarts: 2 }],
    ["younger at equal ready times", { createdUs: NOW_US - 10 * SECOND_US }],
  ])("%s", (_rule, change) => {
    const goes = { ...ready, ...change };
    expect(first(goes, spared)).toEqual([goes, goes]);
  });

  it("goes first where the node holds more active pods of the same owner", () => {
    const crowded = { ...ready, uid: "z", node: "n1", readySinceUs: 9_000 * SECOND_US };
    const sibling = { ...ready, uid: "s", node: "n1" };
    expect(first(crowded, spared, [crowded, spared, sibling])).toEqual([crowded, crowded]);
    const leaving = { ...sibling, deleting: true };
    expect(first({ ...crowded, readySinceUs: 1 }, { ...spared, uid: "a" }, [crowded, spared, leaving])[0]!.uid).toBe("a");
  });

  it("does not rank when all pods go", () => {
    const pods = [ready, { ...ready, readySinceUs: undefined }];
    expect(podsToDelete(pods, pods, 2, NOW_US)).toEqual(pods);
  });

  it("never spares a pod that is less far than one it takes", () => {
    const pod = fc.record({
      uid: fc.string({ minLength: 4, maxLength: 4 }),
      node: fc.constantFrom("", "n0", "n1"),
      phase: fc.constantFrom("Pending" as const, "Running" as const),
      readySinceUs: fc.option(fc.integer({ min: 0, max: NOW_US }), { nil: undefined }),
      createdUs: fc.integer({ min: 0, max: NOW_US }),
      deletionCost: fc.integer({ min: -2, max: 2 }),
      restarts: fc.nat(3),
      sidecarRestarts: fc.nat(2),
      deleting: fc.constant(false),
    });
    const stage = ({ node, phase, readySinceUs }: ReplicaPod): number =>
      (node === "" ? 0 : 4) + (phase === "Running" ? 2 : 0) + (readySinceUs === undefined ? 0 : 1);
    fc.assert(
      fc.property(fc.array(pod, { minLength: 1, maxLength: 40 }), fc.nat(40), (pods, count) => {
        const gone = podsToDelete(pods, pods, Math.min(count, pods.length), NOW_US);
        const kept = pods.filter((each) => !gone.includes(each));
        expect(gone.length + kept.length).toBe(pods.length);
        expect(Math.max(-1, ...gone.map(stage))).toBeLessThanOrEqual(Math.min(8, ...kept.map(stage)));
      }),
    );
  });
});

describe("activePodBefore", () => {
  it("compares times as they are", () => {
    const later = { ...ready, readySinceUs: ready.readySinceUs! + 1, uid: "z" };
    expect(activePodBefore(later, ready)).toBe(true);
    expect(activePodBefore(ready, later)).toBe(false);
    expect(activePodBefore(ready, ready)).toBe(false);
  });
});

describe("parseDeletionCost", () => {
  it.each([
    [undefined, 0],
    ["5", 5],
    ["-100", -100],
    ["+5", 0],
    ["01", 0],
    ["-01", -1],
    ["abc", 0],
    ["", 0],
    ["-", 0],
    ["2147483647", 2147483647],
    ["2147483648", 0],
    ["-2147483648", -2147483648],
    ["-0", 0],
  ])("%j: %i", (text, cost) => {
    expect(parseDeletionCost(text)).toBe(cost);
  });
});

describe("replica plan and status", () => {
  it("creates and deletes at most 500 in one sync", () => {
    expect(planReplicas(3, 10)).toEqual({ create: 7, delete: 0 });
    expect(planReplicas(10, 3)).toEqual({ create: 0, delete: 7 });
    expect(planReplicas(0, 2000)).toEqual({ create: 500, delete: 0 });
    expect(planReplicas(5, 5)).toEqual({ create: 0, delete: 0 });
  });

  it("creates in batches that double", () => {
    expect(slowStartBatches(0)).toEqual([]);
    expect(slowStartBatches(10)).toEqual([1, 2, 4, 3]);
    expect(slowStartBatches(500).reduce((sum, batch) => sum + batch, 0)).toBe(500);
  });

  it("counts active, ready, available and terminating pods", () => {
    const pods: ReplicaPod[] = [
      ready,
      { ...ready, readySinceUs: NOW_US - 5 * SECOND_US },
      { ...ready, readySinceUs: undefined, phase: "Pending" },
      { ...ready, deleting: true },
      { ...ready, phase: "Failed" },
    ];
    expect(replicaSetStatus(pods, 10, NOW_US)).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 2,
      availableReplicas: 1,
      terminatingReplicas: 1,
    });
  });
});
