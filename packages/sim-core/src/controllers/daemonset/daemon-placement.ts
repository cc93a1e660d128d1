/** On which nodes a DaemonSet wants its pod, and on which it leaves one that is there. Resources are the scheduler's matter. */
import { compileRequiredNodeAffinity, findMatchingUntoleratedTaint, type NodeFacts, type PodSpec, type Taint } from "../../model/index.ts";
import { daemonPodTolerations } from "./daemon-pod-tolerations.ts";

export interface DaemonPlacement {
  readonly shouldRun: boolean;
  readonly shouldContinueRunning: boolean;
}

export type DaemonPlacementRule = (node: NodeFacts, taints: readonly Taint[]) => DaemonPlacement;

/**
 * The rule for pods of a template, to be asked for each node.
 *
 * Source: pkg/controller/daemon/daemon_controller.go, NodeShouldRunDaemonPod.
 */
export function daemonPlacement(template: PodSpec): DaemonPlacementRule {
  const affinity = compileRequiredNodeAffinity(template);
  const tolerations = daemonPodTolerations(template.tolerations ?? [], template.hostNetwork === true);
  const isTainted = (taints: readonly Taint[], ...effects: readonly string[]): boolean =>
    findMatchingUntoleratedTaint(taints, tolerations, (effect) => effects.includes(effect)) !== undefined;
  return (node, taints) => {
    if ((template.nodeName && template.nodeName !== node.name) || !affinity.match(node)) return NOT_HERE;
    if (!isTainted(taints, "NoExecute", "NoSchedule")) return HERE;
    return { shouldRun: false, shouldContinueRunning: !isTainted(taints, "NoExecute") };
  };
}

const HERE: DaemonPlacement = { shouldRun: true, shouldContinueRunning: true };
const NOT_HERE: DaemonPlacement = { shouldRun: false, shouldContinueRunning: false };
