/** From what metrics propose to the size that is set: stabilization, then rates and bounds. */
import type { HpaBehavior } from "./hpa-behavior.ts";
import { type HpaHistory, type Recommendation, withNewest } from "./hpa-history.ts";
import { scaleDownLimit, scaleUpLimit } from "./scale-limits.ts";

export interface HpaBounds {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

export interface NormalizedReplicas {
  readonly replicas: number;
  /** Reason of the condition AbleToScale (True). */
  readonly ableToScale: "ReadyForNewScale" | "ScaleUpStabilized" | "ScaleDownStabilized";
  /** Reason of the condition ScalingLimited, and whether that is True. */
  readonly limitedBy: LimitReason;
  readonly isLimited: boolean;
  readonly history: HpaHistory;
}

export type LimitReason = "DesiredWithinRange" | "ScaleUpLimit" | "ScaleDownLimit" | "TooManyReplicas" | "TooFewReplicas";

/**
 * The new size, and the history with this proposal.
 *
 * @param behavior undefined: the rules of before there were behaviors: the greatest proposal of the window, at most twice
 *   the size (or 4).
 * @param downscaleWindowSeconds --horizontal-pod-autoscaler-downscale-stabilization, 300 by default.
 * Source: pkg/controller/podautoscaler/horizontal.go, normalizeDesiredReplicas, normalizeDesiredReplicasWithBehaviors.
 */
export function normalizeReplicas(
  bounds: HpaBounds,
  behavior: HpaBehavior | undefined,
  history: HpaHistory,
  current: number,
  proposed: number,
  nowUs: number,
  downscaleWindowSeconds = 300,
): NormalizedReplicas {
  const proposal = { replicas: proposed, timeUs: nowUs };
  if (behavior === undefined) {
    const isOld = ({ timeUs }: Recommendation): boolean => timeUs < nowUs - downscaleWindowSeconds * SECOND_US;
    const stabilized = history.recommendations.reduce((most, each) => (isOld(each) ? most : Math.max(most, each.replicas)), proposed);
    const recommendations = withNewest(history.recommendations, proposal, isOld);
    return result(stabilized, proposed, "ScaleDownStabilized", scaleWithoutBehavior(bounds, current, stabilized), {
      ...history,
      recommendations,
    });
  }
  const upSinceUs = nowUs - behavior.scaleUp.stabilizationWindowSeconds * SECOND_US;
  const downSinceUs = nowUs - (behavior.scaleDown.stabilizationWindowSeconds ?? downscaleWindowSeconds) * SECOND_US;
  let lowest = proposed;
  let highest = proposed;
  for (const { replicas, timeUs } of history.recommendations) {
    if (timeUs > upSinceUs) lowest = Math.min(lowest, replicas);
    if (timeUs > downSinceUs) highest = Math.max(highest, replicas);
  }
  const stabilized = Math.min(Math.max(current, lowest), highest);
  const isOld = ({ timeUs }: Recommendation): boolean => timeUs < upSinceUs && timeUs < downSinceUs;
  const recommendations = withNewest(history.recommendations, proposal, isOld);
  const reason = proposed >= current ? "ScaleUpStabilized" : "ScaleDownStabilized";
  return result(stabilized, proposed, reason, scaleWithBehavior(bounds, behavior, history, current, stabilized, nowUs), {
    ...history,
    recommendations,
  });
}

/** Bounds, and at most twice the size or 4. Source: horizontal.go, convertDesiredReplicasWithRules. */
export function scaleWithoutBehavior({ minReplicas, maxReplicas }: HpaBounds, current: number, desired: number): Limited {
  const rateLimit = Math.max(2 * current, 4);
  if (desired < minReplicas) return [minReplicas, "TooFewReplicas"];
  if (desired > Math.min(maxReplicas, rateLimit)) {
    return maxReplicas > rateLimit ? [rateLimit, "ScaleUpLimit"] : [maxReplicas, "TooManyReplicas"];
  }
  return [desired, "DesiredWithinRange"];
}

type Limited = readonly [replicas: number, reason: LimitReason];

/** Source: pkg/controller/podautoscaler/horizontal.go, convertDesiredReplicasWithBehaviorRate. */
function scaleWithBehavior(
  { minReplicas, maxReplicas }: HpaBounds,
  { scaleUp, scaleDown }: HpaBehavior,
  history: HpaHistory,
  current: number,
  desired: number,
  nowUs: number,
): Limited {
  if (desired > current) {
    const limit = Math.max(scaleUpLimit(current, history, scaleUp, nowUs), current);
    const most = Math.min(maxReplicas, limit);
    if (desired > most) return [most, maxReplicas > limit ? "ScaleUpLimit" : "TooManyReplicas"];
  } else if (desired < current) {
    const limit = Math.min(scaleDownLimit(current, history, scaleDown, nowUs), current);
    const fewest = Math.max(minReplicas, limit);
    if (desired < fewest) return [fewest, minReplicas < limit ? "ScaleDownLimit" : "TooFewReplicas"];
  }
  return [desired, "DesiredWithinRange"];
}

function result(
  stabilized: number,
  proposed: number,
  reason: "ScaleUpStabilized" | "ScaleDownStabilized",
  [replicas, limitedBy]: Limited,
  history: HpaHistory,
): NormalizedReplicas {
  const ableToScale = stabilized === proposed ? "ReadyForNewScale" : reason;
  return { replicas, ableToScale, limitedBy, isLimited: replicas !== stabilized, history };
}

const SECOND_US = 1_000_000;
