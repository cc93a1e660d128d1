/** How many nodes a rolling update of a DaemonSet may touch at a time. */
import { type IntOrPercent, scaledValue } from "../int-or-percent.ts";

export interface DaemonUpdateLimits {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/**
 * Both round up, unlike those of a Deployment; where both come to 0 one node may be unavailable.
 *
 * @param desiredNodes nodes that should run a pod.
 * @throws IntOrPercentError for a text that is no percentage.
 * Source: pkg/controller/daemon/update.go, updatedDesiredNodeCounts.
 */
export function daemonUpdateLimits(
  strategy: { readonly maxSurge?: IntOrPercent; readonly maxUnavailable: IntOrPercent },
  desiredNodes: number,
): DaemonUpdateLimits {
  const maxUnavailable = scaledValue(strategy.maxUnavailable, desiredNodes, "up");
  const maxSurge = strategy.maxSurge === undefined ? 0 : scaledValue(strategy.maxSurge, desiredNodes, "up");
  return { maxSurge, maxUnavailable: desiredNodes > 0 && maxUnavailable === 0 && maxSurge === 0 ? 1 : maxUnavailable };
}
