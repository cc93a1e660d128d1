import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StatefulPod, StatefulSetSpec } from "./stateful-set-spec.ts";
import { stepStatefulSet } from "./stateful-set-step.ts";

const set: StatefulSetSpec = {
  replicas: 3,
  startOrdinal: 0,
  podManagementPolicy: "OrderedReady",
  minReadySeconds: 0,
  updateStrategy: { type: "RollingUpdate", partition: 0 },
  currentRevision: 1,
  updateRevision: 2,
};
const ready = (ordinal: number, revision = 1): StatefulPod => ({ ordinal, revision, phase: "Running", readySinceUs: 0, deleting: false });
const broken = (ordinal: number): StatefulPod => ({ ...ready(ordinal), readySinceUs: undefined });

function actions(pods: StatefulPod[], change: Partial<StatefulSetSpec> = {}): string[] {
  return stepStatefulSet({ ...set, ...change }, pods, 10).actions.map((action) =>
    action.kind === "create" ? `create ${action.ordinal} r${action.revision}` : `delete ${action.ordinal}`,
  );
}

describe("stepStatefulSet, ordered", () => {
  it("creates one after the other, each when the one before is available", () => {
    expect(actions([])).toEqual(["create 0 r2"]);
    expect(actions([broken(0)])).toEqual([]);
    expect(actions([ready(0)])).toEqual(["create 1 r2"]);
    expect(actions([ready(0)], { minReadySeconds: 1 })).toEqual([]);
  });

  it("replaces terminated pods, and waits while they go", () => {
    expect(actions([ready(0), { ...broken(1), phase: "Failed" }])).toEqual(["delete 1"]);
    expect(actions([ready(0), { ...broken(1), phase: "Succeeded", deleting: true }])).toEqual([]);
  });

  it("takes surplus pods away from the top, but not beside a broken one", () => {
    expect(actions([0, 1, 2, 3, 4].map((i) => ready(i)))).toEqual(["delete 4"]);
    expect(actions([...[0, 1, 2].map((i) => ready(i)), broken(3), ready(4)])).toEqual(["delete 4"]);
    expect(actions([...[0, 1, 2].map((i) => ready(i)), broken(3), broken(4)])).toEqual([]);
    expect(actions([...[0, 1, 2].map((i) => ready(i)), broken(4)])).toEqual(["delete 4"]);
    expect(actions([...[0, 1, 2].map((i) => ready(i)), { ...ready(4), deleting: true }])).toEqual([]);
  });

  it("updates from the top down to the partition, one at a time", () => {
    expect(actions([0, 1, 2].map((i) => ready(i)))).toEqual(["delete 2"]);
    expect(actions([ready(0), ready(1), ready(2, 2)])).toEqual(["delete 1"]);
    expect(actions([ready(0), ready(1), ready(2, 2)], { updateStrategy: { type: "RollingUpdate", partition: 2 } })).toEqual([]);
    expect(
      actions(
        [0, 1, 2].map((i) => ready(i)),
        { updateStrategy: { type: "OnDelete" } },
      ),
    ).toEqual([]);
    expect(actions([ready(0)], { updateStrategy: { type: "RollingUpdate", partition: 2 } })).toEqual(["create 1 r1"]);
    expect(actions([ready(3), ready(4), ready(5)], { startOrdinal: 3 })).toEqual(["delete 5"]);
  });

  it("is held up by a broken pod of the old revision", () => {
    expect(actions([broken(0), ready(1), ready(2)])).toEqual([]);
  });

  it("may update several where that is allowed", () => {
    const several = { updateStrategy: { type: "RollingUpdate", partition: 0, maxUnavailable: "67%" } } as const;
    expect(
      actions(
        [0, 1, 2].map((i) => ready(i)),
        several,
      ),
    ).toEqual(["delete 2", "delete 1"]);
  });
});

describe("stepStatefulSet, parallel", () => {
  const parallel = { podManagementPolicy: "Parallel" } as const;

  it("creates and removes at once, but updates one by one", () => {
    expect(actions([broken(1), ready(3), ready(4)], parallel)).toEqual(["create 0 r2", "create 2 r2", "delete 4", "delete 3"]);
    expect(
      actions(
        [0, 1, 2].map((i) => ready(i)),
        parallel,
      ),
    ).toEqual(["delete 2"]);
    expect(actions([ready(0), ready(1), { ...ready(2), deleting: true }], parallel)).toEqual([]);
  });
});

describe("status", () => {
  it("counts before the actions, less what an update takes", () => {
    const pods = [ready(0), ready(1), ready(2, 2), broken(3)];
    expect(
      stepStatefulSet({ ...set, replicas: 4, podManagementPolicy: "Parallel", updateStrategy: { type: "OnDelete" } }, pods, 10).status,
    ).toEqual({
      replicas: 4,
      readyReplicas: 3,
      availableReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 1,
    });
    expect(
      stepStatefulSet(
        set,
        [0, 1, 2].map((i) => ready(i)),
        10,
      ).status.currentReplicas,
    ).toBe(2);
  });

  it("makes the update revision the current one when all pods have it", () => {
    const step = stepStatefulSet(
      set,
      [0, 1, 2].map((i) => ready(i, 2)),
      10,
    );
    expect([step.currentRevision, step.status.currentReplicas]).toEqual([2, 3]);
  });
});

describe("any state", () => {
  it("comes to rest with all replicas at the update revision", () => {
    const pod = fc.record({
      ordinal: fc.nat(6),
      revision: fc.constantFrom(1, 2),
      phase: fc.constantFrom("Running" as const, "Failed" as const),
    });
    const policy = fc.constantFrom("OrderedReady" as const, "Parallel" as const);
    fc.assert(
      fc.property(
        fc.uniqueArray(pod, { selector: ({ ordinal }) => ordinal }),
        fc.nat(4),
        policy,
        (start, replicas, podManagementPolicy) => {
          const spec = { ...set, replicas, podManagementPolicy };
          // Surplus pods work: two broken ones would wait for each other, in Kubernetes as here.
          let pods: StatefulPod[] = start.map(({ ordinal, revision, phase }) =>
            phase === "Failed" && ordinal < replicas ? { ...broken(ordinal), revision, phase } : ready(ordinal, revision),
          );
          for (let rounds = 0; ; rounds++) {
            const { actions: now } = stepStatefulSet(spec, pods, 10);
            if (now.length === 0) break;
            const gone = new Set(now.flatMap((action) => (action.kind === "delete" ? action.ordinal : [])));
            pods = pods.filter(({ ordinal }) => !gone.has(ordinal));
            pods.push(...now.flatMap((action) => (action.kind === "create" ? ready(action.ordinal, action.revision) : [])));
            expect(rounds).toBeLessThan(50);
          }
          const seen = pods.map(({ ordinal, revision, phase }) => `${ordinal} ${revision} ${phase}`).toSorted();
          expect(seen).toEqual(Array.from({ length: replicas }, (_, i) => `${i} 2 Running`));
        },
      ),
    );
  });
});
