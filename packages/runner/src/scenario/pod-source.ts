/** What pods are made from: a manifest, as the API server would admit it. */
import { AdmissionError, defaultPod } from "@orrery/sim-core/model";
import type { ObjectMeta, PodSpec, PriorityClass } from "@orrery/sim-core/model";
import type { PodSource } from "@orrery/sim-core/store";
import { podMistake } from "./pod-mistakes.ts";
import type { Refused } from "./pod-mistakes.ts";

export interface PodManifest {
  readonly metadata?: Partial<ObjectMeta>;
  readonly spec: PodSpec;
}

export function podSource(
  manifest: PodManifest,
  workload: string,
  namespace: string,
  priorityClasses: readonly PriorityClass[],
): PodSource | Refused {
  const refused = podMistake(manifest.spec);
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
