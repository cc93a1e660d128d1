/** Hosts one session: runs it in short slices, so that questions are answered in between. */
import { SimSession, frameBuffers, whatIfProblems } from "@orrery/runner/session";
import type {
  Decisions,
  DecisionTrail,
  LaneKind,
  Lanes,
  Moment,
  Overview,
  PodStory,
  QueueLanes,
  StepUnit,
  WhatIf,
} from "@orrery/runner/session";
import { csvText, parquetBytes, recordingTables } from "@orrery/runner/export";
import type { WhySubject } from "@orrery/runner/explain";
import { PolicyError } from "@orrery/runner/own-policy";
import type { OwnPolicy } from "@orrery/runner/own-policy";
import type { Report } from "@orrery/runner/report";
import type { ScenarioProblem } from "@orrery/runner/scenario";
import type { SimulationInput } from "@orrery/runner/simulation";
import type { Registry } from "@orrery/scheduler/config";
import { checkRequest, loadRun } from "./load-run.ts";
import { nowMs } from "./now-ms.ts";
import { ReadMeter } from "./read-meter.ts";
import { turn } from "./turn.ts";
import { ORRERY_VERSION } from "./version.ts";
import { summaryOf } from "../cluster/index.ts";
import type {
  ExportedFile,
  HostStatus,
  Opened,
  OpenedRun,
  OpenRequest,
  Reading,
  RunFailure,
  ShownFrame,
  SimApi,
  Wanted,
} from "./open-request.ts";

/** Short enough that a question is answered within a frame. */
const SLICE_MS = 8;
const FEW_EVENTS = 128;

export class SimHost implements SimApi {
  private session: SimSession | undefined;
  /** That its input was loaded with. */
  private registry: Registry | undefined;
  private beganMs = 0;
  private readonly transfer: <T extends object>(value: T, buffers: Transferable[]) => T;

  private readonly typed: (() => OwnPolicy) | undefined;
  private failure: RunFailure | undefined;
  /** Of the next run. */
  private defined: OwnPolicy | undefined;
  private meter = new ReadMeter(new Map());

  /**
   * @param transfer marks buffers of an answer as moved, not copied
   * @param typed runs a typed policy's text and gives the policy
   */
  constructor(transfer: <T extends object>(value: T, buffers: Transferable[]) => T, typed?: () => OwnPolicy) {
    this.transfer = transfer;
    this.typed = typed;
  }

  define(): void {
    try {
      this.defined = this.typed?.();
    } catch {
      this.defined = undefined;
    }
  }

  async open(request: OpenRequest, untilUs = Infinity): Promise<Opened> {
    const loaded = await this.load(request);
    if ("problems" in loaded) return { run: undefined, problems: loaded.problems };
    const session = new SimSession(loaded.input, loaded.registry);
    this.session = session;
    this.registry = loaded.registry;
    this.beganMs = nowMs();
    void this.run(session, untilUs);
    return { run: { ...describe(loaded.input), input: loaded.kind, warnings: loaded.warnings }, problems: [] };
  }

  reading(seenBytes: number): Promise<Reading> {
    return this.meter.after(seenBytes);
  }

  async check(request: OpenRequest): Promise<readonly ScenarioProblem[]> {
    return (await checkRequest(request)).problems;
  }

  whatIfProblems(changes: readonly WhatIf[]): readonly string[] {
    return this.registry === undefined ? [] : whatIfProblems(this.opened.input, changes, this.registry);
  }

  status(): HostStatus {
    return { ...this.opened.status, failure: this.failure };
  }

  overview(): Overview {
    return this.moved(this.opened.overview());
  }

  frame(at: Wanted, stringsFrom: number, spare?: ArrayBuffer): ShownFrame {
    const session = this.opened;
    const frame = session.frame(this.moment(at), stringsFrom, spare);
    return this.transfer({ frame, summary: summaryOf(frame, session.texts) }, frameBuffers(frame));
  }

  step(from: Wanted, unit: StepUnit, direction: 1 | -1): Moment | undefined {
    // What comes after a moment that is not simulated yet, nobody knows: it is not what comes after where the simulation stands.
    if (direction > 0 && from.timeUs > this.opened.status.nowUs) return undefined;
    return this.opened.step(this.moment(from), unit, direction);
  }

  explain(key: string, at: Moment): PodStory | undefined {
    return this.opened.explain(key, at);
  }

  why(subject: WhySubject, at: Moment): ReturnType<SimApi["why"]> {
    return this.opened.why(subject, at);
  }

  lanes(kind: LaneKind, fromUs: number, toUs: number, bins: number): Lanes {
    return this.moved(this.opened.lanes(kind, fromUs, toUs, bins));
  }

  queueLanes(fromUs: number, toUs: number, bins: number): QueueLanes {
    return this.moved(this.opened.queueLanes(fromUs, toUs, bins));
  }

  decisions(timeUs: number, count: number): Decisions {
    return this.opened.decisions(timeUs, count);
  }

  decisionTrail(from: number): DecisionTrail {
    return this.moved(this.opened.decisionTrail(from));
  }

  export(format: "csv" | "parquet" | "perfetto"): ExportedFile[] {
    const session = this.opened;
    const utf8 = (text: string) => new TextEncoder().encode(text);
    if (format === "perfetto") return [{ name: "trace.json", bytes: utf8(session.perfettoTrace()) }];
    return Array.from(recordingTables(session.simulation), (table) => ({
      name: `${table.name}.${format}`,
      bytes: format === "csv" ? utf8(csvText(table)) : new Uint8Array(parquetBytes(table)),
    }));
  }

  result(): Report {
    const { status } = this.opened;
    const wallSeconds = Math.round(nowMs() - this.beganMs) / 1000;
    const rate = (count: number) => (wallSeconds > 0 ? Math.round(count / wallSeconds) : 0);
    const host = {
      orrery: ORRERY_VERSION,
      platform: PLATFORM,
      wallSeconds,
      eventsPerSecond: rate(status.events),
      attemptsPerSecond: rate(status.attempts),
    };
    return this.opened.result({ host, inputs: [] });
  }

  /** With its columns transferred. */
  private moved<T extends object>(columns: T): T {
    const buffers = Object.values(columns).flatMap((each: unknown) => (ArrayBuffer.isView(each) ? [each.buffer as ArrayBuffer] : []));
    return this.transfer(columns, buffers);
  }

  private async load(request: OpenRequest): ReturnType<typeof loadRun> {
    this.failure = undefined;
    try {
      this.meter = new ReadMeter(request.files);
      // A policy keeps values of its own: each run has one of its own.
      const policy = this.defined ?? this.typed?.();
      this.defined = undefined;
      const loaded = await loadRun(request, policy, this.meter);
      this.meter.end();
      return loaded;
    } catch (error) {
      const { message, line, column } = failureOf(error);
      return { problems: [{ severity: "error", file: "policy", line, column, path: "", message, found: "", accepted: "" }] };
    }
  }

  private moment(at: Wanted): Moment {
    return "facts" in at ? this.opened.bounded(at) : this.opened.momentAt(at.timeUs);
  }

  private get opened(): SimSession {
    if (this.session === undefined) throw new Error("nothing is open");
    return this.session;
  }

  private async run(session: SimSession, untilUs: number): Promise<void> {
    // Whoever asked for it hears that it is open before the first event, which may call a policy, is run.
    await turn();
    const goesOn = () => session.status.end === undefined && session.status.nowUs < untilUs;
    while (session === this.session && goesOn()) {
      const untilMs = nowMs() + SLICE_MS;
      try {
        // A few events at a time: some of them make thousands of others.
        do session.advance(FEW_EVENTS, untilUs);
        while (nowMs() < untilMs && goesOn());
      } catch (error) {
        this.failure = failureOf(error);
        return;
      }
      await turn();
    }
  }
}

function failureOf(error: unknown): RunFailure {
  if (error instanceof PolicyError) return { message: error.message, ...error.place };
  return { message: `this is a bug in Orrery: ${error instanceof Error ? error.message : String(error)}`, line: 0, column: 0 };
}

/** Kept from the beginning: a worker with a typed policy loses it. */
const PLATFORM: string = navigator.userAgent;

function describe(input: SimulationInput): Omit<OpenedRun, "input" | "warnings"> {
  return {
    name: input.name,
    seed: input.seed,
    horizonUs: Number.isFinite(input.horizonUs) ? input.horizonUs : null,
    pools: [...new Set(input.nodes.map(({ pool }) => pool))],
    notModelled: input.notModelled,
    scalable: input.objects.flatMap(({ kind, metadata, ...object }) =>
      kind === "Deployment" || (kind === "ReplicaSet" && metadata.ownerReferences === undefined)
        ? [
            {
              kind,
              namespace: metadata.namespace ?? "default",
              name: metadata.name,
              replicas: (object["spec"] as { replicas?: number }).replicas ?? 1,
            },
          ]
        : [],
    ),
    timeline: input.timeline.map(({ atUs, label }) => ({ atUs, label })),
  };
}
