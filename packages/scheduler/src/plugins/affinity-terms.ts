/**
 * Terms of an incoming pod with their namespace selectors turned into namespace names.
 * Source: pkg/scheduler/framework/plugins/interpodaffinity/plugin.go (mergeAffinityTermNamespacesIfNotEmpty).
 */
import { labelMap } from "@orrery/sim-core/model";
import type { LabelMap, Namespace } from "@orrery/sim-core/model";
import { termMatches } from "../framework/index.ts";
import type { AffinityTerm, Lister, PodTemplate, WeightedAffinityTerm } from "../framework/index.ts";

/** What a namespace that nobody knows is labelled with. */
export const NO_LABELS: LabelMap = new Map();

export interface IncomingTerms {
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly WeightedAffinityTerm[];
  readonly preferredAntiAffinity: readonly WeightedAffinityTerm[];
}

/** Resolves terms once per template and state of the namespaces. */
export class IncomingTermsCache {
  private readonly namespaces: Lister<Namespace>;
  private resolved = new WeakMap<PodTemplate, IncomingTerms>();
  private version = -1;

  constructor(namespaces: Lister<Namespace>) {
    this.namespaces = namespaces;
  }

  terms(template: PodTemplate): IncomingTerms {
    if (!template.hasAffinity) return template;
    if (this.version !== this.namespaces.version) {
      this.resolved = new WeakMap();
      this.version = this.namespaces.version;
    }
    let terms = this.resolved.get(template);
    if (terms === undefined) {
      const resolve = (term: AffinityTerm) => this.resolve(term);
      const weighted = (list: readonly WeightedAffinityTerm[]) => list.map((w) => ({ term: resolve(w.term), weight: w.weight }));
      terms = {
        requiredAffinity: template.requiredAffinity.map(resolve),
        requiredAntiAffinity: template.requiredAntiAffinity.map(resolve),
        preferredAffinity: weighted(template.preferredAffinity),
        preferredAntiAffinity: weighted(template.preferredAntiAffinity),
      };
      this.resolved.set(template, terms);
    }
    return terms;
  }

  /** Labels of a namespace as existing pods' terms see them; none when the namespace is unknown. */
  labelsOf(namespace: string): LabelMap {
    const object = this.namespaces.get(namespace);
    return object === undefined ? NO_LABELS : labelMap(object.metadata.labels);
  }

  private resolve(term: AffinityTerm): AffinityTerm {
    if (term.namespaceSelector.isEmpty || term.namespaceSelector.isNothing) return term;
    const names = new Set(term.namespaces);
    for (const namespace of this.namespaces.values()) {
      if (term.namespaceSelector.matches(labelMap(namespace.metadata.labels))) names.add(namespace.metadata.name);
    }
    // The selector stays: later it is asked about a namespace without labels, so one of only NotIn and DoesNotExist matches every
    // namespace, as in Go.
    return { ...term, namespaces: names };
  }
}

/** Whether a pod of `template` matches an incoming pod's (resolved) term. */
export function matchesIncoming(term: AffinityTerm, template: PodTemplate): boolean {
  return termMatches(term, template.namespace, template.labels, NO_LABELS);
}

/** Whether a pod of `template` matches all terms; false for an empty list. */
export function matchesAllIncoming(terms: readonly AffinityTerm[], template: PodTemplate): boolean {
  if (terms.length === 0) return false;
  for (const term of terms) {
    if (!matchesIncoming(term, template)) return false;
  }
  return true;
}
