/**
 * The points of a broken line from utilisation to score. Source: pkg/scheduler/apis/config/validation/validation_pluginargs.go
 * (validateFunctionShape).
 */
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import type { Shape } from "../decode.ts";

export interface UtilizationShapePoint {
  /** Percent, 0 to 100. */
  readonly utilization: number;
  /** 0 to 10. */
  readonly score: number;
}

export const FUNCTION_SHAPE: Shape = { list: { fields: { utilization: "int32", score: "int32" } } };

const ACCEPTED = "points with utilization rising within 0..100 and score within 0..10";

/** Fields that are left out are 0. */
export function readFunctionShape(points: unknown): UtilizationShapePoint[] {
  return ((points ?? []) as Partial<UtilizationShapePoint>[]).map(({ utilization, score }) => ({
    utilization: utilization ?? 0,
    score: score ?? 0,
  }));
}

export function validateFunctionShape(points: readonly UtilizationShapePoint[], path: FieldPath, errors: ConfigErrors): void {
  if (points.length === 0) {
    errors.required(path, "at least one point must be specified", ACCEPTED);
    return;
  }
  const unsorted = points.findIndex((point, index) => index > 0 && points[index - 1]!.utilization >= point.utilization);
  if (unsorted > 0) {
    errors.invalid(
      path.child(unsorted, "utilization"),
      points[unsorted]!.utilization,
      "values must be sorted in increasing order",
      ACCEPTED,
    );
  }
  for (const [index, { utilization, score }] of points.entries()) {
    if (utilization < 0 || utilization > 100)
      errors.invalid(path.child(index, "utilization"), utilization, "not in valid range [0, 100]", ACCEPTED);
    if (score < 0 || score > 10) errors.invalid(path.child(index, "score"), score, "not in valid range [0, 10]", ACCEPTED);
  }
}
