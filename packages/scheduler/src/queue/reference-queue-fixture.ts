/**
 * The scheduling queue as plainly as it can be written: lists, sorted when somebody asks, every pod visited for every event, a tick every
 * second. Tests compare SchedulingQueue with it.
 */
import { eventMatches } from "../framework/index.ts";
import type { ClusterEvent, PodInfo } from "../framework/index.ts";
import { backoffExpiryUs, isBackingOff } from "./backoff.ts";
import type { BackoffLimits } from "./backoff.ts";
import { isWildcard, WILDCARD_EVENT } from "./event-match.ts";
import { isBackoffTick, isLeftoverTick, MAX_UNSCHEDULABLE_US } from "./flush-timers.ts";
import { HintMap } from "./hint-map.ts";
import type { QueueProfile } from "./hint-map.ts";
import type { RecordedEvent } from "./in-flight.ts";
import { prioritySort } from "./priority-sort.ts";
import { hasNoRejector, newQueuedPod, recordRejection } from "./queued-pod.ts";
import type { QueuedPod } from "./queued-pod.ts";
import { requeueStrategy } from "./requeue-strategy.ts";
import type { RequeueStrategy } from "./requeue-strategy.ts";

interface Flight {
  readonly queued: QueuedPod;
  readonly changes: RecordedEvent[];
}

export class ReferenceQueue {
  active: QueuedPod[] = [];
  backoff: QueuedPod[] = [];
  unschedulable: QueuedPod[] = [];
  flights: Flight[] = [];
  private sequence = 0;
  private readonly hints: HintMap;
  private readonly profile: QueueProfile;
  private readonly limits: BackoffLimits;

  constructor(profile: QueueProfile, limits: BackoffLimits) {
    this.hints = new HintMap(new Map([["default-scheduler", profile]]));
    this.profile = profile;
    this.limits = limits;
  }

  add(podInfo: PodInfo, nowUs: number): void {
    this.enter(newQueuedPod(podInfo, nowUs, this.sequence++), this.active, nowUs);
  }

  delete(podInfo: PodInfo): void {
    for (const list of [this.active, this.backoff, this.unschedulable]) remove(list, podInfo.key);
  }

  pop(): QueuedPod | undefined {
    const early = this.backoff.filter((q) => !hasNoRejector(q));
    const queued = this.inOrder(this.active)[0] ?? this.inOrder(early)[0];
    if (queued === undefined) return undefined;
    this.delete(queued.podInfo);
    queued.attempts += 1;
    this.flights.push({ queued, changes: [] });
    return queued;
  }

  done(uid: string): void {
    this.flights = this.flights.filter((flight) => flight.queued.podInfo.uid !== uid);
  }

  back(uid: string, plugins: string[], pending: string[], nowUs: number): void {
    const flight = this.flights.find((f) => f.queued.podInfo.uid === uid)!;
    const { queued, changes } = flight;
    recordRejection(queued, plugins, pending);
    if (hasNoRejector(queued)) queued.consecutiveErrorsCount += 1;
    else [queued.unschedulableCount, queued.consecutiveErrorsCount] = [queued.unschedulableCount + 1, 0];
    queued.timestampUs = nowUs;
    queued.sequence = this.sequence++;
    queued.backoffExpiryUs = undefined;
    const answers = hasNoRejector(queued) ? ["afterBackoff"] : changes.map((change) => requeueStrategy(queued, change, this.hints));
    const strategy = answers.includes("immediately") ? "immediately" : answers.includes("afterBackoff") ? "afterBackoff" : "skip";
    this.requeue(queued, strategy, nowUs);
    this.done(uid);
  }

  event(event: ClusterEvent, newObject: unknown, nowUs: number): void {
    if (!isWildcard(event) && !this.profile.registrations.some((r) => eventMatches(r.event, event))) return;
    this.move(this.unschedulable.slice(), { event, oldObject: undefined, newObject }, nowUs);
  }

  tick(nowUs: number): void {
    if (isBackoffTick(nowUs)) {
      const over = this.backoff.filter((queued) => !isBackingOff(queued, nowUs, this.limits));
      for (const queued of over) {
        remove(this.backoff, queued.podInfo.key);
        this.active.push(queued);
      }
    }
    if (isLeftoverTick(nowUs, 0)) {
      const old = this.unschedulable.filter((queued) => nowUs - queued.timestampUs > MAX_UNSCHEDULABLE_US);
      if (old.length > 0) this.move(old, { event: WILDCARD_EVENT, oldObject: undefined, newObject: undefined }, nowUs);
    }
  }

  /** As the queue would hand them out. */
  inOrder(list: readonly QueuedPod[]): QueuedPod[] {
    return list.toSorted((a, b) => {
      const byExpiry = list === this.active ? 0 : (backoffExpiryUs(a, this.limits) ?? 0) - (backoffExpiryUs(b, this.limits) ?? 0);
      if (byExpiry !== 0) return byExpiry;
      return prioritySort(a, b) ? -1 : prioritySort(b, a) ? 1 : a.sequence - b.sequence;
    });
  }

  private move(pods: readonly QueuedPod[], change: RecordedEvent, nowUs: number): void {
    for (const queued of pods) {
      const gateAsks = this.profile.registrations.some((r) => r.plugin === queued.gatingPlugin && eventMatches(r.event, change.event));
      if (queued.gatingPlugin !== "" && !gateAsks) continue;
      const strategy = requeueStrategy(queued, change, this.hints);
      if (strategy === "skip") continue;
      remove(this.unschedulable, queued.podInfo.key);
      this.requeue(queued, strategy, nowUs);
    }
    for (const flight of this.flights) flight.changes.push(change);
  }

  private requeue(queued: QueuedPod, strategy: RequeueStrategy, nowUs: number): void {
    if (strategy === "skip") this.unschedulable.push(queued);
    else this.enter(queued, strategy === "afterBackoff" && isBackingOff(queued, nowUs, this.limits) ? this.backoff : this.active, nowUs);
  }

  private enter(queued: QueuedPod, list: QueuedPod[], nowUs: number): void {
    const gate = this.profile.preEnqueue.find((plugin) => plugin.preEnqueue?.(queued.podInfo) !== undefined);
    queued.gatingPlugin = gate?.name ?? "";
    if (gate !== undefined) {
      queued.unschedulablePlugins.add(gate.name);
      this.unschedulable.push(queued);
      return;
    }
    if (list === this.active) queued.initialAttemptTimestampUs ??= nowUs;
    list.push(queued);
  }
}

function remove(list: QueuedPod[], key: string): void {
  const at = list.findIndex((queued) => queued.podInfo.key === key);
  if (at >= 0) list.splice(at, 1);
}
