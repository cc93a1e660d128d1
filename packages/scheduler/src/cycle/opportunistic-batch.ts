/**
 * Reuse of a ranking by equal pods that come one after another. Source: pkg/scheduler/framework/runtime/batch.go, framework.go (SignPod).
 *
 * In the default profile it never acts: PodTopologySpread refuses to sign pods while it has default constraints.
 */
import type { NodeInfo, PodInfo, PodTemplate, Snapshot, Status } from "../framework/index.ts";
import { isRejected } from "../framework/index.ts";
import type { HostHeap } from "./host-heap.ts";
import type { Profile } from "./profile.ts";

const MAX_AGE_US = 500_000;

/** The nodes of a cycle, best first, as the heap pops them. */
export interface Ranking {
  readonly heap: HostHeap;
  readonly ranked: readonly NodeInfo[];
}

export class OpportunisticBatch {
  private readonly profile: Profile;
  private readonly signatures = new WeakMap<PodTemplate, string | false>();
  private state: { signature: string; ranking: Ranking; madeAtUs: number } | undefined;
  private last = { cycle: -1, node: "" };

  constructor(profile: Profile) {
    this.profile = profile;
  }

  /** What makes two pods equal for every plugin of the profile; undefined: the pod may not share a ranking. */
  signature(pod: PodInfo): string | undefined {
    let signature = this.signatures.get(pod.template);
    if (signature === undefined) {
      signature = this.sign(pod);
      this.signatures.set(pod.template, signature);
    }
    return signature === false ? undefined : signature;
  }

  /** The next node of the previous pod's ranking, if it may be used: the node that pod took must be full for this one. */
  hint(
    signature: string | undefined,
    cycle: number,
    filter: (node: NodeInfo) => Status | undefined,
    snapshot: Snapshot,
    nowUs: number,
  ): string | undefined {
    const { state } = this;
    if (state === undefined || state.ranking.heap.length === 0) return undefined;
    if (cycle !== this.last.cycle + 1 || signature === undefined || signature !== state.signature) return undefined;
    if (nowUs > state.madeAtUs + MAX_AGE_US) return undefined;
    const lastNode = snapshot.get(this.last.node);
    if (lastNode === undefined) return undefined;
    const status = filter(lastNode);
    if (status === undefined || !isRejected(status)) return undefined;
    return state.ranking.ranked[state.ranking.heap.pop()]!.name;
  }

  /** Remembers what the cycle chose, and its ranking for the next pod. */
  store(
    signature: string | undefined,
    hinted: string | undefined,
    chosen: string,
    ranking: Ranking | undefined,
    cycle: number,
    nowUs: number,
  ): void {
    this.last = { cycle, node: chosen };
    if (hinted === chosen) return;
    const usable = signature !== undefined && ranking !== undefined && ranking.heap.length > 0;
    this.state = usable ? { signature, ranking, madeAtUs: nowUs } : undefined;
  }

  private sign(pod: PodInfo): string | false {
    const fragments: unknown[] = [pod.template.spec.schedulerName ?? ""];
    for (const plugin of this.profile.all) {
      if (!isBatchRelevant(plugin)) continue;
      if (plugin.signPod === undefined) return false;
      const fragment = plugin.signPod(pod);
      if (fragment === undefined) return false;
      fragments.push(fragment);
    }
    return JSON.stringify(fragments);
  }
}

function isBatchRelevant(plugin: Profile["all"][number]): boolean {
  return plugin.preFilter !== undefined || plugin.filter !== undefined || plugin.preScore !== undefined || plugin.score !== undefined;
}
