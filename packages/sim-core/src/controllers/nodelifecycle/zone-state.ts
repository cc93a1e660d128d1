/** How badly a zone is hit: from how many of its nodes are ready. */

/** "Initial": not yet looked at. */
export type ZoneState = "Initial" | "Normal" | "PartialDisruption" | "FullDisruption";

/**
 * Full when no node is ready; partial when more than two are not and their share reaches the threshold (single precision,
 * as in Kubernetes); else normal, as an empty zone is.
 *
 * @param unhealthyZoneThreshold share of nodes, 0 to 1.
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, ComputeZoneState.
 */
export function zoneState(ready: number, notReady: number, unhealthyZoneThreshold: number): ZoneState {
  if (ready === 0 && notReady > 0) return "FullDisruption";
  const share = Math.fround(Math.fround(notReady) / Math.fround(notReady + ready));
  return notReady > 2 && share >= Math.fround(unhealthyZoneThreshold) ? "PartialDisruption" : "Normal";
}
