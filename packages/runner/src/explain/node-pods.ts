/** Who is on which node as the facts go by: how many of them nothing bounds, and how many came from nodes that failed. */
import { bindingOf, FactKind } from "@orrery/sim-core/store";
import type { ClusterState, FactLog } from "@orrery/sim-core/store";
import { plural, podAmountsReader } from "../report/index.ts";
import { link } from "./cause-links.ts";
import type { Successions } from "./successions.ts";
import type { WhyLink } from "./why.ts";

export class NodePods {
  private readonly state: ClusterState;
  private readonly successions: Successions;
  private readonly amountsOf = podAmountsReader();
  private readonly podsOn = new Map<number, Set<number>>();

  constructor(state: ClusterState, successions: Successions) {
    this.state = state;
    this.successions = successions;
  }

  apply(log: FactLog, at: number): void {
    const kind = log.kind[at] as FactKind;
    const pod = log.subject[at]!;
    if (kind === FactKind.PodBound) {
      const { nodeId } = bindingOf(log, log.detail[at]!);
      const known = this.podsOn.get(nodeId);
      if (known === undefined) this.podsOn.set(nodeId, new Set([pod]));
      else known.add(pod);
    } else if (kind === FactKind.PodSucceeded || kind === FactKind.PodFailed || kind === FactKind.PodRemoved)
      this.podsOn.get(this.state.pods[pod]!.nodeId)?.delete(pod);
  }

  /** What makes a node run short of memory: pods that may take as much as there is. */
  unlimitedLinks(node: number): WhyLink[] {
    const pods = [...(this.podsOn.get(node) ?? [])];
    const unlimited = pods.filter((pod) => this.amountsOf(this.state.pods[pod]!.source).limitBytes === undefined).length;
    if (unlimited === 0) return [];
    const text = `${unlimited} of ${plural(pods.length, "pod")} on ${this.state.nodeName(node)} ${unlimited === 1 ? "has" : "have"} no memory limit`;
    return [link("node/unlimited", text, null, { unlimited, pods: pods.length })];
  }

  /** What a node took over from others that had failed before, the most of it from one. */
  inheritedLinks(node: number, outages: ReadonlyMap<number, { readonly sinceUs: number }>): WhyLink[] {
    const from = new Map<number, number>();
    const pods = this.podsOn.get(node) ?? new Set<number>();
    for (const pod of pods) {
      const predecessor = this.successions.predecessorOf(pod);
      const before = predecessor === undefined ? -1 : this.state.pods[predecessor]!.nodeId;
      if (before >= 0 && before !== node && outages.has(before)) from.set(before, (from.get(before) ?? 0) + 1);
    }
    let most = -1;
    for (const [each, count] of from) if (count > (from.get(most) ?? 0)) most = each;
    if (most < 0) return [];
    const name = this.state.nodeName(most);
    const text = `${from.get(most)!} of its ${plural(pods.size, "pod")} had come from ${name}, which went down`;
    return [link("node/inherited", text, outages.get(most)!.sinceUs, { inherited: from.get(most)!, pods: pods.size, from: name })];
  }
}
