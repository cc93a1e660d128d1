/** Pods of the kubelet's own files, as it reads them. */
import type { StaticPod } from "@orrery/sim-core/kubelet";
import type { Pod, PriorityClass } from "@orrery/sim-core/model";
import { podSource } from "./pod-source.ts";
import type { ScenarioProblem } from "./problem.ts";
import type { LocatedManifest } from "./resolve-scenario.ts";

export interface StaticPods {
  readonly pods: readonly StaticPod[];
  /** Errors only. */
  readonly problems: readonly ScenarioProblem[];
}

/**
 * Each tolerates every NoExecute taint and carries its source as an annotation; the name of its node is added to its own there.
 *
 * Source: pkg/kubelet/config/common.go, applyDefaults.
 */
export function staticPods(located: readonly LocatedManifest[], priorityClasses: readonly PriorityClass[]): StaticPods {
  const pods: StaticPod[] = [];
  const problems: ScenarioProblem[] = [];
  const names = new Set<string>();
  for (const { manifest, document, path } of located) {
    const pod = manifest as unknown as Pod;
    const { name, namespace = "default" } = pod.metadata;
    if (names.has(`${namespace}/${name}`)) {
      const accepted = "a name of its own for each static pod of a pool";
      problems.push(
        document.problem("error", [...path, "metadata", "name"], "a second static pod of this name", JSON.stringify(name), accepted),
      );
    }
    names.add(`${namespace}/${name}`);
    const annotations = { ...pod.metadata.annotations, "kubernetes.io/config.source": "file" };
    const tolerations = [...(pod.spec.tolerations ?? []), { operator: "Exists", effect: "NoExecute" }];
    const given = { metadata: { ...pod.metadata, annotations }, spec: { ...pod.spec, tolerations } };
    const source = podSource(given, name, namespace, priorityClasses);
    if ("message" in source)
      problems.push(document.problem("error", [...path, ...source.path], source.message, source.found, source.accepted));
    else pods.push({ name, source });
  }
  return { pods, problems };
}
