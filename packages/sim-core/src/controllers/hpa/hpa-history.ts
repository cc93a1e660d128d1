/** What an autoscaler remembers: recommendations and changes of size. Times in microseconds. */
import type { HpaBehavior, HpaScalingPolicy } from "./hpa-behavior.ts";

export interface Recommendation {
  readonly replicas: number;
  readonly timeUs: number;
}

export interface ScaleEvent {
  /** Replicas added, or removed; more than 0. */
  readonly change: number;
  readonly timeUs: number;
}

export interface HpaHistory {
  readonly recommendations: readonly Recommendation[];
  readonly scaleUps: readonly ScaleEvent[];
  readonly scaleDowns: readonly ScaleEvent[];
}

export const NO_HPA_HISTORY: HpaHistory = { recommendations: [], scaleUps: [], scaleDowns: [] };

/** The first recommendation is the size found. Source: pkg/controller/podautoscaler/horizontal.go, recordInitialRecommendation. */
export function recordInitialRecommendation(history: HpaHistory, currentReplicas: number, nowUs: number): HpaHistory {
  return history.recommendations.length > 0 ? history : { ...history, recommendations: [{ replicas: currentReplicas, timeUs: nowUs }] };
}

/** Notes a change of size, for rates. Source: pkg/controller/podautoscaler/horizontal.go, storeScaleEvent. */
export function recordScale(history: HpaHistory, behavior: HpaBehavior, from: number, to: number, nowUs: number): HpaHistory {
  const event = { change: Math.abs(to - from), timeUs: nowUs };
  const isOld = (policies: readonly HpaScalingPolicy[]) => {
    const longestSeconds = policies.reduce((longest, { periodSeconds }) => Math.max(longest, periodSeconds), 0);
    return ({ timeUs }: ScaleEvent): boolean => timeUs < nowUs - longestSeconds * 1_000_000;
  };
  return to > from
    ? { ...history, scaleUps: withNewest(history.scaleUps, event, isOld(behavior.scaleUp.policies)) }
    : { ...history, scaleDowns: withNewest(history.scaleDowns, event, isOld(behavior.scaleDown.policies)) };
}

/**
 * The samples with one more, in the place of the last one that is old. Not just memory: a sample that is old for scaling
 * up may still have counted for scaling down.
 */
export function withNewest<T>(samples: readonly T[], newest: T, isOld: (sample: T) => boolean): T[] {
  const index = samples.findLastIndex(isOld);
  return index < 0 ? [...samples, newest] : samples.with(index, newest);
}
