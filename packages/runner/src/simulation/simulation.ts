/**
 * One simulation: the only place where engine, store, scheduler, kubelets and control loops are put together. Plain and synchronous;
 * whoever hosts it decides where it runs and in which slices.
 */
import { Engine, Phase, randomStreams } from "@orrery/sim-core/engine";
import type { AdvanceResult, EventKind } from "@orrery/sim-core/engine";
import { ControllerManager } from "@orrery/sim-core/controllers";
import { Kubelets, UsageLog } from "@orrery/sim-core/kubelet";
import type { UsageReader } from "@orrery/sim-core/kubelet";
import { Keyframes, Store } from "@orrery/sim-core/store";
import type { ClusterState } from "@orrery/sim-core/store";
import { SchedulerComponent } from "@orrery/scheduler/component";
import type { Registry } from "@orrery/scheduler/config";
import { buildProfile } from "@orrery/scheduler/cycle";
import { applyChange } from "./apply-change.ts";
import { HeldLog } from "./held-log.ts";
import { kubeletSettingsOf } from "./kubelet-settings-of.ts";
import type { PodArrivals, SimulationInput } from "./simulation-input.ts";
import { sampleUsage } from "./sample-usage.ts";

/** Where a run stands. */
export interface Progress {
  readonly nowUs: number;
  readonly events: number;
  readonly done: boolean;
  /** Scheduling attempts so far. */
  readonly attempts: number;
  /** Arrivals so far, of all that will come. */
  readonly arrived: number;
  readonly arrivals: number;
}

export class Simulation {
  readonly input: SimulationInput;
  readonly store: Store;
  readonly scheduler: SchedulerComponent;
  /** The control loops that the input wants. */
  readonly controllers: ControllerManager;
  /** Samples of what the nodes have used. */
  readonly usageLog = new UsageLog();
  /** Pods that were held back between samples; empty where nobody asked for it. */
  readonly heldLog = new HeldLog();
  private readonly engine = new Engine();
  private readonly kubelets: Kubelets;
  private readonly keyframes: Keyframes;
  private arrived = 0;
  private done = false;
  /** Changes of the timeline that the cluster refused, with its reason. */
  readonly refusedChanges: { readonly atUs: number; readonly label: string; readonly reason: string }[] = [];

  /** What pods and nodes have used until now. */
  get usage(): UsageReader {
    return this.kubelets;
  }

  /**
   * @param registry the one that `input.scheduler` was loaded with
   * @param watches what is noted for whoever looks on; the history is the same without
   * @throws RangeError for a run of every tick without a horizon, which would never end
   */
  constructor(input: SimulationInput, registry: Registry, { held = false }: { readonly held?: boolean } = {}) {
    if (input.elide === false && input.horizonUs === Infinity) throw new RangeError("a run of every tick needs a horizon");
    this.input = input;
    const { engine } = this;
    const { timings } = input;
    const streams = randomStreams(input.seed);
    const draws = new Map<string, { next(): number }>();
    const random = (name: string) => {
      let stream = draws.get(name);
      if (stream === undefined) draws.set(name, (stream = streams.stream(`scheduler/${name}`)));
      return stream.next();
    };
    this.store = new Store(engine);
    this.keyframes = new Keyframes(this.store.log);
    this.scheduler = new SchedulerComponent({
      engine,
      store: this.store,
      timings: {
        watchDelayUs: timings.watchDelayUs,
        cycleUs: timings.schedulingCycleUs,
        bindingUs: timings.bindingUs,
        evictionUs: timings.evictionUs,
      },
      backoff: { initialSeconds: input.scheduler.podInitialBackoffSeconds, maxSeconds: input.scheduler.podMaxBackoffSeconds },
      tieBreak: input.tieBreak,
      random,
      profiles: (handle) => input.scheduler.profiles.map((profile) => buildProfile(profile, registry, handle)),
      explain: new Set(input.explain),
    });
    this.kubelets = new Kubelets({
      engine,
      store: this.store,
      timings,
      streams,
      settingsOf: kubeletSettingsOf(input),
      ...(input.behaviors === undefined ? {} : { behaviors: input.behaviors }),
      ...(input.images === undefined ? {} : { images: input.images }),
      ...(input.elide === undefined ? {} : { elide: input.elide }),
    });
    this.controllers = new ControllerManager({
      engine,
      store: this.store,
      watchDelayUs: timings.watchDelayUs,
      streams,
      heartbeats: this.kubelets,
      workloads: input.controllers === true,
      nodes: input.nodeControllers ?? {},
      elide: input.elide ?? true,
    });
    this.begin();
    for (const arrivals of input.arrivals) this.addArrivals(arrivals);
    this.addTimeline();
    if ((input.behaviors ?? []).length > 0) {
      const { usage, usageLog, heldLog, state } = this;
      const goesOn = (): boolean => engine.pending > 0 || this.progress.arrived < this.progress.arrivals;
      sampleUsage({ engine, state, usage, log: usageLog, held: held ? heldLog : undefined, horizonUs: input.horizonUs, goesOn });
    }
  }

  get digest(): string {
    return this.engine.digest;
  }

  get nowUs(): number {
    return this.engine.nowUs;
  }

  get state(): ClusterState {
    return this.store.state;
  }

  get progress(): Progress {
    const arrivals = this.input.arrivals.reduce((sum, a) => sum + a.arrivalUs.length, 0);
    return {
      nowUs: this.engine.nowUs,
      events: this.engine.events,
      done: this.done,
      attempts: this.scheduler.attempts.length,
      arrived: this.arrived,
      arrivals,
    };
  }

  /** Runs at most `maxEvents` events up to the horizon. The history does not depend on how it is sliced. */
  advance(maxEvents: number): Progress {
    return this.advanceTo(Infinity, maxEvents);
  }

  /** The same up to `untilUs` at most. */
  advanceTo(untilUs: number, maxEvents = Infinity): Progress {
    const { horizonUs } = this.input;
    const result: AdvanceResult = this.engine.advance(Math.min(untilUs, horizonUs), maxEvents);
    this.done = result.done && untilUs >= horizonUs;
    return this.progress;
  }

  /** Runs to the end. */
  run(): Progress {
    while (!this.done) this.advance(1_000_000);
    return this.progress;
  }

  /** The cluster as it was at `timeUs`, which must not lie ahead. The caller must not change it. */
  stateAt(timeUs: number): ClusterState {
    if (timeUs > this.engine.nowUs) throw new RangeError(`${timeUs} us lies ahead; the simulation is at ${this.engine.nowUs} us`);
    return this.keyframes.at(timeUs);
  }

  /** What is there before anything happens. */
  private begin(): void {
    const { store } = this;
    for (const object of this.input.objects) store.setObject(object);
    for (const { node, pool } of this.input.nodes) must(store.addNode(node, pool));
    const byStart = [...this.input.boundPods].sort((a, b) => a.startedBeforeUs - b.startedBeforeUs);
    for (const bound of byStart) {
      must(store.createPod(bound.key, store.addPodPayload({ source: bound.source, durationUs: bound.durationUs })));
      const id = store.state.podIds.get(bound.key)!;
      const nodeId = store.state.nodeIds.get(bound.nodeName);
      if (nodeId === undefined) throw new Error(`pod ${bound.key} runs on node ${bound.nodeName}, which is not there`);
      must(store.bindPod(id, nodeId));
      if (bound.phase === "Running") store.startPod(id);
      this.kubelets.adopt(store.state.pods[id]!);
      if (bound.terminating) must(store.deletePod(id));
    }
  }

  private addArrivals(arrivals: PodArrivals): void {
    const { engine, store } = this;
    /** Payload numbers by (source, duration): pods of one source and duration share one. */
    const payloads = new Map<string, number>();
    const kind: EventKind = engine.registerKind("pod arrival", Phase.arrival, (row) => {
      const source = arrivals.source[row]!;
      const durationUs = arrivals.durationUs[row]!;
      const id = `${source}/${durationUs}`;
      let payload = payloads.get(id);
      if (payload === undefined) payloads.set(id, (payload = store.addPodPayload({ source: arrivals.sources[source]!, durationUs })));
      this.arrived += 1;
      const key = arrivals.keyOf(row);
      const refused = store.createPod(key, payload);
      if (refused !== undefined) this.refusedChanges.push({ atUs: engine.nowUs, label: `arrival of pod ${key}`, reason: refused });
    });
    engine.addArrivals(kind, { timeUs: arrivals.arrivalUs });
  }

  private addTimeline(): void {
    const { timeline } = this.input;
    if (timeline.length === 0) return;
    const kind = this.engine.registerKind("timeline", Phase.arrival, (row) => {
      const { change, label } = timeline[row]!;
      const reason = applyChange(this.store, change, (name, action) => this.kubelets.act(name, action));
      if (reason !== undefined) this.refusedChanges.push({ atUs: this.engine.nowUs, label, reason });
    });
    this.engine.addArrivals(kind, { timeUs: Float64Array.from(timeline, (entry) => entry.atUs) });
  }
}

function must(refusal: string | undefined): void {
  if (refusal !== undefined) throw new Error(refusal);
}
