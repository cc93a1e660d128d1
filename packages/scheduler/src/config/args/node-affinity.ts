/** NodeAffinityArgs: affinity that is added to every pod. Source: pkg/scheduler/apis/config/validation/validation_pluginargs.go. */
import { compileNodeSelector, compilePreferredTerms, SelectorError } from "@orrery/sim-core/model";
import type { NodeAffinity } from "@orrery/sim-core/model";
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import type { Fields, Shape } from "../decode.ts";

const EXPRESSIONS: Shape = { list: { fields: { key: "string", operator: "string", values: { list: "string" } } } };
const TERM: Shape = { fields: { matchExpressions: EXPRESSIONS, matchFields: EXPRESSIONS } };

export const NODE_AFFINITY_SHAPE: Shape = {
  fields: {
    addedAffinity: {
      fields: {
        requiredDuringSchedulingIgnoredDuringExecution: { fields: { nodeSelectorTerms: { list: TERM } } },
        preferredDuringSchedulingIgnoredDuringExecution: { list: { fields: { weight: "int32", preference: TERM } } },
      },
    },
  },
};

const ACCEPTED = "node selector terms as in a pod's spec.affinity.nodeAffinity";

export function readNodeAffinityArgs(args: Fields, path: FieldPath, errors: ConfigErrors): Fields {
  const added = args["addedAffinity"] as NodeAffinity | undefined;
  if (added === undefined) return {};
  const required = added.requiredDuringSchedulingIgnoredDuringExecution;
  const preferred = added.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const at = path.child("addedAffinity");
  const problem = required === undefined ? undefined : compileNodeSelector(required).error;
  if (problem !== undefined) errors.add(at.child("requiredDuringSchedulingIgnoredDuringExecution"), problem, required, ACCEPTED);
  try {
    compilePreferredTerms(preferred.map(({ weight, preference }) => ({ weight, preference: preference ?? {} })));
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    errors.add(at.child("preferredDuringSchedulingIgnoredDuringExecution"), error.message, preferred, ACCEPTED);
  }
  return { addedAffinity: added };
}
