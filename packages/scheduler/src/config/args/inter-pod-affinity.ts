/** InterPodAffinityArgs. Source: pkg/scheduler/apis/config/v1/defaults.go, apis/config/validation/validation_pluginargs.go. */
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import type { Fields, Shape } from "../decode.ts";

export const INTER_POD_AFFINITY_SHAPE: Shape = { fields: { hardPodAffinityWeight: "int32", ignorePreferredTermsOfExistingPods: "bool" } };

export function readInterPodAffinityArgs(args: Fields, path: FieldPath, errors: ConfigErrors): Fields {
  const hardPodAffinityWeight = (args["hardPodAffinityWeight"] ?? 1) as number;
  if (hardPodAffinityWeight < 0 || hardPodAffinityWeight > 100) {
    errors.invalid(path.child("hardPodAffinityWeight"), hardPodAffinityWeight, "not in valid range [0, 100]", "an integer from 0 to 100");
  }
  return { hardPodAffinityWeight, ignorePreferredTermsOfExistingPods: args["ignorePreferredTermsOfExistingPods"] ?? false };
}
