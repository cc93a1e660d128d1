import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recreateStep } from "./recreate-step.ts";
import { writtenSizes } from "./replica-set-write.ts";
import { replicaSetShare, scaleProportionally } from "./proportional-scaling.ts";
import type { DeploymentStrategy } from "./rollout-deployment.ts";
import { maxSurge } from "./rollout-limits.ts";
import { healthy, ofSize } from "./replica-set-fixture.ts";

const rolling: DeploymentStrategy = { type: "RollingUpdate", maxSurge: 3, maxUnavailable: 2 };
const annotated = { desiredReplicas: 10, maxReplicas: 13 };

describe("scaleProportionally", () => {
  it("scales the only active ReplicaSet, or else the newest", () => {
    const sizes = (...args: Parameters<typeof scaleProportionally>) =>
      scaleProportionally(...args).map(({ name, toReplicas }) => [name, toReplicas]);
    expect(sizes({ replicas: 7, strategy: rolling }, 0, ofSize("new", 0), [healthy("old", 5)])).toEqual([["old", 7]]);
    expect(sizes({ replicas: 7, strategy: rolling }, 0, undefined, [ofSize("a", 0), ofSize("b", 0, { createdUs: 1 })])).toEqual([["b", 7]]);
    expect(sizes({ replicas: 7, strategy: rolling }, 0, undefined, [])).toEqual([]);
  });

  it("keeps shares, gives what is left over to the largest, and writes the annotations of all", () => {
    const old = [healthy("old", 8, annotated)];
    const writes = scaleProportionally({ replicas: 15, strategy: rolling }, 13, healthy("new", 5, annotated), old);
    expect(writes).toEqual([
      { name: "old", fromReplicas: 8, toReplicas: 11, desiredReplicas: 15, maxReplicas: 18 },
      { name: "new", fromReplicas: 5, toReplicas: 7, desiredReplicas: 15, maxReplicas: 18 },
    ]);
  });

  it("empties the old ones beside a new one that holds everything", () => {
    const created = healthy("new", 10, annotated);
    const old = [healthy("a", 2, annotated), healthy("b", 1, { ...annotated, createdUs: 1 })];
    const writes = scaleProportionally({ replicas: 10, strategy: rolling }, 13, created, old);
    expect(writes.map(({ name, toReplicas }) => [name, toReplicas])).toEqual([
      ["b", 0],
      ["a", 0],
    ]);
  });

  it("overflows as 32-bit arithmetic does", () => {
    // As GetReplicaSetProportion answers: 40,000 * 60,004 does not fit into 31 bits.
    expect(replicaSetShare({ replicas: 60_001, strategy: rolling }, 0, { replicas: 40_000, maxReplicas: 60_003 }, 1, 0)).toBe(-71_579);
  });

  it("comes to replicas + surge in total, whatever the state", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.nat(60), sizes, fc.nat(5), (replicas, before, extra) => {
        const total = before.reduce((sum, size) => sum + size, 0);
        const stamp = { desiredReplicas: total, maxReplicas: total + extra };
        const sets = before.map((size, i) => ofSize(`rs${i}`, size, { createdUs: i, ...stamp }));
        const deployment = { replicas, strategy: rolling };
        const writes = scaleProportionally(deployment, total, sets.at(-1), sets.slice(0, -1));
        const after = [...writtenSizes(sets, writes).values()];
        const allowed = replicas === 0 ? 0 : replicas + maxSurge(deployment);
        expect(after.every((size) => size >= 0)).toBe(true);
        expect(after.reduce((sum, size) => sum + size, 0)).toBe(allowed);
      }),
    );
  });
});

describe("recreateStep", () => {
  const deployment = { replicas: 4, strategy: { type: "Recreate" } as const };

  it("empties, waits, creates, scales, rests", () => {
    expect(recreateStep(deployment, undefined, [healthy("old", 4)], [])).toMatchObject({
      kind: "scale down old",
      writes: [{ toReplicas: 0 }],
    });
    expect(recreateStep(deployment, undefined, [healthy("old", 0, { statusReplicas: 1 })], [])).toEqual({ kind: "wait for old pods" });
    expect(recreateStep(deployment, undefined, [ofSize("old", 0)], ["Running"])).toEqual({ kind: "wait for old pods" });
    expect(recreateStep(deployment, undefined, [ofSize("old", 0)], ["Failed", "Succeeded"])).toEqual({ kind: "create new" });
    expect(recreateStep(deployment, ofSize("new", 0), [ofSize("old", 0)], [])).toMatchObject({
      kind: "scale up new",
      write: { toReplicas: 4 },
    });
    expect(recreateStep(deployment, ofSize("new", 4), [ofSize("old", 0)], [])).toEqual({ kind: "none" });
  });
});
