/**
 * NodeDeclaredFeatures: a pod that needs a feature of the kubelet fits only nodes that declare it.
 * Source: pkg/scheduler/framework/plugins/nodedeclaredfeatures/nodedeclaredfeatures.go, Kubernetes v1.36.2 (beta, on by default).
 */
import type { Node, Pod } from "@orrery/sim-core/model";
import { Action, errorStatus, SKIP, unresolvable } from "../framework/index.ts";
import type { HintDecision, Plugin, PluginFactory, PodInfo, PodTemplate, PreFilterResult } from "../framework/index.ts";
import { requiredNodeFeatures } from "./required-node-features.ts";
import { isSamePod } from "./same-pod.ts";

export const NODE_DECLARED_FEATURES = "NodeDeclaredFeatures";

/** Names of the features that the pod needs. */
export type RequiredFeatures = readonly string[];

const FEATURE_MISSING = unresolvable(NODE_DECLARED_FEATURES, "node(s) didn't match Pod's required features");
/** Where a profile disables the plugin at PreFilter alone. */
const NO_STATE = errorStatus(NODE_DECLARED_FEATURES, 'error reading "PreFilterNodeDeclaredFeatures" from cycle-state: not found');
const SKIPPED: PreFilterResult<RequiredFeatures> = { status: SKIP };

/** The plugin; it takes no arguments. */
export const newNodeDeclaredFeatures: PluginFactory = () => {
  const results = new WeakMap<PodTemplate, PreFilterResult<RequiredFeatures>>();
  const plugin: Plugin<RequiredFeatures | undefined> = {
    name: NODE_DECLARED_FEATURES,
    filterReads: "node",

    preFilter({ pod: { template } }) {
      let known = results.get(template);
      if (known === undefined) {
        const features = requiredNodeFeatures(template.spec);
        known = features.length === 0 ? SKIPPED : { state: features };
        results.set(template, known);
      }
      return known;
    },

    filter(state, _pod, node) {
      if (state === undefined) return NO_STATE;
      const declared = node.node.status?.declaredFeatures;
      for (const feature of state) if (declared === undefined || !declared.includes(feature)) return FEATURE_MISSING;
      return undefined;
    },

    eventsToRegister: () => [
      { event: { resource: "Node", action: Action.Add | Action.UpdateNodeDeclaredFeature }, hint: afterNodeChange },
      { event: { resource: "Pod", action: Action.Update }, hint: afterPodUpdate },
    ],
    signPod: ({ template }) => requiredNodeFeatures(template.spec),
  };
  return plugin as Plugin;
};

function afterNodeChange(_pod: PodInfo, oldNode: unknown, newNode: unknown): HintDecision {
  const before = oldNode as Node | undefined;
  return before !== undefined && sameList(before.status?.declaredFeatures, (newNode as Node).status?.declaredFeatures)
    ? "QueueSkip"
    : "Queue";
}

function afterPodUpdate(pod: PodInfo, oldPod: unknown, newPod: unknown): HintDecision {
  const after = newPod as Pod;
  if (!isSamePod(pod, after)) return "QueueSkip";
  return sameList(requiredNodeFeatures((oldPod as Pod).spec), requiredNodeFeatures(after.spec)) ? "QueueSkip" : "Queue";
}

function sameList(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
