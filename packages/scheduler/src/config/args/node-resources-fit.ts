/** NodeResourcesFitArgs. Source: pkg/scheduler/apis/config/v1/defaults.go, apis/config/validation/validation_pluginargs.go. */
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import type { Fields, Shape } from "../decode.ts";
import { isFields } from "../decode.ts";
import { FUNCTION_SHAPE, readFunctionShape, validateFunctionShape } from "./function-shape.ts";
import { validateLabelName } from "./label-name.ts";
import { RESOURCE_SPECS, validateResourceWeights, withDefaultResources } from "./resource-specs.ts";

export const NODE_RESOURCES_FIT_SHAPE: Shape = {
  fields: {
    ignoredResources: { list: "string" },
    ignoredResourceGroups: { list: "string" },
    scoringStrategy: {
      fields: { type: "string", resources: RESOURCE_SPECS, requestedToCapacityRatio: { fields: { shape: FUNCTION_SHAPE } } },
    },
  },
};

const STRATEGIES = ["LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"];

export function readNodeResourcesFitArgs(args: Fields, path: FieldPath, errors: ConfigErrors): Fields {
  const given = isFields(args["scoringStrategy"]) ? args["scoringStrategy"] : { type: "LeastAllocated" };
  const scoringStrategy: Fields = { ...given, type: given["type"] ?? "", resources: withDefaultResources(given["resources"]) };
  const ignoredResources = (args["ignoredResources"] ?? []) as string[];
  const ignoredResourceGroups = (args["ignoredResourceGroups"] ?? []) as string[];

  for (const [index, name] of ignoredResources.entries()) validateLabelName(name, path.child("ignoredResources", index), errors);
  for (const [index, group] of ignoredResourceGroups.entries()) {
    const at = path.child("ignoredResourceGroups", index);
    if (group.includes("/"))
      errors.invalid(at, group, "resource group name can't contain '/'", "the part of a resource name before the slash");
    validateLabelName(group, at, errors);
  }
  validateStrategy(scoringStrategy, path.child("scoringStrategy"), errors);
  return { ignoredResources, ignoredResourceGroups, scoringStrategy };
}

function validateStrategy(strategy: Fields, path: FieldPath, errors: ConfigErrors): void {
  const type = strategy["type"] as string;
  if (!STRATEGIES.includes(type)) errors.unsupported(path.child("type"), type, STRATEGIES);
  validateResourceWeights(withDefaultResources(strategy["resources"]), path.child("resources"), errors);
  const ratio = strategy["requestedToCapacityRatio"];
  const at = path.child("requestedToCapacityRatio");
  if (type !== "RequestedToCapacityRatio") {
    if (ratio !== undefined) errors.forbidden(at, ratio, "must be nil when type is not RequestedToCapacityRatio");
  } else if (!isFields(ratio)) {
    errors.required(at, "must be specified when type is RequestedToCapacityRatio", "{shape: [{utilization, score}, ...]}");
  } else {
    const shape = readFunctionShape(ratio["shape"]);
    strategy["requestedToCapacityRatio"] = { shape };
    validateFunctionShape(shape, at.child("shape"), errors);
  }
}
