/**
 * TaintToleration: keeps pods off nodes whose taints they do not tolerate, and prefers nodes with few soft taints.
 * Source: pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go, v1.36.2.
 */
import { toleratesTaint } from "@orrery/sim-core/model";
import type { Node, Pod, Taint, Toleration } from "@orrery/sim-core/model";
import { Action, errorStatus, unresolvable } from "../framework/index.ts";
import type { HintDecision, Plugin, PluginFactory, PodInfo, PodTemplate, PreScoreResult } from "../framework/index.ts";
import { defaultNormalizeScore, MAX_NODE_SCORE } from "./default-normalize-score.ts";
import { isSamePod } from "./same-pod.ts";
import { tolerationsSignature } from "./tolerations-signature.ts";

export const TAINT_TOLERATION = "TaintToleration";

/** The pod's tolerations that can cover a soft taint. */
export type SoftTolerations = readonly Toleration[];

const UNTOLERATED = unresolvable(TAINT_TOLERATION, "node(s) had untolerated taint(s)");
/** Where a profile disables the plugin at PreScore alone. */
const NO_STATE = errorStatus(TAINT_TOLERATION, 'failed to read "PreScoreTaintToleration" from cycleState: not found');

/** The plugin; it takes no arguments. */
export const newTaintToleration: PluginFactory = () => {
  const softTolerations = new WeakMap<PodTemplate, PreScoreResult<SoftTolerations>>();
  const plugin: Plugin<unknown, SoftTolerations | undefined> = {
    name: TAINT_TOLERATION,
    filterReads: "node",
    scoreReads: "node",

    passesEveryNode: (_state, _pod, snapshot) => snapshot.census.tainted === 0,

    filter(_state, pod, node) {
      if (node.taints.length === 0) return undefined;
      return hasUntoleratedHardTaint(node.taints, pod.template.tolerations) ? UNTOLERATED : undefined;
    },

    preScore({ pod: { template } }) {
      let known = softTolerations.get(template);
      if (known === undefined) {
        known = { state: template.tolerations.filter((t) => !t.effect || t.effect === "PreferNoSchedule") };
        softTolerations.set(template, known);
      }
      return known;
    },

    uniformScore: (state, _pod, snapshot) => (state !== undefined && snapshot.census.tainted === 0 ? MAX_NODE_SCORE : undefined),

    score(state, _pod, nodes, count, out) {
      if (state === undefined) return NO_STATE;
      for (let i = 0; i < count; i++) {
        const taints = nodes[i]!.taints;
        out[i] = taints.length === 0 ? 0 : untoleratedSoftTaints(taints, state);
      }
      return undefined;
    },

    normalizeScore(_state, _pod, _nodes, count, scores) {
      defaultNormalizeScore(scores, count, true);
      return undefined;
    },

    eventsToRegister: () => [
      { event: { resource: "Node", action: Action.Add | Action.UpdateNodeTaint }, hint: afterNodeChange },
      {
        event: { resource: "Pod", action: Action.UpdatePodToleration },
        hint: (pod, _old, changed) => (isSamePod(pod, changed as Pod) ? "Queue" : "QueueSkip"),
      },
    ],
    signPod: tolerationsSignature,
  };
  return plugin as Plugin;
};

function hasUntoleratedHardTaint(taints: readonly Taint[], tolerations: readonly Toleration[]): boolean {
  for (let i = 0; i < taints.length; i++) {
    const taint = taints[i]!;
    if ((taint.effect === "NoSchedule" || taint.effect === "NoExecute") && !isTolerated(taint, tolerations)) return true;
  }
  return false;
}

function untoleratedSoftTaints(taints: readonly Taint[], tolerations: readonly Toleration[]): number {
  let count = 0;
  for (let i = 0; i < taints.length; i++) {
    const taint = taints[i]!;
    if (taint.effect === "PreferNoSchedule" && !isTolerated(taint, tolerations)) count += 1;
  }
  return count;
}

function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  for (let i = 0; i < tolerations.length; i++) if (toleratesTaint(tolerations[i]!, taint)) return true;
  return false;
}

function afterNodeChange(pod: PodInfo, oldNode: unknown, newNode: unknown): HintDecision {
  const { tolerations } = pod.template;
  const refused = (node: Node) => hasUntoleratedHardTaint(node.spec?.taints ?? [], tolerations);
  const before = oldNode as Node | undefined;
  return (before === undefined || refused(before)) && !refused(newNode as Node) ? "Queue" : "QueueSkip";
}
