/**
 * The pods that wait for a change of the cluster, indexed by who refused them, so that an event visits only pods whose refusers asked for
 * it.
 * Source: pkg/scheduler/backend/queue/unschedulable_pods.go (a plain map there, visited as a whole for every event).
 */
import { WILDCARD_EVENT } from "./event-match.ts";
import type { HintMap, InterestedPlugins } from "./hint-map.ts";
import { PodHeap } from "./pod-heap.ts";
import { hasNoRejector, isGated, schedulerNameOf } from "./queued-pod.ts";
import type { QueuedPod } from "./queued-pod.ts";

interface Member {
  readonly queued: QueuedPod;
  /** Position in the order of insertion. */
  readonly position: number;
  /** The buckets that hold it. */
  readonly buckets: readonly Set<Member>[];
  readonly gated: boolean;
  /** The timeout of the pool may move it. */
  readonly timed: boolean;
}

export class UnschedulablePods {
  private readonly members = new Map<string, Member>();
  /** profile -> plugin -> pods of that profile which the plugin refused. */
  private readonly byRejector = new Map<string, Map<string, Set<Member>>>();
  /** Pods that every event concerns: refused by nobody, or of a profile that does not exist. */
  private readonly anyEvent = new Set<Member>();
  private readonly byTimestamp = new PodHeap((a, b) => a.timestampUs < b.timestampUs);
  private readonly hints: HintMap;
  private nextPosition = 0;
  private gated = 0;

  constructor(hints: HintMap) {
    this.hints = hints;
  }

  get size(): number {
    return this.members.size;
  }

  get gatedSize(): number {
    return this.gated;
  }

  get(key: string): QueuedPod | undefined {
    return this.members.get(key)?.queued;
  }

  /** Takes the pod in, or over again after its refusers changed; it then keeps its position. */
  addOrUpdate(queued: QueuedPod): void {
    const key = queued.podInfo.key;
    const before = this.members.get(key);
    if (before !== undefined) this.unindex(before);
    const gated = isGated(queued);
    const member: Member = {
      queued,
      position: before?.position ?? this.nextPosition++,
      buckets: this.bucketsOf(queued),
      gated,
      // A gate opens for events that its plugin asked for, and nobody asks for the passing of time.
      timed: !gated || this.hints.isPluginInterested(queued.gatingPlugin, WILDCARD_EVENT),
    };
    this.members.set(key, member);
    for (const bucket of member.buckets) bucket.add(member);
    if (gated) this.gated += 1;
    if (member.timed) this.byTimestamp.add(queued);
  }

  delete(key: string): boolean {
    const member = this.members.get(key);
    if (member === undefined) return false;
    this.unindex(member);
    return this.members.delete(key);
  }

  /** All pods, in order of insertion. */
  *values(): IterableIterator<QueuedPod> {
    for (const member of this.members.values()) yield member.queued;
  }

  /** The pods that an event can concern, in order of insertion: those refused by one of these plugins. */
  refusedBy(interested: ReadonlyMap<string, InterestedPlugins>): QueuedPod[] {
    const found = new Set(this.anyEvent);
    for (const [profile, { plugins }] of interested) {
      const buckets = this.byRejector.get(profile);
      if (buckets === undefined) continue;
      for (const plugin of plugins) {
        for (const member of buckets.get(plugin) ?? []) found.add(member);
      }
    }
    if (found.size === 0) return [];
    return [...found].sort((a, b) => a.position - b.position).map((member) => member.queued);
  }

  /** The pods that the timeout may move and whose timestamp is earlier than `beforeUs`, in order of insertion. They stay. */
  waitingSinceBefore(beforeUs: number): QueuedPod[] {
    const found: Member[] = [];
    for (let oldest = this.byTimestamp.peek(); oldest !== undefined && oldest.timestampUs < beforeUs; oldest = this.byTimestamp.peek()) {
      this.byTimestamp.pop();
      found.push(this.members.get(oldest.podInfo.key)!);
    }
    for (const { queued } of found) this.byTimestamp.add(queued);
    return found.sort((a, b) => a.position - b.position).map((member) => member.queued);
  }

  /** The earliest timestamp among the pods that the timeout may move. */
  oldestTimestampUs(): number | undefined {
    return this.byTimestamp.peek()?.timestampUs;
  }

  private unindex(member: Member): void {
    for (const bucket of member.buckets) bucket.delete(member);
    if (member.gated) this.gated -= 1;
    if (member.timed) this.byTimestamp.delete(member.queued.podInfo.key);
  }

  private bucketsOf(queued: QueuedPod): Set<Member>[] {
    const profile = schedulerNameOf(queued.podInfo);
    if (hasNoRejector(queued) || !this.hints.knowsProfile(profile)) return [this.anyEvent];
    let buckets = this.byRejector.get(profile);
    if (buckets === undefined) {
      buckets = new Map();
      this.byRejector.set(profile, buckets);
    }
    const out: Set<Member>[] = [];
    for (const plugin of new Set([...queued.unschedulablePlugins, ...queued.pendingPlugins])) {
      let bucket = buckets.get(plugin);
      if (bucket === undefined) {
        bucket = new Set();
        buckets.set(plugin, bucket);
      }
      out.push(bucket);
    }
    return out;
  }
}
