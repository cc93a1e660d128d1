/**
 * Nodes with the pods on them, as the scheduler believes them to be: bound pods and pods it has assumed. It is its own snapshot, because a
 * cycle
 * runs at one instant of simulated time. Source: pkg/scheduler/backend/cache/cache.go, snapshot.go.
 */
import type { Node, Selector } from "@orrery/sim-core/model";
import { ImageStates, NodeInfo } from "../framework/index.ts";
import type { PodInfo, Snapshot, TemplateOnNodes, TopologyColumn } from "../framework/index.ts";
import { ClaimCounts } from "./claim-counts.ts";
import { NodeTree } from "./node-tree.ts";
import { PodCounters } from "./pod-counters.ts";
import { TemplateCounts } from "./template-counts.ts";
import { TopologyColumns } from "./topology-columns.ts";

export class ClusterCache implements Snapshot {
  private readonly byName = new Map<string, NodeInfo>();
  private readonly podsByKey = new Map<string, PodInfo>();
  /** Pods bound to nodes that are not (or no longer) known; they wait here for their node. */
  private readonly strays = new Map<string, PodInfo[]>();
  private readonly tree = new NodeTree();
  private readonly freeSlots: number[] = [];
  private order: NodeInfo[] = [];
  private orderIsStale = false;
  private readonly columns = new TopologyColumns();
  private readonly counters = new PodCounters();
  private readonly templateCounts = new TemplateCounts();
  private readonly claimCounts = new ClaimCounts();
  readonly images = new ImageStates();
  slots = 0;
  readonly census = { cordoned: 0, tainted: 0 };
  /** Grows whenever a node object joins, changes or leaves; pods do not move it. */
  nodesVersion = 0;

  get nodes(): readonly NodeInfo[] {
    if (this.orderIsStale) {
      this.order = this.tree.list().map((name) => this.byName.get(name)!);
      this.orderIsStale = false;
    }
    return this.order;
  }

  get(nodeName: string): NodeInfo | undefined {
    return this.byName.get(nodeName);
  }

  /** Adds a node, or replaces the object of one that is known. */
  setNode(node: Node): NodeInfo {
    this.nodesVersion += 1;
    const known = this.byName.get(node.metadata.name);
    if (known !== undefined) {
      const before = known.labels;
      this.countTraits(known, -1);
      known.setNode(node);
      this.countTraits(known, 1);
      if (this.tree.update(known.name, before, known.labels)) this.orderIsStale = true;
      this.columns.setNode(known);
      this.images.setNode(known);
      return known;
    }
    const info = new NodeInfo(this.freeSlots.pop() ?? this.slots++, node);
    this.byName.set(info.name, info);
    this.countTraits(info, 1);
    this.tree.add(info.name, info.labels);
    this.orderIsStale = true;
    this.columns.setNode(info);
    this.images.setNode(info);
    const waiting = this.strays.get(info.name) ?? [];
    this.strays.delete(info.name);
    for (const pod of waiting) this.place(pod, info);
    return info;
  }

  /** The node's pods stay known until they are removed themselves. */
  removeNode(name: string): void {
    const info = this.byName.get(name);
    if (info === undefined) return;
    this.nodesVersion += 1;
    const pods = info.pods.slice();
    for (const pod of pods) this.displace(pod, info);
    if (pods.length > 0) this.strays.set(name, pods);
    this.byName.delete(name);
    this.countTraits(info, -1);
    this.tree.remove(name, info.labels);
    this.orderIsStale = true;
    this.columns.removeNode(info);
    this.images.removeNode(info);
    this.freeSlots.push(info.slot);
  }

  pod(key: string): PodInfo | undefined {
    return this.podsByKey.get(key);
  }

  pods(): Iterable<PodInfo> {
    return this.podsByKey.values();
  }

  /** Adds a bound or assumed pod (`pod.nodeName` is set), or replaces what is known of it. */
  setPod(pod: PodInfo): void {
    if (this.podsByKey.has(pod.key)) this.removePod(pod.key);
    this.podsByKey.set(pod.key, pod);
    const info = this.byName.get(pod.nodeName);
    if (info !== undefined) {
      this.place(pod, info);
      return;
    }
    const waiting = this.strays.get(pod.nodeName);
    if (waiting === undefined) this.strays.set(pod.nodeName, [pod]);
    else waiting.push(pod);
  }

  /** @returns the pod that was known under the key. */
  removePod(key: string): PodInfo | undefined {
    const pod = this.podsByKey.get(key);
    if (pod === undefined) return undefined;
    this.podsByKey.delete(key);
    const info = this.byName.get(pod.nodeName);
    if (info !== undefined) this.displace(pod, info);
    else
      this.strays.set(
        pod.nodeName,
        (this.strays.get(pod.nodeName) ?? []).filter((p) => p !== pod),
      );
    return pod;
  }

  topology(key: string): TopologyColumn {
    return this.columns.column(key, this.byName.values(), this.slots);
  }

  podCounts(namespace: string, selector: Selector): Int32Array {
    return this.counters.counts(namespace, selector, this.byName.values(), this.slots);
  }

  affinityHolders(): Iterable<TemplateOnNodes> {
    return this.templateCounts.affinityHolders();
  }

  templatesOnNodes(): Iterable<TemplateOnNodes> {
    return this.templateCounts.templates();
  }

  isClaimUsed(key: string): boolean {
    return this.claimCounts.has(key);
  }

  private countTraits(info: NodeInfo, sign: 1 | -1): void {
    if (info.unschedulable) this.census.cordoned += sign;
    if (info.taints.length > 0) this.census.tainted += sign;
  }

  private place(pod: PodInfo, info: NodeInfo): void {
    info.addPod(pod);
    this.counters.move(pod, info.slot, 1);
    this.templateCounts.move(pod, info.slot, 1);
    this.claimCounts.move(pod, 1);
    this.images.touch(info.slot);
  }

  private displace(pod: PodInfo, info: NodeInfo): void {
    info.removePod(pod);
    this.counters.move(pod, info.slot, -1);
    this.templateCounts.move(pod, info.slot, -1);
    this.claimCounts.move(pod, -1);
    this.images.touch(info.slot);
  }
}
