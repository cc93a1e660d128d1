/**
 * When a pod that InterPodAffinity refused should be tried again: a pod that it wants came, one that it or that shuns it went,
 * or a node changed its domain. Source: pkg/scheduler/framework/plugins/interpodaffinity/plugin.go (isSchedulableAfter*),
 * Kubernetes v1.36.2.
 *
 * Namespace selectors are asked about a namespace without labels, as Kubernetes does here: `{}` matches, a selector of some
 * label does not.
 */
import type { LabelMap, Node, Pod } from "@orrery/sim-core/model";
import { Action, compilePodTemplate, termMatches } from "../framework/index.ts";
import type { AffinityTerm, EventRegistration, HintDecision, PodInfo } from "../framework/index.ts";
import { LabelMaps } from "./label-maps.ts";
import { hasPlace, isSamePod } from "./same-pod.ts";

export function interPodAffinityEvents(): EventRegistration[] {
  const hints = new Hints();
  return [
    {
      event: { resource: "Pod", action: Action.Add | Action.UpdatePodLabel | Action.Delete },
      hint: (pod, oldPod, newPod) => hints.afterPodChange(pod, oldPod as Pod | undefined, newPod as Pod | undefined),
    },
    {
      event: { resource: "Node", action: Action.Add | Action.UpdateNodeLabel },
      hint: (pod, oldNode, newNode) => afterNodeChange(termsOf(pod), oldNode as Node | undefined, newNode as Node),
    },
  ];
}

type Terms = Pick<PodInfo["template"], "requiredAffinity" | "requiredAntiAffinity">;

const NO_LABELS: LabelMap = new Map();
const NO_TERMS: readonly AffinityTerm[] = [];

class Hints {
  private readonly labels = new LabelMaps();
  /** One deleted pod is put before many waiting pods: its terms are compiled once. */
  private readonly antiAffinity = new WeakMap<Pod, readonly AffinityTerm[]>();

  afterPodChange(waiting: PodInfo, before: Pod | undefined, after: Pod | undefined): HintDecision {
    if (before !== undefined && after !== undefined && isSamePod(waiting, after)) return "Queue";
    if ((after !== undefined && !hasPlace(after)) || (before !== undefined && !hasPlace(before))) return "QueueSkip";
    const { requiredAffinity, requiredAntiAffinity } = termsOf(waiting);
    if (after !== undefined) {
      const nowWanted = this.matchesAll(requiredAffinity, after);
      if (before === undefined) return nowWanted ? "Queue" : "QueueSkip";
      if (nowWanted && !this.matchesAll(requiredAffinity, before)) return "Queue";
      return this.matchesAll(requiredAntiAffinity, before) && !this.matchesAll(requiredAntiAffinity, after) ? "Queue" : "QueueSkip";
    }
    if (before === undefined) return "QueueSkip";
    if (this.matchesAll(requiredAntiAffinity, before)) return "Queue";
    const { namespace, labels } = waiting.template;
    return allMatch(this.antiAffinityOf(before), namespace, labels) ? "Queue" : "QueueSkip";
  }

  private matchesAll(terms: readonly AffinityTerm[], pod: Pod): boolean {
    return terms.length > 0 && allMatch(terms, pod.metadata.namespace ?? "default", this.labels.of(pod));
  }

  private antiAffinityOf(pod: Pod): readonly AffinityTerm[] {
    if ((pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length === 0) return NO_TERMS;
    let terms = this.antiAffinity.get(pod);
    if (terms === undefined) {
      terms = termsOf({ template: compilePodTemplate(-1, pod) }).requiredAntiAffinity;
      this.antiAffinity.set(pod, terms);
    }
    return terms;
  }
}

/** @throws Error when a term does not parse; that counts as "Queue". */
function termsOf({ template }: Pick<PodInfo, "template">): Terms {
  if (template.parseError !== undefined) throw new Error(template.parseError);
  return template;
}

/** False for no terms at all. */
function allMatch(terms: readonly AffinityTerm[], namespace: string, labels: LabelMap): boolean {
  return terms.length > 0 && terms.every((term) => termMatches(term, namespace, labels, NO_LABELS));
}

function afterNodeChange(terms: Terms, oldNode: Node | undefined, newNode: Node): HintDecision {
  const before = oldNode === undefined ? undefined : (oldNode.metadata.labels ?? {});
  const after = newNode.metadata.labels ?? {};
  for (const { topologyKey } of terms.requiredAffinity) {
    // A node joined a domain of the term.
    if (Object.hasOwn(after, topologyKey) && before?.[topologyKey] !== after[topologyKey]) return "Queue";
  }
  for (const { topologyKey } of terms.requiredAntiAffinity) {
    // A node joined, or left a domain of the term.
    if (before === undefined) return "Queue";
    if (Object.hasOwn(before, topologyKey) && before[topologyKey] !== after[topologyKey]) return "Queue";
  }
  return "QueueSkip";
}
