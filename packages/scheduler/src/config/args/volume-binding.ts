/** VolumeBindingArgs. Source: pkg/scheduler/apis/config/v1/defaults.go, apis/config/validation/validation_pluginargs.go. */
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import type { Fields, Shape } from "../decode.ts";
import { FUNCTION_SHAPE } from "./function-shape.ts";

export const VOLUME_BINDING_SHAPE: Shape = { fields: { bindTimeoutSeconds: "int64", shape: FUNCTION_SHAPE } };

export function readVolumeBindingArgs(args: Fields, path: FieldPath, errors: ConfigErrors): Fields {
  const bindTimeoutSeconds = (args["bindTimeoutSeconds"] ?? 600) as number;
  if (bindTimeoutSeconds < 0) {
    errors.invalid(
      path.child("bindTimeoutSeconds"),
      bindTimeoutSeconds,
      "invalid BindTimeoutSeconds, should not be a negative value",
      "an integer of at least 0",
    );
  }
  if (args["shape"] !== undefined) {
    const detail = "unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring";
    errors.invalid(path.child("shape"), args["shape"], detail, "nothing: the gate is off");
  }
  return { bindTimeoutSeconds };
}
