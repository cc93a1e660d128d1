/** What pods are made from: a manifest, as the API server would admit it. */
import { AdmissionError, defaultPod, isExtendedResourceName, parseQuantity } from "@orrery/sim-core/model";
import type { ObjectMeta, PodSpec, PriorityClass } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import type { Path } from "./problem.ts";

export interface PodManifest {
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec: PodSpec;
}

/** Something that the API server refuses, at a path below the manifest. */
export interface Refused {
  readonly path: Path;
  readonly message: string;
  readonly found: string;
  readonly accepted: string;
}

export function podSource(
  manifest: PodManifest,
  workload: string,
  namespace: string,
  priorityClasses: readonly PriorityClass[],
): PodSource | Refused {
  const refused = resourceMistake(manifest.spec);
  if (refused !== undefined) return refused;
  const { labels, annotations, ownerReferences } = manifest.metadata ?? {};
  const metadata = {
    namespace,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
  };
  const { nodeName: _, ...given } = manifest.spec;
  try {
    const { spec } = defaultPod({ metadata: { ...metadata, name: workload }, spec: given }, { priorityClasses });
    return { metadata, spec, workload };
  } catch (error) {
    if (!(error instanceof AdmissionError)) throw error;
    const field = given.priorityClassName === undefined ? "priority" : "priorityClassName";
    const known = ["system-node-critical", "system-cluster-critical", ...priorityClasses.map((each) => each.metadata.name)];
    return {
      path: ["spec", field],
      message: error.message,
      found: JSON.stringify(given[field]),
      accepted: `a PriorityClass: ${known.join(", ")}`,
    };
  }
}

/** Source: pkg/apis/core/validation/validation.go, ValidateResourceRequirements. */
function resourceMistake(spec: PodSpec): Refused | undefined {
  for (const list of ["containers", "initContainers"] as const) {
    for (const [index, { resources }] of (spec[list] ?? []).entries()) {
      const path = ["spec", list, index, "resources"];
      for (const [name, amount] of Object.entries(resources?.requests ?? {})) {
        const limit = resources?.limits?.[name];
        if (!isExtendedResourceName(name)) {
          if (limit === undefined || parseQuantity(amount).cmp(parseQuantity(limit)) <= 0) continue;
          const message = `must be less than or equal to ${name} limit of ${limit}`;
          return { path: [...path, "requests", name], message, found: String(amount), accepted: `at most ${limit}` };
        }
        if (limit !== undefined && parseQuantity(amount).cmp(parseQuantity(limit)) === 0) continue;
        const message =
          limit === undefined ? `limit must be set for non overcommitable resource ${name}` : `must be equal to ${name} limit of ${limit}`;
        return { path: [...path, "requests", name], message, found: String(amount), accepted: "equal requests and limits" };
      }
    }
  }
  return undefined;
}
