/** One container of a pod as its kubelet sees it: whether it runs, how often it was restarted, what its probes say. */
import type { ContainerProcess } from "./container-process.ts";
import type { ContainerProgram } from "./pod-program.ts";
import { probeSettings } from "./probe-settings.ts";
import { ProbeWorker } from "./probe-worker.ts";

export interface ContainerEnd {
  readonly exitCode: number;
  readonly atUs: number;
}

export class ContainerWorker {
  readonly program: ContainerProgram;
  readonly startup: ProbeWorker | undefined;
  readonly liveness: ProbeWorker | undefined;
  readonly readiness: ProbeWorker | undefined;
  /** What runs; undefined: nothing. */
  process: ContainerProcess | undefined;
  /** From when on the kubelet's status shows what runs. */
  knownUs = Infinity;
  /** When the kubelet will see that it has ended; Infinity: there is no end that it has not seen. */
  private endSeenUs = Infinity;
  /** Its post-start hook has ended. */
  hookDone = false;
  /** How the last one ended that did; kept for the back-off. */
  lastEnd: ContainerEnd | undefined;
  /** The end before that one. */
  earlierEnd: ContainerEnd | undefined;
  /** How often it has been started. */
  starts = 0;
  /** A probe wants it ended. */
  condemned: ProbeWorker | undefined;
  /** The status shows it as ready. */
  ready = false;
  private toldOk = false;
  private toldTookUs = -1;
  /** Of the reason that the status shows, so that it is written once. */
  waitReason = "";

  constructor(program: ContainerProgram, anchorUs: (periodUs: number) => number, elide: boolean) {
    this.program = program;
    const worker = (spec: ContainerProgram["startupProbe"], kind: "startup" | "liveness" | "readiness"): ProbeWorker | undefined => {
      if (spec === undefined) return undefined;
      const settings = probeSettings(spec);
      return new ProbeWorker(settings, kind, anchorUs(settings.periodUs), elide);
    };
    this.startup = worker(program.startupProbe, "startup");
    this.liveness = worker(program.livenessProbe, "liveness");
    this.readiness = worker(program.readinessProbe, "readiness");
  }

  /** Whether it runs as far as the kubelet has seen. */
  get runs(): boolean {
    return this.process !== undefined || this.endSeenUs < Infinity;
  }

  /** The kubelet looks at the runtime. */
  see(nowUs: number): void {
    if (this.endSeenUs <= nowUs) this.endSeenUs = Infinity;
    if (!this.runs) this.eachProbe((probe) => probe.containerStopped(nowUs));
  }

  /** When there will be something to see that cannot be seen yet. */
  nextSightUs(nowUs: number): number {
    if (this.endSeenUs < Infinity) return this.endSeenUs;
    return this.process !== undefined && this.knownUs > nowUs ? this.knownUs : Infinity;
  }

  /** Whether the status shows that it has started up: it runs, its hook is done and its startup probe has succeeded. */
  isStarted(nowUs: number): boolean {
    return this.runs && this.knownUs <= nowUs && this.hookDone && (this.startup === undefined || this.startup.result === "Success");
  }

  isReady(nowUs: number): boolean {
    return this.isStarted(nowUs) && (this.readiness === undefined || this.readiness.result === "Success");
  }

  /** It comes in the place of one that ended with the machine; what had succeeded for good stays so. */
  follows(before: ContainerWorker): void {
    this.starts = before.starts;
    if (this.program.role === "app" && this.program.restartPolicy === "OnFailure" && before.lastEnd?.exitCode === 0)
      this.lastEnd = before.lastEnd;
  }

  /** It has run to its end and will not run again. */
  isOver(): boolean {
    if (this.runs || this.lastEnd === undefined) return false;
    const { restartPolicy } = this.program;
    if (restartPolicy === "Never") return true;
    return restartPolicy === "OnFailure" && this.lastEnd.exitCode === 0;
  }

  eachProbe(visit: (probe: ProbeWorker) => void): void {
    if (this.startup !== undefined) visit(this.startup);
    if (this.liveness !== undefined) visit(this.liveness);
    if (this.readiness !== undefined) visit(this.readiness);
  }

  /** When a probe has something to tell. */
  get nextProbeUs(): number {
    return Math.min(this.startup?.nextUs ?? Infinity, this.liveness?.nextUs ?? Infinity, this.readiness?.nextUs ?? Infinity);
  }

  started(process: ContainerProcess, knownUs: number): void {
    this.process = process;
    this.knownUs = knownUs;
    this.endSeenUs = Infinity;
    this.hookDone = !this.program.hasPostStart;
    this.starts += 1;
    this.condemned = undefined;
    this.waitReason = "";
    this.eachProbe((probe) => probe.containerStarted(process.startedUs, knownUs));
    this.tellAnswers(process.startedUs);
  }

  /** @param seenUs when the kubelet sees it; undefined: it did it itself */
  ended(end: ContainerEnd, seenUs?: number): void {
    this.process = undefined;
    if (seenUs === undefined) this.knownUs = Infinity;
    this.endSeenUs = seenUs ?? Infinity;
    this.condemned = undefined;
    this.earlierEnd = this.lastEnd;
    this.lastEnd = end;
  }

  /** What probes would find now. @returns whether that is something else than before */
  tellAnswers(nowUs: number): boolean {
    const { process } = this;
    const hangs = process?.stage === "hung";
    const ok = process?.listens === true;
    const tookUs = hangs ? Infinity : ok ? toldTime(this.program.behavior.answerUs * process!.slowdown) : 0;
    if (this.toldOk === (ok || hangs) && this.toldTookUs === tookUs) return false;
    this.toldOk = ok || hangs;
    this.toldTookUs = tookUs;
    this.eachProbe((probe) => probe.setAnswer(nowUs, { ok: this.toldOk, tookUs }));
    return true;
  }

  /** Other probes wait until it has started up. */
  tellStarted(nowUs: number): void {
    const started = this.isStarted(nowUs);
    this.eachProbe((probe) => probe.setStarted(nowUs, started));
  }
}

/** How long an answer takes is told in steps, so that a node whose load goes up and down a little does not tell each probe each time. */
function toldTime(tookUs: number): number {
  return Math.ceil(tookUs / ANSWER_STEP_US) * ANSWER_STEP_US;
}

const ANSWER_STEP_US = 50_000;
