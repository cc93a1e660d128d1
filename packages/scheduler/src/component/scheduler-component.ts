/**
 * The scheduler as a component of the simulated cluster: it hears of facts through its watch, works off its queue one pod at a time, and
 * binds
 * asynchronously. Source: pkg/scheduler/{scheduler,schedule_one,eventhandlers}.go.
 *
 * The decision falls at the start of a cycle, on the state known then; the cycle's modelled duration keeps the next one waiting, and what
 * happens
 * meanwhile counts as happening while the pod is in flight.
 */
import { Phase } from "@orrery/sim-core/engine";
import type { Engine, EventHandle, EventKind } from "@orrery/sim-core/engine";
import type { Store } from "@orrery/sim-core/store";
import { SchedulingAlgorithm } from "../cycle/index.ts";
import type { Attempt, Profile, TieBreak } from "../cycle/index.ts";
import { Action } from "../framework/index.ts";
import type { Handle, PodInfo, VolumeBindingDecision } from "../framework/index.ts";
import { completedBinding, DefaultPreemption } from "../plugins/index.ts";
import { hintRegistrations, recordRejection, SchedulingQueue, schedulerNameOf } from "../queue/index.ts";
import type { QueuedPod } from "../queue/index.ts";
import { AttemptLog } from "./attempt-log.ts";
import { QueueLog } from "./queue-log.ts";
import { boundPodObject, SchedulerWatch, WATCHED_FACTS } from "./scheduler-watch.ts";

/** How long the scheduler's steps take, in microseconds. */
export interface SchedulerTimings {
  /** From the store to the scheduler's caches. */
  readonly watchDelayUs: number;
  /** One scheduling cycle. */
  readonly cycleUs: number;
  /** From the end of the cycle until the binding is written. */
  readonly bindingUs: number;
  /** From a nomination until the victims' deletions are written. */
  readonly evictionUs: number;
}

export interface SchedulerOptions {
  readonly engine: Engine;
  readonly store: Store;
  readonly timings: SchedulerTimings;
  readonly backoff: { readonly initialSeconds: number; readonly maxSeconds: number };
  readonly tieBreak: TieBreak;
  readonly random: (stream: string) => number;
  /** Makes the profiles once the scheduler's caches exist. */
  readonly profiles: (handle: Handle) => readonly Profile[];
  /** Pods whose attempts keep the best candidates with their scores by plugin, by `namespace/name`. */
  readonly explain: ReadonlySet<string>;
}

interface Assumed {
  readonly queued: QueuedPod;
  readonly attempt: Attempt;
  readonly profile: Profile;
  readonly nodeId: number;
}

/** Why the pods go that make room for a preemptor. Source: staging/src/k8s.io/api/core/v1/types.go, PodReasonPreemptionByScheduler. */
export const PREEMPTION_REASON = "PreemptionByScheduler";

export class SchedulerComponent {
  readonly attempts = new AttemptLog();
  /** How many pods have waited in which part of the queue, over time. */
  readonly queueLog = new QueueLog();
  readonly queue: SchedulingQueue;
  readonly algorithm: SchedulingAlgorithm;
  private readonly options: SchedulerOptions;
  private readonly watch: SchedulerWatch;
  private readonly profiles: ReadonlyMap<string, Profile>;
  private readonly cycleKind: EventKind;
  private readonly bindKind: EventKind;
  private readonly evictKind: EventKind;
  private readonly timerKind: EventKind;
  /** The failed attempt whose cycle is still running, handled when it ends. */
  private failing:
    | { readonly queued: QueuedPod; readonly attempt: Attempt; readonly profile: Profile; readonly number: number }
    | undefined;
  private idle = true;
  private readonly binding = new Map<number, Assumed>();
  private readonly evicting = new Map<number, { readonly uid: string; readonly victims: readonly PodInfo[]; readonly profile: Profile }>();
  private timer: { readonly handle: EventHandle; readonly atUs: number } | undefined;

  constructor(options: SchedulerOptions) {
    const { engine, store, timings } = options;
    this.options = options;
    this.watch = new SchedulerWatch(store, () => engine.nowUs);
    const handle: Handle = {
      listers: this.watch.objects,
      snapshot: this.watch.cache,
      nowUs: () => engine.nowUs,
      random: options.random,
      bindVolumes: (decision) => this.bindVolumes(decision),
    };
    const profiles = options.profiles(handle);
    this.profiles = new Map(profiles.map((profile) => [profile.schedulerName, profile]));
    this.queue = new SchedulingQueue({
      profiles: new Map(profiles.map((p) => [p.schedulerName, { preEnqueue: p.preEnqueue, registrations: hintRegistrations(p.all) }])),
      backoff: { initialUs: options.backoff.initialSeconds * 1e6, maxUs: options.backoff.maxSeconds * 1e6 },
      queueSort: profiles[0]?.all.find((plugin) => plugin.less !== undefined)?.less,
      lookUpPod: (key) => this.watch.current(key),
    });
    this.algorithm = new SchedulingAlgorithm(
      this.watch.cache,
      this.queue.nominator,
      { nowUs: () => engine.nowUs, random: options.random },
      options.tieBreak,
    );
    this.watch.attach(this.queue, (name) => this.profiles.has(name));
    this.cycleKind = engine.registerKind("scheduling cycle", Phase.scheduler, () => this.cycle());
    this.bindKind = engine.registerKind("binding", Phase.scheduler, (pod) => this.bind(pod));
    this.evictKind = engine.registerKind("eviction by preemption", Phase.scheduler, (pod) => this.evict(pod));
    this.timerKind = engine.registerKind("scheduling queue flush", Phase.scheduler, () => this.flush());
    store.watch(timings.watchDelayUs, WATCHED_FACTS, (fact) => {
      this.watch.handle(fact);
      this.wake();
    });
  }

  /** Something may have entered the queue. */
  private wake(): void {
    const { engine } = this.options;
    if (this.idle) {
      if (this.queue.canPop) {
        this.idle = false;
        engine.emit(this.cycleKind, 0, engine.nowUs);
      }
    }
    this.settle();
  }

  /** The end of one cycle, if one was running, and the start of the next. */
  private cycle(): void {
    const { engine, timings } = this.options;
    this.finishFailure();
    const nowUs = engine.nowUs;
    for (;;) {
      const queued = this.queue.pop(nowUs);
      if (queued === undefined) {
        this.idle = true;
        this.settle();
        return;
      }
      const id = this.watch.podId(queued.podInfo);
      if (queued.podInfo.terminating || this.binding.has(id)) {
        this.queue.done(queued.podInfo.uid);
        continue;
      }
      this.attempt(queued, id);
      engine.emit(this.cycleKind, 0, nowUs + timings.cycleUs);
      this.settle();
      return;
    }
  }

  private attempt(queued: QueuedPod, id: number): void {
    const { engine, timings, explain } = this.options;
    const pod = queued.podInfo;
    const profile = this.profiles.get(schedulerNameOf(pod))!;
    const attempt = this.algorithm.schedule(pod, profile, explain.size > 0 && explain.has(pod.key));
    const nodeId = attempt.node === undefined ? -1 : this.watch.nodeId(attempt.node.name);
    const number = this.attempts.add(engine.nowUs, id, nodeId, attempt);
    if (attempt.outcome !== "placeable" || !this.assume(queued, attempt, profile)) {
      this.failing = { queued, attempt, profile, number };
      return;
    }
    this.binding.set(id, { queued, attempt, profile, nodeId });
    engine.emit(this.bindKind, id, engine.nowUs + timings.cycleUs + timings.bindingUs);
  }

  /** @returns whether every Reserve plugin agreed */
  private assume(queued: QueuedPod, attempt: Attempt, profile: Profile): boolean {
    const pod = queued.podInfo;
    const node = attempt.node!;
    pod.nodeName = node.name;
    this.queue.nominator.delete(pod);
    for (const plugin of profile.reserve) {
      if (plugin.reserve === undefined || plugin.reserve(attempt.states!.stateOf(plugin), pod, node) === undefined) continue;
      this.unreserve(attempt, profile, pod);
      return false;
    }
    this.watch.cache.setPod(pod);
    this.queue.done(pod.uid);
    return true;
  }

  private unreserve(attempt: Attempt, profile: Profile, pod: PodInfo): void {
    for (const plugin of [...profile.reserve].reverse()) plugin.unreserve?.(attempt.states!.stateOf(plugin), pod, attempt.node!);
    pod.nodeName = "";
    pod.gpuDevices = undefined;
  }

  private bind(id: number): void {
    const { store, engine } = this.options;
    const { queued, attempt, profile, nodeId } = this.binding.get(id)!;
    this.binding.delete(id);
    const pod = queued.podInfo;
    let failed = profile.preBind.some((plugin) => plugin.preBind?.(attempt.states!.stateOf(plugin), pod, attempt.node!) !== undefined);
    if (!failed) failed = store.bindPod(id, nodeId, pod.gpuDevices) !== undefined;
    if (!failed) {
      this.watch.expectBinding(id);
      return;
    }
    this.watch.cache.removePod(pod.key);
    const object = boundPodObject(pod);
    this.unreserve(attempt, profile, pod);
    this.queue.moveAllToActiveOrBackoff({ resource: "AssignedPod", action: Action.Delete }, object, undefined, engine.nowUs);
    if (!store.state.pods[id]!.removed && store.state.pods[id]!.nodeId < 0) {
      recordRejection(queued);
      this.queue.addUnschedulableIfNotPresent(queued, engine.nowUs);
    }
    this.wake();
  }

  /** Writes the bound volumes and claims; provisioning takes no time. */
  private bindVolumes(decision: VolumeBindingDecision): string | undefined {
    const node = this.watch.cache.get(decision.nodeName)?.node;
    if (node === undefined) return `nodes "${decision.nodeName}" not found`;
    const { persistentVolumes, persistentVolumeClaims } = completedBinding(decision, node, this.watch.objects);
    for (const volume of persistentVolumes) this.options.store.setObject({ ...volume, kind: "PersistentVolume" });
    for (const claim of persistentVolumeClaims) this.options.store.setObject({ ...claim, kind: "PersistentVolumeClaim" });
    return undefined;
  }

  /** The failure handler, at the end of the cycle that failed. */
  private finishFailure(): void {
    if (this.failing === undefined) return;
    const { queued, attempt, profile, number } = this.failing;
    this.failing = undefined;
    const { engine, store, timings } = this.options;
    const id = this.watch.podId(queued.podInfo);
    const record = store.state.pods[id]!;
    if (record.removed || !this.watch.isPending(id)) {
      this.queue.done(queued.podInfo.uid);
      return;
    }
    queued.podInfo = this.watch.newest(id);
    const { diagnosis, postFilter } = attempt;
    if (attempt.outcome === "unschedulable" && attempt.search.nodeCount > 0)
      recordRejection(queued, diagnosis.unschedulablePlugins, diagnosis.pendingPlugins);
    else recordRejection(queued);
    const nominated = attempt.outcome === "error" ? "" : postFilter?.nominatedNodeName;
    const preempts = nominated !== undefined && nominated !== "";
    // Marked before it goes back: until its victims' deletions are written the pod may not be queued again.
    if (preempts) this.setPreempting(profile, queued.podInfo.uid, true);
    this.queue.addUnschedulableIfNotPresent(queued, engine.nowUs);
    if (nominated === "") {
      this.queue.nominator.delete(queued.podInfo);
      store.nominatePod(id, -1);
    } else if (preempts) {
      this.queue.nominator.add(queued.podInfo, nominated);
      store.nominatePod(id, this.watch.nodeId(nominated));
      this.evicting.set(id, { uid: queued.podInfo.uid, victims: postFilter!.victims!.pods, profile });
      engine.emit(this.evictKind, id, engine.nowUs + timings.evictionUs);
    }
    store.markUnschedulable(id, number);
  }

  private evict(id: number): void {
    const { store } = this.options;
    const { uid, victims, profile } = this.evicting.get(id)!;
    this.evicting.delete(id);
    const because = {
      by: "scheduler",
      reason: PREEMPTION_REASON,
      message: `pod ${store.state.pods[id]!.key} of higher priority takes its place`,
      evidence: { preemptor: store.state.pods[id]!.key },
    };
    for (const victim of victims) {
      const victimId = this.watch.podId(victim);
      if (!store.state.pods[victimId]!.removed) store.deletePod(victimId, { because });
    }
    this.setPreempting(profile, uid, false);
    this.wake();
  }

  private setPreempting(profile: Profile, uid: string, isPreempting: boolean): void {
    for (const plugin of profile.postFilter) {
      if (plugin instanceof DefaultPreemption) plugin.setPreempting(uid, isPreempting);
    }
  }

  private flush(): void {
    this.timer = undefined;
    this.queue.flush(this.options.engine.nowUs);
    this.wake();
  }

  /** Whatever may have changed the queue ends here: the counts are as they stand, and its timer is set. */
  private settle(): void {
    const { engine } = this.options;
    this.queueLog.note(engine.nowUs, this.queue.depth);
    const nextUs = this.queue.nextTimerUs(engine.nowUs);
    if (this.timer?.atUs === nextUs) return;
    if (this.timer !== undefined) engine.cancel(this.timer.handle);
    this.timer = nextUs === undefined ? undefined : { handle: engine.schedule(this.timerKind, 0, nextUs), atUs: nextUs };
  }
}
