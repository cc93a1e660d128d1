/**
 * NodeAffinity: which nodes a pod may run on by their labels and names, and which it likes; also what the profile adds to every pod.
 * Source: pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go, Kubernetes v1.36.2.
 */
import { compileNodeSelector, compilePreferredTerms, compileRequiredNodeAffinity } from "@orrery/sim-core/model";
import type { CompiledNodeSelector, NodeAffinity as NodeAffinitySpec, RequiredNodeAffinity } from "@orrery/sim-core/model";
import { errorStatus, SKIP, unresolvable } from "../framework/index.ts";
import type {
  Cycle,
  EventRegistration,
  NodeInfo,
  Plugin,
  PluginFactory,
  PodInfo,
  PodTemplate,
  PreFilterResult,
  PreScoreResult,
  ScoreColumn,
  Status,
} from "../framework/index.ts";
import { defaultNormalizeScore } from "./default-normalize-score.ts";
import { nodeAffinityEvents } from "./node-affinity-hints.ts";
import { nodeAffinitySignature } from "./node-affinity-signature.ts";
import { requiredNodeNames } from "./required-node-names.ts";

export const NODE_AFFINITY = "NodeAffinity";

/** NodeAffinityArgs. */
export interface NodeAffinityArgs {
  /** Holds for every pod of the profile besides what the pod says itself. */
  readonly addedAffinity?: NodeAffinitySpec;
}

type PreferredTerms = ReturnType<typeof compilePreferredTerms>;

/** What the pod itself prefers; without terms only those of the profile count. */
export interface PodPreferences {
  readonly terms?: PreferredTerms;
}

const POD_MISMATCH = unresolvable(NODE_AFFINITY, "node(s) didn't match Pod's node affinity/selector");
const ENFORCED_MISMATCH = unresolvable(NODE_AFFINITY, "node(s) didn't match scheduler-enforced node affinity");
const CONFLICT = unresolvable(NODE_AFFINITY, "pod affinity terms conflict");
const FILTER_SKIPPED: PreFilterResult<RequiredNodeAffinity> = { status: SKIP };
const SCORE_SKIPPED: PreScoreResult<PodPreferences> = { status: SKIP };

/** @throws Error when `addedAffinity` does not parse, with Kubernetes' text. */
export const newNodeAffinity: PluginFactory = (args) => new NodeAffinity(args as NodeAffinityArgs) as Plugin;

class NodeAffinity implements Plugin<RequiredNodeAffinity | undefined, PodPreferences | undefined> {
  readonly name = NODE_AFFINITY;
  readonly filterReads = "node";
  readonly scoreReads = "node";
  readonly signPod = nodeAffinitySignature;
  private readonly enforced: CompiledNodeSelector | undefined;
  private readonly added: PreferredTerms | undefined;
  private readonly required = new WeakMap<PodTemplate, RequiredNodeAffinity>();
  private readonly preFilters = new WeakMap<PodTemplate, PreFilterResult<RequiredNodeAffinity>>();
  private readonly preScores = new WeakMap<PodTemplate, PreScoreResult<PodPreferences>>();

  constructor({ addedAffinity }: NodeAffinityArgs) {
    this.enforced = enforcedSelector(addedAffinity);
    this.added = addedPreferences(addedAffinity);
  }

  preFilter({ pod: { template } }: Cycle): PreFilterResult<RequiredNodeAffinity> {
    let known = this.preFilters.get(template);
    if (known === undefined) {
      known = this.compile(template);
      this.preFilters.set(template, known);
    }
    return known;
  }

  /** `state` is undefined where a profile disables the plugin at PreFilter alone. */
  filter(state: RequiredNodeAffinity | undefined, { template }: PodInfo, node: NodeInfo): Status | undefined {
    if (this.enforced !== undefined && !this.enforced.match(node)) return ENFORCED_MISMATCH;
    return (state ?? this.requiredBy(template)).match(node) ? undefined : POD_MISMATCH;
  }

  preScore({ pod: { template } }: Cycle): PreScoreResult<PodPreferences> {
    let known = this.preScores.get(template);
    if (known === undefined) {
      known = this.compilePreferences(template);
      this.preScores.set(template, known);
    }
    return known;
  }

  /** `state` is undefined where a profile disables the plugin at PreScore alone. */
  score(state: PodPreferences | undefined, pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    const { added } = this;
    let preferences = state;
    if (preferences === undefined) {
      const result = this.compilePreferences(pod.template);
      if (result.status?.code === "Error") return result.status;
      preferences = result.state;
    }
    const terms = preferences?.terms;
    for (let i = 0; i < count; i++) {
      const node = nodes[i]!;
      out[i] = (added === undefined ? 0 : added.score(node)) + (terms === undefined ? 0 : terms.score(node));
    }
    return undefined;
  }

  normalizeScore(
    _state: PodPreferences | undefined,
    _pod: PodInfo,
    _nodes: readonly NodeInfo[],
    count: number,
    scores: ScoreColumn,
  ): Status | undefined {
    defaultNormalizeScore(scores, count, false);
    return undefined;
  }

  eventsToRegister(): EventRegistration[] {
    return nodeAffinityEvents(this.enforced);
  }

  private requiredBy(template: PodTemplate): RequiredNodeAffinity {
    let known = this.required.get(template);
    if (known === undefined) {
      known = compileRequiredNodeAffinity(template.spec);
      this.required.set(template, known);
    }
    return known;
  }

  private compile(template: PodTemplate): PreFilterResult<RequiredNodeAffinity> {
    const { spec } = template;
    const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (required == null && this.enforced === undefined && spec.nodeSelector == null) return FILTER_SKIPPED;
    const state = this.requiredBy(template);
    const nodeNames = requiredNodeNames(required?.nodeSelectorTerms ?? []);
    if (nodeNames === undefined) return { state };
    return nodeNames.size === 0 ? { status: CONFLICT } : { state, nodeNames };
  }

  private compilePreferences({ spec }: PodTemplate): PreScoreResult<PodPreferences> {
    const preferred = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (preferred == null) return this.added === undefined ? SCORE_SKIPPED : { state: {} };
    try {
      return { state: { terms: compilePreferredTerms(preferred) } };
    } catch (error) {
      return { status: errorStatus(NODE_AFFINITY, messageOf(error)) };
    }
  }
}

function enforcedSelector(added: NodeAffinitySpec | undefined): CompiledNodeSelector | undefined {
  const required = added?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required == null) return undefined;
  const selector = compileNodeSelector(required);
  if (selector.error !== undefined)
    throw new Error(`parsing addedAffinity.requiredDuringSchedulingIgnoredDuringExecution: ${selector.error}`);
  return selector;
}

function addedPreferences(added: NodeAffinitySpec | undefined): PreferredTerms | undefined {
  const preferred = added?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  if (preferred.length === 0) return undefined;
  try {
    return compilePreferredTerms(preferred);
  } catch (error) {
    throw new Error(`parsing addedAffinity.preferredDuringSchedulingIgnoredDuringExecution: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
