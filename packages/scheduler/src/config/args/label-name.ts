/** Names that must be qualified names ("example.com/gpu", "cpu"). Source: apimachinery/pkg/apis/meta/v1/validation (ValidateLabelName). */
import { requirement, SelectorError } from "@orrery/sim-core/model";
import type { ConfigErrors, FieldPath } from "../config-error.ts";

export function validateLabelName(name: string, path: FieldPath, errors: ConfigErrors): void {
  try {
    requirement(name, "exists", []);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    // The text ends with the reason: `key: Invalid value: "...": reason`.
    const reason = error.message.slice(error.message.indexOf('": ') + 3);
    errors.invalid(path, name, reason, "a qualified name such as example.com/name");
  }
}
