/**
 * One simulation with its whole past at hand: it goes on in slices, and shows, steps through and explains any moment it has reached.
 * Plain and synchronous; whoever hosts it decides where it runs.
 */
import type { Registry } from "@orrery/scheduler/config";
import { whyNode, whyPod, whyWorkload } from "../explain/index.ts";
import type { NodeState, PodState, Why, WhySubject, WorkloadState } from "../explain/index.ts";
import { perfettoTrace } from "../export/index.ts";
import { buildReport, REST_CHECK_US, RestDetector } from "../report/index.ts";
import type { EndOfRun, Report, ReportContext } from "../report/index.ts";
import { Simulation } from "../simulation/index.ts";
import type { RunHistory, SimulationInput } from "../simulation/index.ts";
import { decisionsAt, decisionTrail } from "./decisions.ts";
import type { Decisions, DecisionTrail } from "./decisions.ts";
import { FrameMaker } from "./frame-maker.ts";
import type { Frame } from "./frame.ts";
import { HistoryIndex } from "./history-index.ts";
import { lanesOf } from "./lanes.ts";
import type { LaneKind, Lanes } from "./lanes.ts";
import { laneUsage } from "./lane-usage.ts";
import type { Moment, StepUnit } from "./moment.ts";
import { hardwareByName } from "./node-table.ts";
import { NodeUsage } from "./node-usage.ts";
import { OverviewFold } from "./overview.ts";
import type { Overview } from "./overview.ts";
import { podStory } from "./pod-story.ts";
import type { PodStory } from "./pod-story.ts";
import { queueLanes } from "./queue-lanes.ts";
import type { QueueLanes } from "./queue-lanes.ts";
import { stepFrom } from "./step.ts";

/** How far a session is. */
export interface SessionStatus {
  /** Simulated so far: moments up to here can be shown. */
  readonly nowUs: number;
  readonly facts: number;
  readonly events: number;
  readonly attempts: number;
  /** null: there is none. */
  readonly horizonUs: number | null;
  /** undefined: it goes on. */
  readonly end: EndOfRun | undefined;
  /** Of the history so far; of a finished run, what every other run of the same input has. */
  readonly digest: string;
}

/** Of a node that a timeline makes from a manifest: nobody says what its machine has. */
const NO_HARDWARE = { milliCpu: 0, memoryBytes: 0 };

export class SimSession {
  readonly input: SimulationInput;
  readonly simulation: Simulation;
  private readonly rest: RestDetector;
  private readonly index: HistoryIndex;
  private readonly overviewFold: OverviewFold;
  private readonly frames: FrameMaker;
  private readonly usage: NodeUsage;
  private readonly nodeOf: (id: number) => { readonly name: string; readonly milliCpu: number; readonly memoryBytes: number };
  private end: EndOfRun | undefined;
  private checkUs = REST_CHECK_US;

  /** @param registry the one that `input.scheduler` was loaded with */
  constructor(input: SimulationInput, registry: Registry) {
    this.input = input;
    this.simulation = new Simulation(input, registry, { held: true });
    this.rest = new RestDetector(this.simulation);
    const { log } = this.simulation.store;
    this.index = new HistoryIndex(log);
    this.usage = new NodeUsage(this.simulation.usageLog);
    const hardware = hardwareByName(input);
    const nodeOf = (id: number) => {
      const { name } = this.simulation.state.nodes[id]!.node.metadata;
      return { name, ...(hardware.get(name) ?? NO_HARDWARE) };
    };
    this.nodeOf = nodeOf;
    this.overviewFold = new OverviewFold(log, this.usage, nodeOf);
    this.frames = new FrameMaker(this.index, this.simulation.scheduler.attempts, this.simulation, input);
    this.index.follow();
  }

  get status(): SessionStatus {
    const { nowUs, events, attempts } = this.simulation.progress;
    const { horizonUs } = this.input;
    const reachedUs = this.end === "complete" || this.end === "at-rest" ? this.lastFactUs : nowUs;
    return {
      nowUs: reachedUs,
      facts: this.simulation.store.log.length,
      events,
      attempts,
      horizonUs: Number.isFinite(horizonUs) ? horizonUs : null,
      end: this.end,
      digest: this.simulation.digest,
    };
  }

  /**
   * Runs at most `maxEvents` events; the history does not depend on the slices.
   * @param untilUs nothing later than that is run
   */
  advance(maxEvents: number, untilUs = Infinity): SessionStatus {
    const { simulation, input } = this;
    const boundUs = Math.min(this.checkUs, input.horizonUs);
    if (this.end === undefined) {
      const stopUs = Math.min(boundUs, untilUs);
      const progress = simulation.advanceTo(stopUs === input.horizonUs ? Infinity : stopUs, maxEvents);
      if (progress.done) this.end = Number.isFinite(input.horizonUs) ? "horizon" : "complete";
      else if (progress.nowUs >= boundUs) {
        if (this.rest.atRest) this.end = "at-rest";
        this.checkUs += REST_CHECK_US;
      }
    }
    this.index.follow();
    this.overviewFold.follow(this.status.nowUs);
    return this.status;
  }

  /** Runs until `timeUs` has been reached or the run is over. */
  advanceTo(timeUs: number): SessionStatus {
    while (this.end === undefined && this.simulation.nowUs < timeUs) this.advance(100_000);
    return this.status;
  }

  /** The last moment of that time; what lies ahead of the simulation is where it stands. */
  momentAt(timeUs: number): Moment {
    const { log } = this.simulation.store;
    const boundedUs = Math.max(0, Math.min(timeUs, this.status.nowUs));
    return { timeUs: boundedUs, facts: log.countUntil(boundedUs) };
  }

  /** A moment, or where the simulation stands if that lies before it. */
  bounded(moment: Moment): Moment {
    return moment.facts <= this.simulation.store.log.length ? moment : this.momentAt(moment.timeUs);
  }

  /** @returns undefined: there is none that way in what has been simulated so far */
  step(from: Moment, unit: StepUnit, direction: 1 | -1): Moment | undefined {
    return stepFrom(this.simulation.store.log, from, unit, direction);
  }

  /**
   * @param stringsFrom how many texts the reader knows
   * @param spare the buffer of an earlier frame that nobody reads any more, to be written over
   */
  frame(moment: Moment, stringsFrom = 0, spare?: ArrayBuffer): Frame {
    return this.frames.frame(moment, stringsFrom, spare);
  }

  /** Texts by the numbers that frames use. */
  get texts(): readonly string[] {
    return this.frames.strings.texts;
  }

  overview(): Overview {
    return this.overviewFold.overview;
  }

  /** Lanes over a span; what lies ahead of the simulation is as it stands. */
  lanes(kind: LaneKind, fromUs: number, toUs: number, bins: number): Lanes {
    const { log } = this.simulation.store;
    const lanes = lanesOf(log, log.length, kind, fromUs, toUs, bins);
    return { ...lanes, ...laneUsage(this.usage, this.nodeOf, lanes) };
  }

  /** The scheduling queue over a span, as far as it is simulated. */
  queueLanes(fromUs: number, toUs: number, bins: number): QueueLanes {
    return queueLanes(this.simulation.scheduler, this.status.nowUs, fromUs, toUs, bins);
  }

  /** What happened to a pod, a node or a workload until the moment, and what that followed from; undefined: it had not been there. */
  why({ kind, name }: WhySubject, { timeUs }: Moment): Why<PodState | NodeState | WorkloadState> | undefined {
    const ask = { pod: whyPod, node: whyNode, workload: whyWorkload }[kind];
    return ask(this.history, name, Math.min(timeUs, this.simulation.nowUs));
  }

  /** The simulation's, but for states of the past: those the frames have at hand. */
  private get history(): RunHistory {
    const { input, store, state, nowUs, digest, scheduler, usage, usageLog } = this.simulation;
    const stateAt = (timeUs: number) => {
      this.frames.moveTo(this.momentAt(timeUs));
      return this.frames.state;
    };
    return { input, store, state, nowUs, digest, scheduler, usage, usageLog, stateAt };
  }

  /** The newest decisions until `timeUs`. */
  decisions(timeUs: number, count: number): Decisions {
    return decisionsAt(this.simulation, timeUs, count);
  }

  /** Decisions number `from` and up, to be compared with those of another run. */
  decisionTrail(from = 0): DecisionTrail {
    return decisionTrail(this.simulation, from);
  }

  /** @returns undefined when no pod of that `namespace/name` had been created by then */
  explain(key: string, moment: Moment): PodStory | undefined {
    return podStory(this.simulation, this.index, key, moment);
  }

  /** The run so far for Perfetto. */
  perfettoTrace(): string {
    return perfettoTrace(this.simulation, (pod) => this.index.slots[pod]!);
  }

  result(context: Omit<ReportContext, "end">): Report {
    return buildReport(this.simulation, { end: this.end ?? "interrupted", ...context });
  }

  private get lastFactUs(): number {
    const { log } = this.simulation.store;
    return log.length === 0 ? 0 : log.timeUs[log.length - 1]!;
  }
}
