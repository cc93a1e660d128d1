/** PodTopologySpreadArgs. Source: pkg/scheduler/apis/config/v1/defaults.go, apis/config/validation/validation_pluginargs.go. */
import type { TopologySpreadConstraint } from "@orrery/sim-core/model";
import type { ConfigErrors, FieldPath } from "../config-error.ts";
import type { Fields, Shape } from "../decode.ts";
import { validateLabelName } from "./label-name.ts";

export const POD_TOPOLOGY_SPREAD_SHAPE: Shape = {
  fields: {
    defaultingType: "string",
    defaultConstraints: {
      list: {
        fields: {
          maxSkew: "int32",
          topologyKey: "string",
          whenUnsatisfiable: "string",
          labelSelector: "any",
          minDomains: "int32",
          nodeAffinityPolicy: "string",
          nodeTaintsPolicy: "string",
          matchLabelKeys: { list: "string" },
        },
      },
    },
  },
};

export function readPodTopologySpreadArgs(args: Fields, path: FieldPath, errors: ConfigErrors): Fields {
  const defaultingType = (args["defaultingType"] as string | undefined) || "System";
  const defaultConstraints = (args["defaultConstraints"] ?? []) as Partial<TopologySpreadConstraint>[];
  const typePath = path.child("defaultingType");
  if (defaultingType !== "System" && defaultingType !== "List") errors.unsupported(typePath, defaultingType, ["System", "List"]);
  if (defaultingType === "System" && defaultConstraints.length > 0) {
    errors.invalid(typePath, defaultingType, "when .defaultConstraints are not empty", '"List", or no defaultConstraints');
  }
  for (const index of defaultConstraints.keys()) validateConstraint(defaultConstraints, index, path.child("defaultConstraints"), errors);
  return { defaultingType, defaultConstraints };
}

function validateConstraint(all: readonly Partial<TopologySpreadConstraint>[], index: number, path: FieldPath, errors: ConfigErrors): void {
  const { maxSkew = 0, topologyKey = "", whenUnsatisfiable = "", labelSelector } = all[index]!;
  const at = path.child(index);
  if (maxSkew <= 0) errors.invalid(at.child("maxSkew"), maxSkew, "not in valid range (0, inf)", "an integer of at least 1");
  if (topologyKey === "") errors.required(at.child("topologyKey"), "can not be empty", "a node label such as topology.kubernetes.io/zone");
  else validateLabelName(topologyKey, at.child("topologyKey"), errors);
  const actions = ["DoNotSchedule", "ScheduleAnyway"];
  if (whenUnsatisfiable === "") errors.required(at.child("whenUnsatisfiable"), "can not be empty", actions.join(", "));
  else if (!actions.includes(whenUnsatisfiable)) errors.unsupported(at.child("whenUnsatisfiable"), whenUnsatisfiable, actions);
  if (labelSelector !== undefined) {
    errors.forbidden(at.child("labelSelector"), labelSelector, "constraint must not define a selector, as they deduced for each pod");
  }
  if (
    all.slice(0, index).some((other) => (other.topologyKey ?? "") === topologyKey && (other.whenUnsatisfiable ?? "") === whenUnsatisfiable)
  ) {
    errors.duplicate(at, `{${topologyKey}, ${whenUnsatisfiable}}`, "each pair of topologyKey and whenUnsatisfiable once");
  }
}
