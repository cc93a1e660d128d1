/** How far an autoscaler's rules let it go now. */
import type { DefaultedRules } from "./hpa-behavior.ts";
import type { HpaHistory, ScaleEvent } from "./hpa-history.ts";

type Events = Pick<HpaHistory, "scaleUps" | "scaleDowns">;

/** The most replicas that the rules allow. Source: horizontal.go, calculateScaleUpLimitWithScalingRules. */
export function scaleUpLimit(currentReplicas: number, events: Events, rules: DefaultedRules, nowUs: number): number {
  if (rules.selectPolicy === "Disabled") return currentReplicas;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const atStart = replicasAtStart(currentReplicas, events, periodSeconds, nowUs);
    return type === "Pods" ? atStart + value : Math.ceil(atStart * (1 + value / 100));
  });
  return rules.selectPolicy === "Min" ? Math.min(MAX_INT32, ...limits) : Math.max(MIN_INT32, ...limits);
}

/** The fewest replicas that the rules allow. Source: horizontal.go, calculateScaleDownLimitWithBehaviors. */
export function scaleDownLimit(currentReplicas: number, events: Events, rules: DefaultedRules, nowUs: number): number {
  if (rules.selectPolicy === "Disabled") return currentReplicas;
  const limits = rules.policies.map(({ type, value, periodSeconds }) => {
    const atStart = replicasAtStart(currentReplicas, events, periodSeconds, nowUs);
    return (type === "Pods" ? atStart - value : Math.trunc(atStart * (1 - value / 100))) + 0;
  });
  return rules.selectPolicy === "Min" ? Math.max(MIN_INT32, ...limits) : Math.min(MAX_INT32, ...limits);
}

/** Size at the start of a period, from the changes within it; one exactly as old as the period is outside. */
function replicasAtStart(currentReplicas: number, { scaleUps, scaleDowns }: Events, periodSeconds: number, nowUs: number): number {
  const sum = (events: readonly ScaleEvent[]): number =>
    events.reduce((total, { change, timeUs }) => total + (timeUs > nowUs - periodSeconds * 1_000_000 ? change : 0), 0);
  return currentReplicas - sum(scaleUps) + sum(scaleDowns);
}

const MAX_INT32 = 2_147_483_647;
const MIN_INT32 = -2_147_483_648;
