/**
 * Lists of resources with weights, in the arguments of the plugins that score resources. Source:
 * pkg/scheduler/apis/config/types_pluginargs.go (ResourceSpec).
 */
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import type { Shape } from "../decode.ts";

export interface ResourceSpec {
  readonly name: string;
  readonly weight: number;
}

export const RESOURCE_SPECS: Shape = { list: { fields: { name: "string", weight: "int64" } } };

/** cpu and memory alike when none are given; a weight of 0 or none becomes 1. */
export function withDefaultResources(specs: unknown): ResourceSpec[] {
  const given = (specs ?? []) as Partial<ResourceSpec>[];
  if (given.length === 0)
    return [
      { name: "cpu", weight: 1 },
      { name: "memory", weight: 1 },
    ];
  return given.map(({ name, weight }) => ({ name: name ?? "", weight: weight || 1 }));
}

export function validateResourceWeights(specs: readonly ResourceSpec[], path: FieldPath, errors: ConfigErrors): void {
  for (const [index, { name, weight }] of specs.entries()) {
    if (weight > 0 && weight <= 100) continue;
    errors.invalid(
      path.child(index, "weight"),
      weight,
      `resource weight of ${name} not in valid range (0, 100]`,
      "an integer from 1 to 100",
    );
  }
}
