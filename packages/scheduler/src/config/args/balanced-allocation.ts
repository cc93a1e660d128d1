/**
 * NodeResourcesBalancedAllocationArgs. Source: pkg/scheduler/apis/config/v1/defaults.go, apis/config/validation/validation_pluginargs.go.
 */
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import type { Fields, Shape } from "../decode.ts";
import { RESOURCE_SPECS, withDefaultResources } from "./resource-specs.ts";

export const BALANCED_ALLOCATION_SHAPE: Shape = { fields: { resources: RESOURCE_SPECS } };

export function readBalancedAllocationArgs(args: Fields, path: FieldPath, errors: ConfigErrors): Fields {
  const resources = withDefaultResources(args["resources"]);
  const seen = new Set<string>();
  for (const [index, { name, weight }] of resources.entries()) {
    const at = path.child("resources", index);
    if (seen.has(name)) errors.duplicate(at.child("name"), name, "each resource once");
    seen.add(name);
    if (weight !== 1) errors.invalid(at.child("weight"), weight, "must be 1", "1");
  }
  return { resources };
}
