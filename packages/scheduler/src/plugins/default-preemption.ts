/**
 * DefaultPreemption: which pods of lower priority must go so that this one fits.
 * Source: pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go, framework/preemption/preemption.go, Kubernetes v1.36.2.
 */
import { unschedulable } from "../framework/index.ts";
import type {
  EventRegistration,
  FailedSearch,
  Handle,
  NodeInfo,
  Plugin,
  PluginFactory,
  PodInfo,
  PostFilterResult,
  Status,
  Victims,
} from "../framework/index.ts";
import { defaultPreemptionEvents } from "./default-preemption-hints.ts";
import { preemptionReasons } from "./preemption-message.ts";
import { bestCandidates } from "./preemption-choice.ts";
import { compileBudgets, selectVictims } from "./preemption-victims.ts";

export const DEFAULT_PREEMPTION = "DefaultPreemption";

/** DefaultPreemptionArgs with defaults applied. */
export interface DefaultPreemptionArgs {
  readonly minCandidateNodesPercentage?: number;
  readonly minCandidateNodesAbsolute?: number;
}

export const newDefaultPreemption: PluginFactory = (args, handle) => new DefaultPreemption(args as DefaultPreemptionArgs, handle);

/** All candidates of a dry run, and why the other potential nodes are none. */
export interface DryRun {
  readonly candidates: readonly Victims[];
  readonly notHelpful: readonly { readonly node: NodeInfo; readonly status: Status }[];
}

export class DefaultPreemption implements Plugin {
  readonly name = DEFAULT_PREEMPTION;
  private readonly args: DefaultPreemptionArgs;
  private readonly handle: Handle;
  /** Pods whose victims are still being evicted: they may not be queued before that is done (asynchronous preemption). */
  private readonly preempting = new Set<string>();

  constructor(args: DefaultPreemptionArgs, handle: Handle) {
    this.args = args;
    this.handle = handle;
  }

  preEnqueue(pod: PodInfo): Status | undefined {
    if (!this.preempting.has(pod.uid)) return undefined;
    return { code: "UnschedulableAndUnresolvable", plugin: this.name, reasons: ["waiting for the preemption for this pod to be finished"] };
  }

  /** Called by whoever carries out the evictions. */
  setPreempting(uid: string, isPreempting: boolean): void {
    if (isPreempting) this.preempting.add(uid);
    else this.preempting.delete(uid);
  }

  eventsToRegister(): EventRegistration[] {
    return defaultPreemptionEvents();
  }

  postFilter(search: FailedSearch): PostFilterResult {
    const ineligible = this.ineligible(search);
    if (ineligible !== undefined) return { status: unschedulable(this.name, `preemption: ${ineligible}`) };
    const nodeCount = search.cycle.snapshot.nodes.length;
    const potential = search.potentialNodes.length;
    const offset = potential === 0 ? 0 : Math.floor(search.random(this.name) * potential);
    const { candidates, notHelpful } = this.dryRun(search, offset, this.candidatesWanted(potential));
    if (candidates.length === 0) {
      const reason = `preemption: ${preemptionReasons(
        notHelpful.map((n) => n.status),
        nodeCount,
      )}`;
      return { status: unschedulable(this.name, reason), nominatedNodeName: "" };
    }
    const victims = bestCandidates(candidates, search.nowUs())[0]!;
    return { nominatedNodeName: victims.node.name, victims };
  }

  /** Why the pod may not preempt at all (PodEligibleToPreemptOthers); undefined: it may. */
  ineligible(search: FailedSearch): string | undefined {
    const { pod, snapshot } = search.cycle;
    if (pod.template.spec.preemptionPolicy === "Never") return "not eligible due to preemptionPolicy=Never.";
    if (pod.nominatedNodeName === "") return undefined;
    const node = snapshot.get(pod.nominatedNodeName);
    if (node === undefined || search.statusOf(node).code === "UnschedulableAndUnresolvable") return undefined;
    const waits = node.pods.some((other) => other.priority < pod.priority && isTerminatingByPreemption(other));
    return waits ? "not eligible due to a terminating pod on the nominated node." : undefined;
  }

  /** Dry runs from `offset` on, until enough candidates are found; see DryRunPreemption. */
  dryRun(search: FailedSearch, offset: number, wanted: number): DryRun {
    const { potentialNodes } = search;
    const budgets = compileBudgets(this.handle.listers.podDisruptionBudgets.values());
    const nonViolating: Victims[] = [];
    const violating: Victims[] = [];
    const notHelpful: { node: NodeInfo; status: Status }[] = [];
    for (let i = 0; i < potentialNodes.length; i++) {
      const node = potentialNodes[(offset + i) % potentialNodes.length]!;
      const result = selectVictims(search, node, budgets);
      if ("status" in result) {
        notHelpful.push({ node, status: result.status });
        continue;
      }
      (result.pdbViolations === 0 ? nonViolating : violating).push(result);
      if (nonViolating.length > 0 && nonViolating.length + violating.length >= wanted) break;
    }
    return { candidates: [...nonViolating, ...violating], notHelpful };
  }

  private candidatesWanted(potential: number): number {
    const share = Math.trunc((potential * (this.args.minCandidateNodesPercentage ?? 10)) / 100);
    return Math.min(Math.max(share, this.args.minCandidateNodesAbsolute ?? 100), potential);
  }
}

function isTerminatingByPreemption(pod: PodInfo): boolean {
  if (!pod.terminating) return false;
  const condition = (pod.pod.status?.conditions ?? []).find((c) => c.type === "DisruptionTarget");
  return condition?.status === "True" && condition.reason === "PreemptionByScheduler";
}
