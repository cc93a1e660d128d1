/** How many pods a rollout may have too many and too few. */
import { type IntOrPercent, scaledValue } from "../int-or-percent.ts";
import type { RolloutDeployment } from "./rollout-deployment.ts";

type Sized = Pick<RolloutDeployment, "replicas" | "strategy">;

/**
 * Surge (percentages round up) and unavailable (down) as counts; where both come to 0, one pod may be unavailable, since
 * otherwise nothing could move.
 *
 * @throws IntOrPercentError for a text that is no percentage.
 * Source: pkg/controller/deployment/util/deployment_util.go, ResolveFenceposts.
 */
export function resolveFenceposts(
  surge: IntOrPercent,
  unavailable: IntOrPercent,
  replicas: number,
): { readonly surge: number; readonly unavailable: number } {
  const surgeCount = scaledValue(surge, replicas, "up");
  const unavailableCount = scaledValue(unavailable, replicas, "down");
  return { surge: surgeCount, unavailable: surgeCount === 0 && unavailableCount === 0 ? 1 : unavailableCount };
}

/** Pods above the desired number that may exist; 0 for Recreate. */
export function maxSurge({ strategy, replicas }: Sized): number {
  return strategy.type === "RollingUpdate" ? resolveFenceposts(strategy.maxSurge, strategy.maxUnavailable, replicas).surge : 0;
}

/** Desired pods that may be missing, at most all; 0 for Recreate. */
export function maxUnavailable({ strategy, replicas }: Sized): number {
  if (strategy.type !== "RollingUpdate" || replicas === 0) return 0;
  return Math.min(resolveFenceposts(strategy.maxSurge, strategy.maxUnavailable, replicas).unavailable, replicas);
}

/** Pods that must be available throughout a rolling update; 0 for Recreate. */
export function minAvailable(deployment: Sized): number {
  return deployment.strategy.type === "RollingUpdate" ? deployment.replicas - maxUnavailable(deployment) : 0;
}
