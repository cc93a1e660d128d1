/** How a node's fullness becomes a score: the arguments of NodeResourcesFit and NodeResourcesBalancedAllocation. */

export interface ResourceSpec {
  readonly name: string;
  readonly weight: number;
}

export interface UtilizationShapePoint {
  /** 0..100 */
  readonly utilization: number;
  /** 0..10 */
  readonly score: number;
}

export interface ScoringStrategy {
  readonly type: "LeastAllocated" | "MostAllocated" | "RequestedToCapacityRatio" | "Balanced";
  readonly resources: readonly ResourceSpec[];
  readonly requestedToCapacityRatio?: { readonly shape: readonly UtilizationShapePoint[] };
}
