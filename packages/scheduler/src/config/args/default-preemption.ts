/** DefaultPreemptionArgs. Source: pkg/scheduler/apis/config/v1/defaults.go, apis/config/validation/validation_pluginargs.go. */
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import type { Fields, Shape } from "../decode.ts";

export const DEFAULT_PREEMPTION_SHAPE: Shape = { fields: { minCandidateNodesPercentage: "int32", minCandidateNodesAbsolute: "int32" } };

export function readDefaultPreemptionArgs(args: Fields, path: FieldPath, errors: ConfigErrors): Fields {
  const percentage = (args["minCandidateNodesPercentage"] ?? 10) as number;
  const absolute = (args["minCandidateNodesAbsolute"] ?? 100) as number;
  const percentagePath = path.child("minCandidateNodesPercentage");
  const absolutePath = path.child("minCandidateNodesAbsolute");
  if (percentage < 0 || percentage > 100)
    errors.invalid(percentagePath, percentage, "not in valid range [0, 100]", "an integer from 0 to 100");
  if (absolute < 0) errors.invalid(absolutePath, absolute, "not in valid range [0, inf)", "an integer of at least 0");
  if (percentage === 0 && absolute === 0) {
    errors.invalid(percentagePath, 0, "cannot be zero at the same time as minCandidateNodesAbsolute", "one of the two above 0");
    errors.invalid(absolutePath, 0, "cannot be zero at the same time as minCandidateNodesPercentage", "one of the two above 0");
  }
  return { minCandidateNodesPercentage: percentage, minCandidateNodesAbsolute: absolute };
}
