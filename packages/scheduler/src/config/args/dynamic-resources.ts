/** DynamicResourcesArgs. Source: pkg/scheduler/apis/config/v1/defaults.go, apis/config/validation/validation_pluginargs.go. */
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import { durationSeconds } from "../decode.ts";
import type { Fields, Shape } from "../decode.ts";

export const DYNAMIC_RESOURCES_SHAPE: Shape = { fields: { filterTimeout: "duration", bindingTimeout: "duration" } };

export function readDynamicResourcesArgs(args: Fields, path: FieldPath, errors: ConfigErrors): Fields {
  const filterTimeout = (args["filterTimeout"] ?? "10s") as string;
  const bindingTimeout = (args["bindingTimeout"] ?? "10m0s") as string;
  if ((durationSeconds(filterTimeout) ?? 0) < 0) {
    errors.invalid(path.child("filterTimeout"), filterTimeout, "must be zero or positive", "a duration of at least 0");
  }
  if ((durationSeconds(bindingTimeout) ?? 0) < 1) {
    errors.invalid(path.child("bindingTimeout"), bindingTimeout, "must be at least 1 second", 'a duration of at least "1s"');
  }
  return { filterTimeout, bindingTimeout };
}
