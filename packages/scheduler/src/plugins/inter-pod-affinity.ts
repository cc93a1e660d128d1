/**
 * InterPodAffinity: pods that want to be, or must not be, near pods with certain labels.
 * Source: pkg/scheduler/framework/plugins/interpodaffinity/{filtering,scoring,plugin}.go, Kubernetes v1.36.2.
 */
import { SKIP, termMatches, unresolvable, unschedulable } from "../framework/index.ts";
import type {
  Cycle,
  Handle,
  NodeInfo,
  Plugin,
  PluginFactory,
  PodInfo,
  PodTemplate,
  PreFilterResult,
  PreScoreResult,
  ScoreColumn,
  Snapshot,
  Status,
  WeightedAffinityTerm,
} from "../framework/index.ts";
import type { LabelMap } from "@orrery/sim-core/model";
import { IncomingTermsCache, matchesAllIncoming, matchesIncoming } from "./affinity-terms.ts";
import type { IncomingTerms } from "./affinity-terms.ts";
import { interPodAffinityEvents } from "./inter-pod-affinity-hints.ts";
import { TopologyCounts } from "./topology-counts.ts";

export const INTER_POD_AFFINITY = "InterPodAffinity";

/** InterPodAffinityArgs with defaults applied. */
export interface InterPodAffinityArgs {
  readonly hardPodAffinityWeight?: number;
  readonly ignorePreferredTermsOfExistingPods?: boolean;
}

const AFFINITY = unresolvable(INTER_POD_AFFINITY, "node(s) didn't match pod affinity rules");
const ANTI_AFFINITY = unschedulable(INTER_POD_AFFINITY, "node(s) didn't match pod anti-affinity rules");
const EXISTING_ANTI_AFFINITY = unschedulable(INTER_POD_AFFINITY, "node(s) didn't satisfy existing pods anti-affinity rules");

export const newInterPodAffinity: PluginFactory = (args, handle) => new InterPodAffinity(args as InterPodAffinityArgs, handle);

interface FilterState {
  readonly terms: IncomingTerms;
  readonly namespaceLabels: LabelMap;
  /** Existing pods whose required anti-affinity terms match the incoming pod. */
  readonly existingAnti: TopologyCounts;
  /** Existing pods that match all required affinity terms of the incoming pod. */
  readonly affinity: TopologyCounts;
  /** Existing pods that match a required anti-affinity term of the incoming pod. */
  readonly anti: TopologyCounts;
  readonly matchesItself: boolean;
}

class InterPodAffinity implements Plugin<FilterState, TopologyCounts> {
  readonly name = INTER_POD_AFFINITY;
  readonly filterReads = "cluster";
  readonly scoreReads = "cluster";
  private readonly hardWeight: number;
  private readonly ignorePreferred: boolean;
  private readonly cache: IncomingTermsCache;
  private readonly listNamespaces: Handle["listers"]["namespaces"];

  constructor(args: InterPodAffinityArgs, handle: Handle) {
    this.hardWeight = args.hardPodAffinityWeight ?? 1;
    this.ignorePreferred = args.ignorePreferredTermsOfExistingPods ?? false;
    this.listNamespaces = handle.listers.namespaces;
    this.cache = new IncomingTermsCache(this.listNamespaces);
  }

  eventsToRegister() {
    return interPodAffinityEvents();
  }

  preFilter({ pod, snapshot }: Cycle): PreFilterResult<FilterState> {
    const { template } = pod;
    const hasOwn = template.requiredAffinity.length > 0 || template.requiredAntiAffinity.length > 0;
    const existingAnti = new TopologyCounts(snapshot);
    let namespaceLabels: LabelMap | undefined;
    for (const holder of snapshot.affinityHolders()) {
      for (const term of holder.template.requiredAntiAffinity) {
        namespaceLabels ??= this.cache.labelsOf(template.namespace);
        if (termMatches(term, template.namespace, template.labels, namespaceLabels))
          existingAnti.addAll(term.topologyKey, holder.bySlot, 1);
      }
    }
    if (existingAnti.nonZero === 0 && !hasOwn) return { status: SKIP };
    const terms = this.cache.terms(template);
    const affinity = new TopologyCounts(snapshot);
    const anti = new TopologyCounts(snapshot);
    if (hasOwn) countMatching(snapshot, terms, affinity, anti);
    const matchesItself = matchesAllIncoming(terms.requiredAffinity, template);
    return {
      state: {
        terms,
        namespaceLabels: namespaceLabels ?? this.cache.labelsOf(template.namespace),
        existingAnti,
        affinity,
        anti,
        matchesItself,
      },
    };
  }

  filter(state: FilterState, _pod: PodInfo, node: NodeInfo): Status | undefined {
    const { slot } = node;
    if (state.terms.requiredAffinity.length > 0 && !satisfiesAffinity(state, slot)) return AFFINITY;
    if (state.anti.nonZero > 0) {
      for (const term of state.terms.requiredAntiAffinity) {
        if ((state.anti.at(term.topologyKey, slot) ?? 0) > 0) return ANTI_AFFINITY;
      }
    }
    if (state.existingAnti.nonZero > 0 && state.existingAnti.anyPositive(slot)) return EXISTING_ANTI_AFFINITY;
    return undefined;
  }

  addPod(state: FilterState, pod: PodInfo, added: PodInfo, node: NodeInfo): Status | undefined {
    update(state, pod.template, added.template, node.slot, 1);
    return undefined;
  }

  removePod(state: FilterState, pod: PodInfo, removed: PodInfo, node: NodeInfo): Status | undefined {
    update(state, pod.template, removed.template, node.slot, -1);
    return undefined;
  }

  cloneState(state: FilterState): FilterState {
    return { ...state, existingAnti: state.existingAnti.clone(), affinity: state.affinity.clone(), anti: state.anti.clone() };
  }

  preScore({ pod, snapshot }: Cycle): PreScoreResult<TopologyCounts> {
    const { template } = pod;
    const hasPreferred = template.preferredAffinity.length > 0 || template.preferredAntiAffinity.length > 0;
    if (this.ignorePreferred && !hasPreferred) return { status: SKIP };
    const scores = new TopologyCounts(snapshot);
    if (hasPreferred) {
      const terms = this.cache.terms(template);
      for (const { template: existing, bySlot } of snapshot.templatesOnNodes()) {
        for (const { term, weight } of terms.preferredAffinity) {
          if (matchesIncoming(term, existing)) scores.addAll(term.topologyKey, bySlot, weight);
        }
        for (const { term, weight } of terms.preferredAntiAffinity) {
          if (matchesIncoming(term, existing)) scores.addAll(term.topologyKey, bySlot, -weight);
        }
      }
    }
    let namespaceLabels: LabelMap | undefined;
    for (const { template: existing, bySlot } of snapshot.affinityHolders()) {
      namespaceLabels ??= this.cache.labelsOf(template.namespace);
      const add = (weighted: WeightedAffinityTerm, sign: 1 | -1) => {
        if (termMatches(weighted.term, template.namespace, template.labels, namespaceLabels!)) {
          scores.addAll(weighted.term.topologyKey, bySlot, sign * weighted.weight);
        }
      };
      if (this.hardWeight > 0) for (const term of existing.requiredAffinity) add({ term, weight: this.hardWeight }, 1);
      for (const weighted of existing.preferredAffinity) add(weighted, 1);
      for (const weighted of existing.preferredAntiAffinity) add(weighted, -1);
    }
    return scores.isTouched ? { state: scores } : { status: SKIP };
  }

  score(state: TopologyCounts, _pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    for (let i = 0; i < count; i++) out[i] = state.sum(nodes[i]!.slot);
    return undefined;
  }

  normalizeScore(
    _state: TopologyCounts,
    _pod: PodInfo,
    _nodes: readonly NodeInfo[],
    count: number,
    scores: ScoreColumn,
  ): Status | undefined {
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < count; i++) {
      if (scores[i]! > max) max = scores[i]!;
      if (scores[i]! < min) min = scores[i]!;
    }
    const range = max - min;
    for (let i = 0; i < count; i++) scores[i] = range > 0 ? Math.trunc(100 * ((scores[i]! - min) / range)) : 0;
    return undefined;
  }

  signPod(pod: PodInfo): unknown {
    const affinity = pod.template.spec.affinity;
    if (affinity?.podAffinity !== undefined || affinity?.podAntiAffinity !== undefined) return undefined;
    return this.ignorePreferred ? [] : [...pod.template.labels].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  }
}

function countMatching(snapshot: Snapshot, terms: IncomingTerms, affinity: TopologyCounts, anti: TopologyCounts): void {
  for (const { template, bySlot } of snapshot.templatesOnNodes()) {
    if (matchesAllIncoming(terms.requiredAffinity, template)) {
      for (const term of terms.requiredAffinity) affinity.addAll(term.topologyKey, bySlot, 1);
    }
    for (const term of terms.requiredAntiAffinity) {
      if (matchesIncoming(term, template)) anti.addAll(term.topologyKey, bySlot, 1);
    }
  }
}

/** Every term's key must be on the node, with a matching pod there; or this is the first pod of a group that matches itself. */
function satisfiesAffinity(state: FilterState, slot: number): boolean {
  let podsExist = true;
  for (const term of state.terms.requiredAffinity) {
    const count = state.affinity.at(term.topologyKey, slot);
    if (count === undefined) return false;
    if (count <= 0) podsExist = false;
  }
  return podsExist || (state.affinity.nonZero === 0 && state.matchesItself);
}

function update(state: FilterState, incoming: PodTemplate, other: PodTemplate, slot: number, sign: 1 | -1): void {
  for (const term of other.requiredAntiAffinity) {
    if (termMatches(term, incoming.namespace, incoming.labels, state.namespaceLabels)) state.existingAnti.add(term.topologyKey, slot, sign);
  }
  if (matchesAllIncoming(state.terms.requiredAffinity, other)) {
    for (const term of state.terms.requiredAffinity) state.affinity.add(term.topologyKey, slot, sign);
  }
  for (const term of state.terms.requiredAntiAffinity) {
    if (matchesIncoming(term, other)) state.anti.add(term.topologyKey, slot, sign);
  }
}
