import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IntOrPercent } from "../int-or-percent.ts";
import { writtenSizes } from "./replica-set-write.ts";
import { rollingStep } from "./rolling-step.ts";
import type { DeploymentStrategy } from "./rollout-deployment.ts";
import { maxSurge, minAvailable } from "./rollout-limits.ts";
import { healthy, ofSize } from "./replica-set-fixture.ts";

function rolling(maxSurgeValue: IntOrPercent, maxUnavailableValue: IntOrPercent): DeploymentStrategy {
  return { type: "RollingUpdate", maxSurge: maxSurgeValue, maxUnavailable: maxUnavailableValue };
}

describe("rollingStep", () => {
  const deployment = { replicas: 10, strategy: rolling(3, 2) };

  it("grows the new ReplicaSet up to replicas + surge first", () => {
    const step = rollingStep(deployment, ofSize("new", 0), [healthy("old", 10)]);
    expect(step).toEqual({ phase: "new", writes: [{ name: "new", fromReplicas: 0, toReplicas: 3, desiredReplicas: 10, maxReplicas: 13 }] });
  });

  it("then shrinks old ones by what is available beyond the promise, oldest first", () => {
    const old = [healthy("b", 6, { createdUs: 2 }), healthy("a", 4, { createdUs: 1 })];
    const { phase, writes } = rollingStep(deployment, ofSize("new", 3), old);
    expect(phase).toBe("old");
    expect(writes.map(({ name, toReplicas }) => [name, toReplicas])).toEqual([["a", 2]]);
  });

  it("takes unavailable old pods first, as many as do not hurt, and may write a ReplicaSet twice", () => {
    const old = [healthy("a", 8, { availableReplicas: 5 })];
    const { writes } = rollingStep({ replicas: 10, strategy: rolling(0, 4) }, healthy("new", 2), old);
    expect(writes.map(({ toReplicas }) => toReplicas)).toEqual([5, 4]);
  });

  it("does not count a new ReplicaSet's broken pods as room", () => {
    expect(rollingStep(deployment, ofSize("new", 5), [healthy("old", 8)])).toEqual({ phase: "none", writes: [] });
  });

  it("cuts a new ReplicaSet that is too large", () => {
    expect(rollingStep(deployment, healthy("new", 12), []).writes[0]?.toReplicas).toBe(10);
  });

  it("gives up at a status that lags behind, after what it wrote before", () => {
    const old = [healthy("a", 4, { createdUs: 1, availableReplicas: 2 }), healthy("b", 4, { createdUs: 2, availableReplicas: 6 })];
    const step = rollingStep({ replicas: 10, strategy: rolling(0, 10) }, healthy("new", 10), old);
    expect(step.phase).toBe("none");
    expect(step.writes.map(({ name, toReplicas }) => [name, toReplicas])).toEqual([["a", 2]]);
  });

  it("ends with the new ReplicaSet alone from any state, never above the surge nor below the promise by its own doing", () => {
    const share = fc.oneof(
      fc.nat(12),
      fc.nat(100).map((percent) => `${percent}%`),
    );
    const sizes = fc.array(fc.nat(20), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.nat(20), share, share, fc.nat(20), sizes, (replicas, surge, unavailable, newSize, oldSizes) => {
        const each = { replicas, strategy: rolling(surge, unavailable) };
        let created = healthy("new", newSize);
        let old = oldSizes.map((size, i) => healthy(`old${i}`, size, { createdUs: i }));
        for (let steps = 0; ; steps++) {
          const total = (list: readonly { replicas: number }[]): number => list.reduce((sum, { replicas: size }) => sum + size, 0);
          const before = total([...old, created]);
          const { phase, writes } = rollingStep(each, created, old);
          if (phase === "none") break;
          const after = writtenSizes([...old, created], writes);
          created = healthy("new", after.get("new")!);
          old = old.map(({ name, createdUs }) => healthy(name, after.get(name)!, { createdUs }));
          expect(total([...old, created])).toBeLessThanOrEqual(Math.max(before, replicas + maxSurge(each)));
          expect(total([...old, created])).toBeGreaterThanOrEqual(Math.min(before, minAvailable(each)));
          expect(steps).toBeLessThan(200);
        }
        expect(created.replicas).toBe(replicas);
        expect(old.every(({ replicas: size }) => size === 0)).toBe(true);
      }),
    );
  });
});
