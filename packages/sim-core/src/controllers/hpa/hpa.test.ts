import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HpaScalingRules, withDefaultBehavior } from "./hpa-behavior.ts";
import { combineProposals, replicasOutOfBounds } from "./hpa-decision.ts";
import { NO_HPA_HISTORY, recordInitialRecommendation, recordScale } from "./hpa-history.ts";
import { DEFAULT_HPA_READINESS, groupPods, hpaContainerRequest, type HpaPod } from "./hpa-pods.ts";
import { normalizeReplicas, scaleWithoutBehavior } from "./normalize-replicas.ts";
import { objectMetricReplicas, perPodMetricReplicas } from "./object-metric-replicas.ts";
import { averageValueReplicas, utilizationReplicas } from "./pod-metric-replicas.ts";
import { scaleDownLimit, scaleUpLimit } from "./scale-limits.ts";

const SECOND_US = 1_000_000;
const NOW_US = 10_000 * SECOND_US;
const tolerance = { scaleUp: 0.1, scaleDown: 0.1 };

function pod(valueMilli: number | undefined, change: Partial<HpaPod> = {}): HpaPod {
  return {
    phase: "Running",
    deleting: false,
    startedUs: 0,
    ready: { status: "True", transitionUs: 0 },
    requestMilli: 100,
    metric: valueMilli === undefined ? undefined : { valueMilli, timeUs: NOW_US, windowUs: 30 * SECOND_US },
    ...change,
  };
}

function utilization(pods: HpaPod[], current = pods.length, target = 50): unknown {
  const found = utilizationReplicas(pods, true, current, target, tolerance, NOW_US);
  return "error" in found ? found.error : found.replicas;
}

describe("groupPods", () => {
  const isReady = (change: Partial<HpaPod>): boolean => groupPods([pod(1, change)], true, NOW_US, DEFAULT_HPA_READINESS).ready.length === 1;
  const fresh = { startedUs: NOW_US - 100 * SECOND_US };

  it("believes the CPU of a starting pod only after one window of being ready", () => {
    expect(isReady({ ...fresh, ready: { status: "True", transitionUs: NOW_US - 30 * SECOND_US } })).toBe(true);
    expect(isReady({ ...fresh, ready: { status: "True", transitionUs: NOW_US - 29 * SECOND_US } })).toBe(false);
    expect(isReady({ ...fresh, ready: { status: "False", transitionUs: 0 } })).toBe(false);
  });

  it("believes that of an older pod unless it never was ready", () => {
    expect(isReady({ ready: { status: "False", transitionUs: 30 * SECOND_US } })).toBe(true);
    expect(isReady({ ready: { status: "False", transitionUs: 29 * SECOND_US } })).toBe(false);
    expect(isReady({ ready: undefined })).toBe(false);
  });

  it("leaves out what fails or goes, and knows who has no metrics", () => {
    const pods = [pod(1, { deleting: true }), pod(1, { phase: "Failed" }), pod(1, { phase: "Pending" }), pod(undefined)];
    const { ready, unready, missing } = groupPods(pods, true, NOW_US, DEFAULT_HPA_READINESS);
    expect([ready.length, unready.length, missing.length]).toEqual([0, 1, 1]);
  });
});

describe("requests", () => {
  const containers = [
    { name: "a", requestMilli: 100 },
    { name: "b", requestMilli: undefined },
  ];

  it("are those of all containers, of one, or the pod's own", () => {
    expect(hpaContainerRequest(containers, "")).toBeUndefined();
    expect(hpaContainerRequest(containers, "a")).toBe(100);
    expect(hpaContainerRequest(containers, "c")).toBeUndefined();
    expect(hpaContainerRequest(containers, "", 300)).toBe(300);
    expect(hpaContainerRequest(containers.slice(0, 1), "")).toBe(100);
  });
});

describe("proposals of metrics", () => {
  it("follow the utilization in whole percent, outside the tolerance", () => {
    expect(utilization([pod(55), pod(55)])).toBe(2);
    expect(utilization([pod(56), pod(56)])).toBe(3);
    expect(utilization([pod(20), pod(20), pod(20)])).toBe(2);
    expect(utilization([])).toMatch(/no pods/);
    expect(utilization([pod(undefined)])).toMatch(/did not receive/);
    expect(utilization([pod(50), pod(50, { requestMilli: undefined })])).toMatch(/request/);
    expect(utilization([pod(50, { requestMilli: 0 })])).toMatch(/no metrics/);
  });

  it("count missing pods as busy when shrinking and as idle when growing", () => {
    expect(utilization([pod(10), pod(10), pod(undefined)])).toBe(3);
    expect(utilization([pod(100), pod(100), pod(undefined)])).toBe(4);
    expect(utilization([pod(100), pod(undefined)], 2)).toBe(2);
  });

  it("count unready pods as idle when growing", () => {
    expect(utilization([pod(100), pod(100), pod(0, { phase: "Pending" })])).toBe(4);
    expect(utilization([pod(60), pod(0, { phase: "Pending" })])).toBe(2);
  });

  it("follow averages, values and values per pod", () => {
    expect(averageValueReplicas([pod(150), pod(151)], false, 2, 100, tolerance, NOW_US)).toEqual({ replicas: 3, averageMilli: 150 });
    const ready = [pod(1), pod(1), pod(1, { ready: undefined })];
    expect(objectMetricReplicas(ready, 3, 200, 100, tolerance)).toMatchObject({ replicas: 4 });
    expect(objectMetricReplicas(ready, 3, 109, 100, tolerance)).toMatchObject({ replicas: 3 });
    expect(objectMetricReplicas([], 0, 109, 100, tolerance)).toMatchObject({ replicas: 2 });
    expect(objectMetricReplicas([], 1, 200, 100, tolerance)).toHaveProperty("error");
    expect(perPodMetricReplicas(3, 1000, 100, tolerance)).toEqual({ replicas: 10, averageMilli: 334 });
    expect(perPodMetricReplicas(3, 310, 100, tolerance).replicas).toBe(3);
  });

  it("are combined to the greatest; a failed metric forbids shrinking", () => {
    expect(combineProposals([3, 5], 4)).toBe(5);
    expect(combineProposals([3, undefined], 4)).toBeUndefined();
    expect(combineProposals([5, undefined], 4)).toBe(5);
    expect(combineProposals([undefined], 4)).toBeUndefined();
  });
});

describe("limits", () => {
  const events = { scaleUps: [{ change: 3, timeUs: -10 * SECOND_US }], scaleDowns: [{ change: 1, timeUs: -60 * SECOND_US }] };
  const rules = (change: HpaScalingRules) => withDefaultBehavior({ scaleUp: change, scaleDown: change });

  it("count from the size at the start of each period", () => {
    expect(scaleUpLimit(10, events, rules({}).scaleUp, 0)).toBe(14);
    expect(scaleUpLimit(10, events, rules({ selectPolicy: "Min" }).scaleUp, 0)).toBe(11);
    expect(scaleUpLimit(10, events, rules({ selectPolicy: "Disabled" }).scaleUp, 0)).toBe(10);
    expect(scaleDownLimit(10, events, rules({ policies: [{ type: "Percent", value: 50, periodSeconds: 60 }] }).scaleDown, 0)).toBe(3);
    expect(scaleDownLimit(10, events, rules({ policies: [{ type: "Pods", value: 2, periodSeconds: 61 }] }).scaleDown, 0)).toBe(6);
  });

  it("without behavior are twice the size or 4", () => {
    const bounds = { minReplicas: 2, maxReplicas: 30 };
    expect(scaleWithoutBehavior(bounds, 1, 9)).toEqual([4, "ScaleUpLimit"]);
    expect(scaleWithoutBehavior(bounds, 20, 35)).toEqual([30, "TooManyReplicas"]);
    expect(scaleWithoutBehavior(bounds, 20, 1)).toEqual([2, "TooFewReplicas"]);
    expect(scaleWithoutBehavior(bounds, 20, 25)).toEqual([25, "DesiredWithinRange"]);
  });
});

describe("normalizeReplicas", () => {
  const bounds = { minReplicas: 1, maxReplicas: 100 };

  it("waits for the window before it shrinks; a sample at its very edge still counts without behavior only", () => {
    for (const [behavior, edge] of [
      [undefined, 10],
      [withDefaultBehavior({}), 5],
    ] as const) {
      let history = recordInitialRecommendation(NO_HPA_HISTORY, 10, 0);
      const at = (seconds: number) => {
        const found = normalizeReplicas(bounds, behavior, history, 10, 5, seconds * SECOND_US);
        history = found.history;
        return found.replicas;
      };
      expect([at(15), at(299), at(300), at(301)]).toEqual([10, 10, edge, 5]);
    }
  });

  it("takes the lowest proposal of the window when growing", () => {
    const behavior = withDefaultBehavior({ scaleUp: { stabilizationWindowSeconds: 60 } });
    const history = { ...NO_HPA_HISTORY, recommendations: [{ replicas: 12, timeUs: 0 }] };
    expect(normalizeReplicas(bounds, behavior, history, 10, 14, 30 * SECOND_US)).toMatchObject({
      replicas: 12,
      ableToScale: "ScaleUpStabilized",
    });
    expect(normalizeReplicas(bounds, behavior, history, 10, 14, 60 * SECOND_US)).toMatchObject({
      replicas: 14,
      ableToScale: "ReadyForNewScale",
    });
  });

  it("does not grow again before the period is over", () => {
    const behavior = withDefaultBehavior({ scaleUp: { policies: [{ type: "Pods", value: 4, periodSeconds: 60 }] } });
    const history = recordScale(NO_HPA_HISTORY, behavior, 10, 14, 0);
    const after = (seconds: number) => normalizeReplicas(bounds, behavior, history, 14, 30, seconds * SECOND_US);
    expect(after(59)).toMatchObject({ replicas: 14, limitedBy: "ScaleUpLimit", isLimited: true });
    expect(after(60)).toMatchObject({ replicas: 18 });
  });

  it("stays between the bounds and never goes against the proposal", () => {
    const sizes = fc.integer({ min: 1, max: 100 });
    const behaviors = fc.constantFrom(undefined, withDefaultBehavior({}), withDefaultBehavior({ scaleUp: { selectPolicy: "Min" } }));
    fc.assert(
      fc.property(sizes, fc.array(fc.nat(150), { maxLength: 30 }), behaviors, (start, proposals, behavior) => {
        let history = recordInitialRecommendation(NO_HPA_HISTORY, start, 0);
        let current = start;
        for (const [i, proposed] of proposals.entries()) {
          const found = normalizeReplicas(bounds, behavior, history, current, proposed, (i + 1) * 15 * SECOND_US);
          history = found.history;
          expect(found.replicas).toBeGreaterThanOrEqual(1);
          expect(found.replicas).toBeLessThanOrEqual(100);
          if (behavior !== undefined) {
            if (found.replicas > current) expect(proposed).toBeGreaterThan(current);
            if (found.replicas < current) expect(proposed).toBeLessThan(current);
          }
          if (behavior !== undefined && found.replicas !== current) {
            history = recordScale(history, behavior, current, found.replicas, (i + 1) * 15 * SECOND_US);
          }
          current = found.replicas;
        }
      }),
    );
  });
});

describe("bounds", () => {
  it("are restored without metrics, and 0 switches off", () => {
    expect(replicasOutOfBounds(0, 1, 5)).toEqual({ kind: "disabled", replicas: 0 });
    expect(replicasOutOfBounds(9, 1, 5)).toEqual({ kind: "aboveMax", replicas: 5 });
    expect(replicasOutOfBounds(1, 2, 5)).toEqual({ kind: "belowMin", replicas: 2 });
    expect(replicasOutOfBounds(3, 1, 5)).toBeUndefined();
  });
});
