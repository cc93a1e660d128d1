/** `matchLabelKeys` and `mismatchLabelKeys`: the API server writes the pod's own label values into the selectors. */
import type { LabelSelector, LabelSelectorRequirement, PodAffinity, PodAffinityTerm, PodSpec } from "./objects.ts";

/**
 * The specification with the label keys merged into the selectors of spread constraints and pod (anti-)affinity terms.
 * Keys that the pod has no label for, and terms without a selector, stay as they are. Merging twice adds nothing.
 *
 * Source: pkg/registry/core/pod/strategy.go, mutatePodAffinity and mutateTopologySpreadConstraints.
 */
export function mergeLabelKeys(spec: PodSpec, podLabels: Readonly<Record<string, string>>): PodSpec {
  const merged = { ...spec };
  if (spec.topologySpreadConstraints) {
    merged.topologySpreadConstraints = spec.topologySpreadConstraints.map((constraint) => withSelector(constraint, podLabels));
  }
  if (spec.affinity) {
    const { podAffinity, podAntiAffinity } = spec.affinity;
    merged.affinity = {
      ...spec.affinity,
      ...(podAffinity && { podAffinity: mergeAffinity(podAffinity, podLabels) }),
      ...(podAntiAffinity && { podAntiAffinity: mergeAffinity(podAntiAffinity, podLabels) }),
    };
  }
  return merged;
}

function mergeAffinity(affinity: PodAffinity, podLabels: Readonly<Record<string, string>>): PodAffinity {
  const required = affinity.requiredDuringSchedulingIgnoredDuringExecution;
  const preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution;
  return {
    ...affinity,
    ...(required && { requiredDuringSchedulingIgnoredDuringExecution: required.map((term) => withSelector(term, podLabels)) }),
    ...(preferred && {
      preferredDuringSchedulingIgnoredDuringExecution: preferred.map((weighted) => ({
        ...weighted,
        podAffinityTerm: withSelector(weighted.podAffinityTerm, podLabels),
      })),
    }),
  };
}

type KeyedSelector = Pick<PodAffinityTerm, "labelSelector" | "matchLabelKeys" | "mismatchLabelKeys">;

function withSelector<T extends KeyedSelector>(term: T, podLabels: Readonly<Record<string, string>>): T {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  if (!labelSelector) return term;
  const wanted = [...requirements(matchLabelKeys, "In", podLabels), ...requirements(mismatchLabelKeys, "NotIn", podLabels)];
  const added = wanted.filter((requirement) => !isPresent(labelSelector, requirement));
  if (added.length === 0) return term;
  return { ...term, labelSelector: { ...labelSelector, matchExpressions: [...(labelSelector.matchExpressions ?? []), ...added] } };
}

function requirements(keys: readonly string[], operator: string, podLabels: Readonly<Record<string, string>>): LabelSelectorRequirement[] {
  return keys.filter((key) => podLabels[key] !== undefined).map((key) => ({ key, operator, values: [podLabels[key] ?? ""] }));
}

function isPresent({ matchExpressions = [] }: LabelSelector, wanted: LabelSelectorRequirement): boolean {
  return matchExpressions.some(
    ({ key, operator, values }) =>
      key === wanted.key && operator === wanted.operator && values?.length === 1 && values[0] === wanted.values?.[0],
  );
}
