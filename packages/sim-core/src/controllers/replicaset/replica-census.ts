/**
 * The pods of every ReplicaSet, counted as they change: what `replicaSetStatus` and `nextAvailabilityUs` find by looking at all of them,
 * without looking.
 */
import FastPriorityQueue from "fastpriorityqueue";
import type { CachedPod } from "../loop/cached-pod.ts";
import { isPodActive, isPodTerminating } from "../replica-pod.ts";
import type { ReplicaSetStatus } from "./replica-set-status.ts";

/** What a pod counts as. */
interface Entry {
  readonly owner: string;
  readonly node: number;
  readonly active: boolean;
  readonly terminating: boolean;
  readonly labeled: boolean;
  /** undefined: not active or not ready. */
  readonly readySinceUs: number | undefined;
  available: boolean;
}

class Counts {
  members = 0;
  active = 0;
  terminating = 0;
  labeled = 0;
  ready = 0;
  available = 0;
  minReadySeconds = 0;
  /** Ready pods that are not available yet, the first first; some may have changed since. */
  readonly waiting = new FastPriorityQueue<Entry>((a, b) => a.readySinceUs! < b.readySinceUs!);
  readonly activeOnNode = new Map<number, number>();
}

export class ReplicaCensus {
  private readonly entries = new Map<number, Entry>();
  private readonly owners = new Map<string, Counts>();
  /** Entries that are in a queue and still hold. */
  private readonly waits = new Set<Entry>();
  private readonly podsOf: (owner: string) => Iterable<CachedPod>;
  private readonly isFullyLabeled: (pod: CachedPod) => boolean;

  /**
   * @param podsOf the pods of a ReplicaSet by its uid, as they are counted
   * @param isFullyLabeled whether the pod has all labels of its ReplicaSet's template
   */
  constructor(podsOf: (owner: string) => Iterable<CachedPod>, isFullyLabeled: (pod: CachedPod) => boolean) {
    this.podsOf = podsOf;
    this.isFullyLabeled = isFullyLabeled;
  }

  /** The pod has changed, or is gone. */
  count(pod: CachedPod, gone: boolean): void {
    this.drop(pod.id);
    if (!gone && pod.ownerUid !== "") this.add(pod);
  }

  /** The template of a ReplicaSet is another one, or was unknown so far. */
  recount(owner: string): void {
    for (const pod of this.podsOf(owner)) this.count(pod, false);
  }

  activePods(owner: string): number {
    return this.owners.get(owner)?.active ?? 0;
  }

  /** Active pods by node. */
  activeOnNodes(owner: string): ReadonlyMap<number, number> {
    return this.owners.get(owner)?.activeOnNode ?? NO_NODES;
  }

  status(owner: string, minReadySeconds: number, nowUs: number): ReplicaSetStatus {
    const counts = this.settled(owner, minReadySeconds, nowUs);
    if (counts === undefined) return NO_PODS;
    const { active, labeled, ready, available, terminating } = counts;
    return {
      replicas: active,
      fullyLabeledReplicas: labeled,
      readyReplicas: ready,
      availableReplicas: minReadySeconds === 0 ? ready : available,
      terminatingReplicas: terminating,
    };
  }

  /** When the next of the ready pods becomes available; undefined when none is waiting for it. */
  nextAvailabilityUs(owner: string, minReadySeconds: number, nowUs: number): number | undefined {
    if (minReadySeconds <= 0) return undefined;
    const first = this.settled(owner, minReadySeconds, nowUs)?.waiting.peek();
    return first === undefined ? undefined : first.readySinceUs! + minReadySeconds * 1_000_000;
  }

  /** The counts of an owner with all pods available that are so by now. */
  private settled(owner: string, minReadySeconds: number, nowUs: number): Counts | undefined {
    const counts = this.owners.get(owner);
    if (counts === undefined || minReadySeconds <= 0) return counts;
    if (counts.minReadySeconds !== minReadySeconds) {
      counts.minReadySeconds = minReadySeconds;
      for (const { id } of this.podsOf(owner)) this.wait(counts, this.entries.get(id)!);
    }
    const { waiting } = counts;
    for (let first = waiting.peek(); first !== undefined; first = waiting.peek()) {
      if (this.waits.has(first) && first.readySinceUs! + minReadySeconds * 1_000_000 > nowUs) break;
      waiting.poll();
      if (!this.waits.delete(first)) continue;
      first.available = true;
      counts.available += 1;
    }
    return counts;
  }

  private wait(counts: Counts, entry: Entry): void {
    if (entry.available) counts.available -= 1;
    entry.available = false;
    if (entry.readySinceUs === undefined || this.waits.has(entry)) return;
    this.waits.add(entry);
    counts.waiting.add(entry);
  }

  private add(pod: CachedPod): void {
    const owner = pod.ownerUid;
    const active = isPodActive(pod);
    const entry: Entry = {
      owner,
      node: pod.node,
      active,
      terminating: isPodTerminating(pod),
      labeled: active && this.isFullyLabeled(pod),
      readySinceUs: active ? pod.readySinceUs : undefined,
      available: false,
    };
    this.entries.set(pod.id, entry);
    let counts = this.owners.get(owner);
    if (counts === undefined) this.owners.set(owner, (counts = new Counts()));
    this.change(counts, entry, 1);
    if (counts.minReadySeconds > 0) this.wait(counts, entry);
  }

  private drop(id: number): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    this.entries.delete(id);
    this.waits.delete(entry);
    const counts = this.owners.get(entry.owner)!;
    this.change(counts, entry, -1);
    if (counts.members === 0) this.owners.delete(entry.owner);
  }

  private change(counts: Counts, entry: Entry, by: 1 | -1): void {
    counts.members += by;
    if (entry.terminating) counts.terminating += by;
    if (entry.labeled) counts.labeled += by;
    if (entry.readySinceUs !== undefined) counts.ready += by;
    if (entry.available) counts.available += by;
    if (!entry.active) return;
    counts.active += by;
    const onNode = (counts.activeOnNode.get(entry.node) ?? 0) + by;
    if (onNode === 0) counts.activeOnNode.delete(entry.node);
    else counts.activeOnNode.set(entry.node, onNode);
  }
}

const NO_NODES: ReadonlyMap<number, number> = new Map();
const NO_PODS: ReplicaSetStatus = {
  replicas: 0,
  fullyLabeledReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  terminatingReplicas: 0,
};
