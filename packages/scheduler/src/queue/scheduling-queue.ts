/**
 * The scheduler's queue of pending pods: who is next, who waits for time, who waits for a change. Kubernetes v1.36.2 with its default
 * gates, as one synchronous structure that is told the time. Source: pkg/scheduler/backend/queue/scheduling_queue.go.
 *
 * Where Go leaves an order open, this is it: equal pods in order of arrival, pods moved by one event in the order in which they became
 * unschedulable, PreEnqueue plugins in the order of the profile, back-off before leftovers when both loops run at one time.
 *
 * Not modelled: pod groups (gate GenericWorkload, off by default) and the two-step AssignedPodAdded of clusters without queueing hints.
 */
import { podSchedulingPropertiesChange } from "../framework/index.ts";
import type { ClusterEvent, PodInfo } from "../framework/index.ts";
import { BackoffQueue } from "./backoff-queue.ts";
import type { BackoffLimits } from "./backoff.ts";
import { eventLabel, isWildcard, WILDCARD_EVENT } from "./event-match.ts";
import { backoffTickUs, isBackoffTick, isLeftoverTick, leftoverTickUs, MAX_UNSCHEDULABLE_US } from "./flush-timers.ts";
import { HintMap } from "./hint-map.ts";
import type { QueueProfile } from "./hint-map.ts";
import { InFlight } from "./in-flight.ts";
import type { RecordedEvent } from "./in-flight.ts";
import { Nominator } from "./nominator.ts";
import type { LookUpPod } from "./nominator.ts";
import { PodHeap } from "./pod-heap.ts";
import { prioritySort } from "./priority-sort.ts";
import type { QueueSort } from "./priority-sort.ts";
import { hasNoRejector, isGated, newQueuedPod, schedulerNameOf } from "./queued-pod.ts";
import type { QueuedPod } from "./queued-pod.ts";
import { requeueStrategy, requeueStrategyAfterFlight } from "./requeue-strategy.ts";
import type { RequeueStrategy } from "./requeue-strategy.ts";
import { UnschedulablePods } from "./unschedulable-pods.ts";

export type SubQueue = "active" | "backoff" | "unschedulable";

export interface SchedulingQueueOptions {
  /** By scheduler name. */
  readonly profiles: ReadonlyMap<string, QueueProfile>;
  readonly backoff: BackoffLimits;
  /** Default: PrioritySort. */
  readonly queueSort?: QueueSort;
  /** The scheduler started here; every 30 s from then on it looks for pods that wait for too long. Default 0. */
  readonly startUs?: number;
  /** How long a pod may wait for an event before it is tried anyway (`--pod-max-in-unschedulable-pods-duration`). Default 5 minutes. */
  readonly maxUnschedulableUs?: number;
  /** Keeps gone and bound pods out of the nominator. */
  readonly lookUpPod?: LookUpPod;
  /** Hears of every pod that enters a sub-queue, with Kubernetes' label of the reason. */
  readonly onMove?: (queued: QueuedPod, to: SubQueue, reason: string) => void;
}

export interface QueueDepth {
  readonly active: number;
  /** Both kinds of back-off together. */
  readonly backoff: number;
  /** Gated pods not counted, as in Kubernetes' metrics. */
  readonly unschedulable: number;
  readonly gated: number;
  readonly inFlight: number;
}

const UNSCHEDULED_POD_ADD = "UnschedulablePodAdd";
const UNSCHEDULED_POD_UPDATE = "UnschedulablePodUpdate";
const SCHEDULE_ATTEMPT_FAILURE = "ScheduleAttemptFailure";
const BACKOFF_COMPLETE = "BackoffComplete";
const FORCE_ACTIVATE = "ForceActivate";
const UNSCHEDULABLE_TIMEOUT = "UnschedulableTimeout";

export class SchedulingQueue {
  readonly nominator: Nominator;
  private readonly active: PodHeap;
  private readonly backoff: BackoffQueue;
  private readonly unschedulable: UnschedulablePods;
  private readonly inFlight = new InFlight();
  private readonly hints: HintMap;
  private readonly startUs: number;
  private readonly maxUnschedulableUs: number;
  private readonly onMove: SchedulingQueueOptions["onMove"];
  /** Everything pending or in flight by uid, in order of arrival. */
  private readonly known = new Map<string, QueuedPod>();
  private nextSequence = 0;

  constructor(options: SchedulingQueueOptions) {
    const sort = options.queueSort ?? prioritySort;
    this.hints = new HintMap(options.profiles);
    this.active = new PodHeap(sort);
    this.backoff = new BackoffQueue(options.backoff, sort);
    this.unschedulable = new UnschedulablePods(this.hints);
    this.nominator = new Nominator(options.lookUpPod);
    this.startUs = options.startUs ?? 0;
    this.maxUnschedulableUs = options.maxUnschedulableUs ?? MAX_UNSCHEDULABLE_US;
    this.onMove = options.onMove;
  }

  /** A new pending pod. */
  add(podInfo: PodInfo, nowUs: number): void {
    this.moveToActive(this.newPod(podInfo, nowUs), UNSCHEDULED_POD_ADD, nowUs);
  }

  /**
   * A pending pod changed (callers leave out updates with an unchanged resourceVersion, and those of assumed pods). While it is in flight
   * the change is only remembered: the host hands the newest version back with `addUnschedulableIfNotPresent`.
   */
  update(oldPod: PodInfo, newPod: PodInfo, nowUs: number): void {
    const events = podSchedulingPropertiesChange(oldPod.pod, newPod.pod);
    if (this.inFlight.has(newPod.uid)) {
      for (const event of events) this.inFlight.record(event, oldPod.pod, newPod.pod);
      return;
    }
    const waiting = this.active.get(oldPod.key) ?? this.backoff.get(oldPod.key);
    if (waiting !== undefined) {
      waiting.podInfo = newPod;
      if (this.active.has(newPod.key)) this.active.add(waiting);
      else this.backoff.reorder(waiting);
      this.nominator.update(oldPod, newPod);
      return;
    }
    const refused = this.unschedulable.get(newPod.key);
    if (refused === undefined) {
      this.moveToActive(this.newPod(newPod, nowUs), UNSCHEDULED_POD_UPDATE, nowUs);
      return;
    }
    refused.podInfo = newPod;
    this.nominator.update(oldPod, newPod);
    for (const event of events) {
      const strategy = requeueStrategy(refused, { event, oldObject: oldPod.pod, newObject: newPod.pod }, this.hints);
      if (this.requeue(refused, strategy, eventLabel(event), nowUs) !== "unschedulable") break;
    }
  }

  /** The pod is gone, or was bound. */
  delete(podInfo: PodInfo): void {
    this.nominator.delete(podInfo);
    this.known.delete(podInfo.uid);
    const { key } = podInfo;
    if (!this.active.delete(key) && !this.backoff.delete(key)) this.unschedulable.delete(key);
  }

  /** Whether `pop` has a pod to give. */
  get canPop(): boolean {
    return this.active.size > 0 || this.backoff.canPopEarly;
  }

  /**
   * The next pod to schedule, now in flight until `done` or `addUnschedulableIfNotPresent`. With nothing in the active queue, the first
   * of the refused pods in back-off comes early.
   */
  pop(nowUs: number): QueuedPod | undefined {
    for (;;) {
      const queued = this.active.pop() ?? this.backoff.popEarly();
      if (queued === undefined) return undefined;
      queued.attempts += 1;
      // As in Go: a pod that is in flight already was queued twice, and is dropped here.
      if (this.inFlight.has(queued.podInfo.uid)) continue;
      queued.poppedUs = nowUs;
      this.inFlight.start(queued.podInfo.uid);
      return queued;
    }
  }

  /** The attempt is over and the pod does not come back: bound, gone, or handed back already. */
  done(uid: string): void {
    this.inFlight.done(uid);
    const queued = this.known.get(uid);
    if (queued !== undefined && this.get(queued.podInfo.key)?.podInfo.uid !== uid) this.known.delete(uid);
  }

  /**
   * A pod comes back from a failed attempt, after `recordRejection` and with its newest `podInfo`. What happened while it was in flight
   * decides where it goes. Ends its flight.
   * @returns where it went; undefined when a pod of that name is queued already, and this one was dropped
   */
  addUnschedulableIfNotPresent(queued: QueuedPod, nowUs: number): SubQueue | undefined {
    const { uid, key } = queued.podInfo;
    if (this.get(key) !== undefined) {
      this.done(uid);
      return undefined;
    }
    if (!this.known.has(uid)) this.known.set(uid, queued);
    if (hasNoRejector(queued)) {
      queued.consecutiveErrorsCount += 1;
    } else {
      queued.unschedulableCount += 1;
      queued.consecutiveErrorsCount = 0;
    }
    queued.timestampUs = nowUs;
    queued.sequence = this.nextSequence++;
    queued.backoffExpiryUs = undefined;
    queued.wasFlushedFromUnschedulable = false;
    const strategy = requeueStrategyAfterFlight(queued, this.inFlight, this.hints);
    const to = this.requeue(queued, strategy, SCHEDULE_ATTEMPT_FAILURE, nowUs);
    this.done(uid);
    return to;
  }

  /**
   * Something changed in the cluster: moves the pods that may profit, and remembers the change for the pods in flight. Costs nothing when
   * no plugin registered for it, and visits only pods that such a plugin refused.
   * @param preCheck pods for which it answers false stay
   */
  moveAllToActiveOrBackoff(
    event: ClusterEvent,
    oldObject: unknown,
    newObject: unknown,
    nowUs: number,
    preCheck?: (podInfo: PodInfo) => boolean,
  ): void {
    const interested = this.hints.interested(event);
    if (!isWildcard(event) && interested.size === 0) return;
    const pods = isWildcard(event) ? [...this.unschedulable.values()] : this.unschedulable.refusedBy(interested);
    const chosen = preCheck === undefined ? pods : pods.filter((queued) => preCheck(queued.podInfo));
    this.movePods(chosen, { event, oldObject, newObject }, eventLabel(event), nowUs);
  }

  /** A plugin (preemption) wants these pods tried again, whatever they wait for. For pods in flight this holds when they come back. */
  activate(pods: Iterable<PodInfo>, nowUs: number): void {
    for (const podInfo of pods) {
      if (this.activateOne(podInfo.key, nowUs)) continue;
      if (this.inFlight.has(podInfo.uid)) this.inFlight.record(WILDCARD_EVENT, undefined, podInfo.pod);
    }
  }

  /** Runs the flush loops that tick at `nowUs`: to be called at every time that `nextTimerUs` names. */
  flush(nowUs: number): void {
    if (isBackoffTick(nowUs)) {
      for (const queued of this.backoff.popCompleted(nowUs)) this.moveToActive(queued, BACKOFF_COMPLETE, nowUs, true);
    }
    if (isLeftoverTick(nowUs, this.startUs)) {
      const leftovers = this.unschedulable.waitingSinceBefore(nowUs - this.maxUnschedulableUs);
      if (leftovers.length === 0) return;
      for (const queued of leftovers) queued.wasFlushedFromUnschedulable = true;
      const change = { event: WILDCARD_EVENT, oldObject: undefined, newObject: undefined };
      this.movePods(leftovers, change, UNSCHEDULABLE_TIMEOUT, nowUs);
    }
  }

  /** The next time, at or after `nowUs`, at which `flush` has something to move; undefined while nothing waits for time. */
  nextTimerUs(nowUs: number): number | undefined {
    const expiryUs = this.backoff.nextExpiryUs();
    const oldestUs = this.unschedulable.oldestTimestampUs();
    const backoffUs = expiryUs === undefined ? undefined : backoffTickUs(expiryUs, nowUs);
    const leftoverUs = oldestUs === undefined ? undefined : leftoverTickUs(oldestUs, nowUs, this.startUs, this.maxUnschedulableUs);
    if (backoffUs === undefined || leftoverUs === undefined) return backoffUs ?? leftoverUs;
    return Math.min(backoffUs, leftoverUs);
  }

  /** The queued pod of that `namespace/name`; pods in flight are not in the queue. */
  get(key: string): QueuedPod | undefined {
    return this.active.get(key) ?? this.backoff.get(key) ?? this.unschedulable.get(key);
  }

  whereIs(key: string): SubQueue | undefined {
    if (this.active.has(key)) return "active";
    if (this.backoff.get(key) !== undefined) return "backoff";
    return this.unschedulable.get(key) === undefined ? undefined : "unschedulable";
  }

  isInFlight(uid: string): boolean {
    return this.inFlight.has(uid);
  }

  get depth(): QueueDepth {
    const gated = this.unschedulable.gatedSize;
    return {
      active: this.active.size,
      backoff: this.backoff.size,
      unschedulable: this.unschedulable.size - gated,
      gated,
      inFlight: this.inFlight.size,
    };
  }

  /** The pod that arrived first among all that are queued or in flight. */
  get oldest(): QueuedPod | undefined {
    const first = this.known.values().next();
    return first.done ? undefined : first.value;
  }

  /** All pods that are queued or in flight, in order of arrival. */
  pending(): Iterable<QueuedPod> {
    return this.known.values();
  }

  private newPod(podInfo: PodInfo, nowUs: number): QueuedPod {
    const queued = newQueuedPod(podInfo, nowUs, this.nextSequence++);
    this.known.set(podInfo.uid, queued);
    return queued;
  }

  private activateOne(key: string, nowUs: number): boolean {
    const refused = this.unschedulable.get(key);
    if (refused !== undefined) return this.moveToActive(refused, FORCE_ACTIVATE, nowUs);
    const waiting = this.backoff.get(key);
    if (waiting === undefined) return false;
    this.backoff.delete(key);
    return this.moveToActive(waiting, FORCE_ACTIVATE, nowUs, true);
  }

  private movePods(pods: readonly QueuedPod[], change: RecordedEvent, reason: string, nowUs: number): void {
    for (const queued of pods) {
      if (isGated(queued) && !this.hints.isPluginInterested(queued.gatingPlugin, change.event)) continue;
      const strategy = requeueStrategy(queued, change, this.hints);
      if (strategy === "skip") continue;
      this.unschedulable.delete(queued.podInfo.key);
      this.requeue(queued, strategy, reason, nowUs);
    }
    this.inFlight.record(change.event, change.oldObject, change.newObject);
  }

  private requeue(queued: QueuedPod, strategy: RequeueStrategy, reason: string, nowUs: number): SubQueue {
    if (strategy === "skip") {
      this.moveToUnschedulable(queued, reason);
      return "unschedulable";
    }
    // The back-off may have ended while the pod waited for an event.
    if (strategy === "afterBackoff" && this.backoff.isBackingOff(queued, nowUs))
      return this.moveToBackoff(queued, reason) ? "backoff" : "unschedulable";
    return this.moveToActive(queued, reason, nowUs) ? "active" : "unschedulable";
  }

  /** @param fromBackoff PreEnqueue ran when the pod entered the back-off queue, and is not asked again */
  private moveToActive(queued: QueuedPod, reason: string, nowUs: number, fromBackoff = false): boolean {
    const { key } = queued.podInfo;
    if (!fromBackoff) this.runPreEnqueue(queued);
    if (isGated(queued)) {
      if (!this.active.has(key) && this.backoff.get(key) === undefined) this.moveToUnschedulable(queued, reason);
      return false;
    }
    queued.initialAttemptTimestampUs ??= nowUs;
    this.unschedulable.delete(key);
    this.backoff.delete(key);
    this.active.add(queued);
    if (reason === UNSCHEDULED_POD_ADD || reason === UNSCHEDULED_POD_UPDATE) this.nominator.add(queued.podInfo);
    this.onMove?.(queued, "active", reason);
    return true;
  }

  private moveToBackoff(queued: QueuedPod, reason: string): boolean {
    this.runPreEnqueue(queued);
    if (isGated(queued)) {
      this.moveToUnschedulable(queued, reason);
      return false;
    }
    this.unschedulable.delete(queued.podInfo.key);
    this.backoff.add(queued);
    this.onMove?.(queued, "backoff", reason);
    return true;
  }

  private moveToUnschedulable(queued: QueuedPod, reason: string): void {
    const isNew = this.unschedulable.get(queued.podInfo.key) === undefined;
    this.unschedulable.addOrUpdate(queued);
    if (isNew) this.onMove?.(queued, "unschedulable", reason);
  }

  /** The plugin that keeps the pod out is asked first; the first that refuses ends the round. */
  private runPreEnqueue(queued: QueuedPod): void {
    const plugins = this.hints.preEnqueue(schedulerNameOf(queued.podInfo));
    const gating = plugins.filter((plugin) => plugin.name === queued.gatingPlugin);
    for (const plugin of [...gating, ...plugins.filter((p) => p.name !== queued.gatingPlugin)]) {
      if (plugin.preEnqueue?.(queued.podInfo) === undefined) continue;
      queued.unschedulablePlugins.add(plugin.name);
      queued.gatingPlugin = plugin.name;
      return;
    }
    queued.gatingPlugin = "";
  }
}
