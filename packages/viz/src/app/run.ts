/** One run as the page sees it: a worker, what it has said so far, and the frame that was asked for last. */
import type {
  Decisions,
  DecisionTrail,
  Frame,
  LaneKind,
  Lanes,
  Moment,
  Overview,
  PodStory,
  QueueLanes,
  SessionStatus,
  StepUnit,
  WhatIf,
} from "@orrery/runner/session";
import type { ScenarioProblem } from "@orrery/runner/scenario";
import type { NodeState, PodState, Why, WhySubject, WorkloadState } from "@orrery/runner/explain";
import { PolicyError } from "@orrery/runner/own-policy";
import type { Report } from "@orrery/runner/report";
import { transfer } from "comlink";
import type { Remote } from "comlink";
import { rememberSummary } from "../cluster/index.ts";
import { DeadWorkerError, SimClient } from "../worker/index.ts";
import type { ExportedFile, OpenedRun, OpenRequest, Reading, RunFailure, SimApi, Wanted } from "../worker/index.ts";
import { Store } from "../state/index.ts";

export interface RunState {
  /** dead: its worker has gone; broken: what it was given cannot be run. */
  readonly phase: "loading" | "running" | "finished" | "broken" | "dead";
  /** While it loads: how far its files have been read. */
  readonly reading: Reading | undefined;
  readonly opened: OpenedRun | undefined;
  readonly status: SessionStatus | undefined;
  readonly overview: Overview | undefined;
  readonly frame: Frame | undefined;
  readonly problems: readonly ScenarioProblem[];
  /** Why it is dead. */
  readonly reason: string;
}

const BEGINNING: RunState = {
  phase: "loading",
  reading: undefined,
  opened: undefined,
  status: undefined,
  overview: undefined,
  frame: undefined,
  problems: [],
  reason: "",
};

export class Run {
  readonly state: Store<RunState> = new Store(BEGINNING);
  /** Texts by the numbers that frames use; grows. */
  readonly texts: string[] = [""];
  readonly request: OpenRequest;
  /** Whether the frame is the one that was asked for last, and no question of the page waits for its answer. */
  readonly settled: Store<boolean> = new Store(false);
  private readonly client: SimClient;
  /** A worker that reads or builds its input has no answer to anything else. */
  private readonly whenOpen: Promise<boolean>;
  private wanted: Wanted = { timeUs: 0 };
  private shown: Wanted | undefined;
  private asking = false;
  /** Of the page, that wait for an answer. */
  private questions = 0;
  /** Frames that were shown before, oldest first, whose buffers have not been handed back. */
  private readonly past: Frame[] = [];
  private closed = false;

  constructor(request: OpenRequest) {
    this.request = request;
    this.client = new SimClient((reason) => {
      if (!this.closed) this.state.update({ phase: "dead", reason });
    }, request.policy);
    this.whenOpen = this.open();
  }

  /** The frame to show from now on; frames in between that nobody would see are not asked for. */
  show(at: Wanted): void {
    this.wanted = at;
    this.settle();
    void this.pump();
  }

  get isSettled(): boolean {
    return this.settled.value;
  }

  step(from: Wanted, unit: StepUnit, direction: 1 | -1): Promise<Moment | undefined> {
    return this.question((api) => api.step(from, unit, direction));
  }

  explain(key: string): Promise<PodStory | undefined> {
    const { frame } = this.state.value;
    if (frame === undefined) return Promise.resolve(undefined);
    return this.question((api) => api.explain(key, { timeUs: frame.timeUs, facts: frame.facts }));
  }

  /** As of the frame that is shown. */
  why(subject: WhySubject): Promise<Why<PodState | NodeState | WorkloadState> | undefined> {
    const { frame } = this.state.value;
    if (frame === undefined) return Promise.resolve(undefined);
    return this.question((api) => api.why(subject, { timeUs: frame.timeUs, facts: frame.facts }));
  }

  /** What would be wrong with further changes of what runs, in sentences. */
  whatIfProblems(changes: readonly WhatIf[]): Promise<readonly string[] | undefined> {
    return this.question((api) => api.whatIfProblems(changes));
  }

  lanes(kind: LaneKind, fromUs: number, toUs: number, bins: number): Promise<Lanes | undefined> {
    return this.question((api) => api.lanes(kind, fromUs, toUs, bins));
  }

  queueLanes(fromUs: number, toUs: number, bins: number): Promise<QueueLanes | undefined> {
    return this.question((api) => api.queueLanes(fromUs, toUs, bins));
  }

  decisions(timeUs: number, count: number): Promise<Decisions | undefined> {
    return this.question((api) => api.decisions(timeUs, count));
  }

  decisionTrail(from: number): Promise<DecisionTrail | undefined> {
    return this.question((api) => api.decisionTrail(from));
  }

  export(format: "csv" | "parquet" | "perfetto"): Promise<ExportedFile[] | undefined> {
    return this.question((api) => api.export(format), 120_000);
  }

  result(): Promise<Report | undefined> {
    return this.question((api) => api.result(), 60_000);
  }

  close(): void {
    this.closed = true;
    this.client.close();
  }

  /** @returns whether it can be asked anything */
  private async open(): Promise<boolean> {
    const opening = this.ask(undefined, (client) => client.ask((api) => api.open(this.request), Infinity));
    void this.followReading();
    const opened = await opening;
    if (opened === undefined || this.closed) return false;
    if (opened.run === undefined) {
      this.state.update({ phase: "broken", problems: opened.problems });
      return false;
    }
    this.state.update({ phase: "running", opened: opened.run });
    void this.pump();
    void this.follow();
    return true;
  }

  /** Hears how far the files have been read; a worker that parses has no time for an answer. */
  private async followReading(): Promise<void> {
    for (let seenBytes = -1; this.request.files.size > 0 && !this.closed && this.state.value.phase === "loading";) {
      const reading = await this.ask(undefined, (client) => client.ask((api) => api.reading(seenBytes), Infinity));
      if (reading === undefined || this.state.value.phase !== "loading") return;
      this.state.update({ reading });
      if (reading.doneBytes === seenBytes && reading.doneBytes === reading.totalBytes) return;
      seenBytes = reading.doneBytes;
    }
  }

  /** Hears how far the run is, and whether its worker lives. */
  private async follow(): Promise<void> {
    while (!this.closed && this.state.value.phase !== "dead") {
      const news = await this.ask(undefined, (client) => client.ask((api) => Promise.all([api.status(), api.overview()])));
      if (news === undefined) return;
      const [status, overview] = news;
      if (status.failure !== undefined) {
        this.state.update({ status, overview, phase: "broken", problems: [policyProblem(status.failure)] });
        return;
      }
      if (this.state.value.phase === "running") {
        this.state.update({ status, overview, ...(status.end === undefined ? {} : { phase: "finished" }) });
        void this.pump();
      }
      await new Promise((resolve) => setTimeout(resolve, status.end === undefined ? FOLLOW_MS : ALIVE_MS));
    }
  }

  private async pump(): Promise<void> {
    if (this.asking || this.closed || this.state.value.opened === undefined) return;
    this.asking = true;
    try {
      while (!this.closed && this.isBehind()) {
        const wanted = this.wanted;
        const from = this.texts.length;
        const spare = this.spareBuffer();
        const answer = await this.ask(undefined, (client) =>
          client.ask((api) => (spare === undefined ? api.frame(wanted, from) : api.frame(wanted, from, transfer(spare, [spare])))),
        );
        if (answer === undefined) return;
        const { frame, summary } = answer;
        rememberSummary(frame, summary);
        for (const [i, text] of frame.strings.entries()) this.texts[frame.stringsFrom + i] = text;
        // A moment that lay ahead of the simulation, or at which it stood, is asked for again when it has got past it.
        this.shown = ("facts" in wanted ? frame.facts === wanted.facts : this.isPast(wanted.timeUs)) ? wanted : undefined;
        const { frame: before } = this.state.value;
        this.state.update({ frame });
        if (before !== undefined) this.past.push(before);
        this.settle();
        if (this.shown === undefined) return;
      }
    } finally {
      this.asking = false;
    }
  }

  /** The frame before the last is out of use: what was drawn of the last one may still be pointed at until the next is drawn. */
  private spareBuffer(): ArrayBuffer | undefined {
    if (this.past.length < 2) return undefined;
    return this.past.shift()!.pods.id.buffer as ArrayBuffer;
  }

  /** Whether nothing can be added any more to what has happened until then. */
  private isPast(timeUs: number): boolean {
    const { status } = this.state.value;
    return status !== undefined && (status.nowUs > timeUs || status.end !== undefined);
  }

  private isBehind(): boolean {
    const { shown, wanted } = this;
    return (
      shown === undefined ||
      shown.timeUs !== wanted.timeUs ||
      ("facts" in shown ? shown.facts : -1) !== ("facts" in wanted ? wanted.facts : -1)
    );
  }

  private settle(): void {
    this.settled.set(!this.isBehind() && this.questions === 0);
  }

  /** What the page asks so as to show it, when there is something to ask. @returns undefined when the worker has died */
  private async question<T>(question: (api: Remote<SimApi>) => Promise<T>, wantedMs?: number): Promise<T | undefined> {
    this.questions += 1;
    this.settle();
    try {
      if (!(await this.whenOpen)) return undefined;
      return await this.ask(undefined, (client) => client.ask<T | undefined>(question, wantedMs));
    } finally {
      this.questions -= 1;
      this.settle();
    }
  }

  /** @returns what the question gives; `otherwise` when the worker has died, which the state then says */
  private async ask<T>(otherwise: T, question: (client: SimClient) => Promise<T>): Promise<T> {
    try {
      return await question(this.client);
    } catch (error) {
      if (this.closed) return otherwise;
      if (error instanceof PolicyError) {
        this.state.update({ phase: "broken", problems: [policyProblem({ message: error.message, ...error.place })] });
        return otherwise;
      }
      if (!(error instanceof DeadWorkerError))
        this.state.update({ phase: "dead", reason: `this is a bug in Orrery: ${error instanceof Error ? error.message : String(error)}` });
      return otherwise;
    }
  }
}

function policyProblem(failure: RunFailure): ScenarioProblem {
  return { severity: "error", file: "policy", path: "", found: "", accepted: "", ...failure };
}

const FOLLOW_MS = 120;
/** A run that is over is still asked whether it is there. */
const ALIVE_MS = 2000;
