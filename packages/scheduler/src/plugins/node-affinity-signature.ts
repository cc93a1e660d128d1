/**
 * What of a pod's node affinity must be equal for two pods to share a ranking: the order of terms, conditions and values does not count.
 * Source: kube-scheduler/framework/signers.go (NodeAffinitySigner), Kubernetes v1.36.2.
 */
import { byCodeUnits } from "@orrery/sim-core/model";
import type { LabelSelectorRequirement, NodeSelectorTerm } from "@orrery/sim-core/model";
import type { PodInfo } from "../framework/index.ts";

/** Node affinity and node selector in canonical form. */
export function nodeAffinitySignature({ template: { spec } }: PodInfo): unknown {
  const affinity = spec.affinity?.nodeAffinity;
  const selector = Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => JSON.stringify([key, value]));
  if (affinity == null) return [null, inOrder(selector)];
  const required = affinity.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return [
    inOrder(required.map((term) => JSON.stringify(termSignature(term)))),
    inOrder(preferred.map(({ weight, preference }) => JSON.stringify([weight, termSignature(preference)]))),
    inOrder(selector),
  ];
}

function termSignature(term: NodeSelectorTerm): unknown {
  return [conditions(term.matchExpressions), conditions(term.matchFields)];
}

function conditions(list: readonly LabelSelectorRequirement[] | undefined): string[] {
  return inOrder((list ?? []).map(({ key, operator, values }) => JSON.stringify([key, operator, inOrder(values ?? [])])));
}

function inOrder(texts: readonly string[]): string[] {
  return texts.toSorted(byCodeUnits);
}
