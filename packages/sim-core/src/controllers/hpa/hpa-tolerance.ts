/** How far a metric may be off its target without any scaling. */

/** Shares of the target, e.g. 0.1. */
export interface HpaTolerance {
  readonly scaleUp: number;
  readonly scaleDown: number;
}

/** @param usageRatio usage divided by target. Source: pkg/controller/podautoscaler/replica_calculator.go, Tolerances.isWithin. */
export function isWithinTolerance(usageRatio: number, tolerance: HpaTolerance): boolean {
  return 1 - tolerance.scaleDown <= usageRatio && usageRatio <= 1 + tolerance.scaleUp;
}
