/** One probe of one container, as the kubelet's worker attempts it, without a step for an attempt that changes nothing. */
import type { ProbeKind, ProbeSettings } from "./probe-settings.ts";
import { beginAfter, beginsBefore, tickAfter } from "./probe-ticks.ts";

export type ProbeResult = "Success" | "Failure" | "Unknown";

/** What an attempt finds; it takes so many microseconds (Infinity: no answer ever), and fails where that is more than the timeout. */
export interface ProbeAnswer {
  readonly ok: boolean;
  readonly tookUs: number;
}

/**
 * The first attempt begins at the anchor, the next ones with the ticks of the period. Say what changes at the time when it changes, and
 * call {@link advance} whenever {@link nextUs} is reached. At one instant a change counts for the attempt that begins then, whether it is
 * told before or after `advance`, unless that attempt has ended at once and changed the result.
 *
 * - The result changes when as many attempts in a row as the threshold agree; the row outlives the container.
 * - A failed liveness probe, and a startup probe either way, is on hold until there is a new container.
 * - A manual trigger begins an attempt at once, or after the one that runs, and starts the period anew from there.
 * - The kubelet reads the start of the container from its status, in whole seconds: an initial delay counts from the full second before.
 *
 * With `elide` the next call is due when the result will change as things stand, found in a few steps at any distance; without it, at
 * every beginning and end of an attempt. Both give the same results at the same times.
 *
 * Times are whole microseconds and never go back. A trigger and a tick that wait together make one attempt (Go picks one at random).
 *
 * Source: pkg/kubelet/prober/worker.go, run and doProbe; pkg/kubelet/status/status_manager.go, normalizeStatus.
 *
 * Not modelled: attempts repeated after errors of the prober itself; a trigger before the first attempt.
 */
export class ProbeWorker {
  readonly kind: ProbeKind;
  /** When {@link advance} must be called next; Infinity: never, as things stand. */
  nextUs = Infinity;
  /** Of the container that there is or was last; before its first attempt what the kubelet takes it for. */
  result: ProbeResult;
  /** Failed attempts in a row in this container, and when the first of them ended (-1: none), up to the last `advance`. */
  failures = 0;
  sinceUs = -1;

  private readonly settings: ProbeSettings;
  private readonly elide: boolean;
  private readonly anchorUs: number;
  private readonly ticks: { gridUs: number; readonly periodUs: number };
  private nextBeginUs: number;
  /** Of the attempt that runs; `endUs` -1: none does. */
  private beginUs = -1;
  private endUs = -1;
  private endsWell = false;
  private triggered = false;
  private container: "none" | "running" | "stopped" = "none";
  private knownUs = Infinity;
  private delayedUntilUs = Infinity;
  private started = false;
  private onHold = false;
  private ended = false;
  private answersOk = false;
  private answerTookUs = 0;
  private lastOk: boolean | undefined;
  private resultRun = 0;
  private nowUs = 0;
  private advancedUs = -1;
  /** When the result changed that nobody has been told of; Infinity: none. */
  private untoldUs = Infinity;
  private changeUs = Infinity;

  /** @param anchorUs when the pod comes to the kubelet, or so long after as a kubelet that has just started waits */
  constructor(settings: ProbeSettings, kind: ProbeKind, anchorUs: number, elide: boolean) {
    this.settings = settings;
    this.kind = kind;
    this.elide = elide;
    this.anchorUs = anchorUs;
    this.ticks = { gridUs: anchorUs, periodUs: settings.periodUs };
    this.nextBeginUs = anchorUs;
    this.result = initialResult(kind);
    this.plan();
  }

  /** A new container runs since `startedUs`; the kubelet's status shows it from `knownUs` on, and attempts before that find nothing. */
  containerStarted(startedUs: number, knownUs: number): void {
    if (this.container === "running") throw new RangeError("the container before still runs; accepted: a start after containerStopped");
    this.passTo(Math.max(this.nowUs, startedUs));
    this.container = "running";
    this.knownUs = knownUs;
    this.delayedUntilUs = Math.floor(startedUs / 1e6) * 1e6 + this.settings.initialDelayUs;
    this.started = this.onHold = false;
    this.failures = 0;
    this.sinceUs = -1;
    if (!this.ended) {
      this.result = initialResult(this.kind);
      this.untoldUs = Infinity;
    }
    this.plan();
  }

  /** The status shows that the container has ended; an attempt that runs loses its connection. */
  containerStopped(nowUs: number): void {
    this.passTo(nowUs);
    if (this.container === "running") {
      this.container = "stopped";
      this.knownUs = Math.min(this.knownUs, nowUs);
      if (this.endUs >= 0) this.breakOff();
    }
    this.plan();
  }

  /** Whether the status shows the container as started up; a new container has not. Until then only its startup probe is attempted. */
  setStarted(nowUs: number, started: boolean): void {
    if (this.started === started) return;
    this.passTo(nowUs);
    this.started = started;
    this.plan();
  }

  /** What attempts find that begin from now on; before the first call nobody listens. */
  setAnswer(nowUs: number, { ok, tookUs }: ProbeAnswer): void {
    const wholeUs = Math.min(Math.ceil(tookUs), this.settings.timeoutUs);
    const inTime = ok && tookUs <= this.settings.timeoutUs;
    if (this.answersOk === inTime && this.answerTookUs === wholeUs) return;
    this.passTo(nowUs);
    this.answersOk = inTime;
    this.answerTookUs = wholeUs;
    this.plan();
  }

  /** An extra attempt: the kubelet wants one of a readiness probe when it syncs a pod that has started and is not ready. */
  trigger(nowUs: number): void {
    this.passTo(nowUs);
    if (nowUs >= this.anchorUs) {
      this.triggered = this.endUs >= 0;
      this.ticks.gridUs = this.nextBeginUs = this.triggered ? this.endUs : nowUs;
    }
    this.plan();
  }

  /** The pod is being deleted: liveness and startup probes end, with success for good; readiness goes on. */
  stop(nowUs: number): void {
    if (this.kind === "readiness" || this.ended) return;
    this.passTo(nowUs);
    this.ended = true;
    this.endUs = -1;
    this.result = "Success";
    this.untoldUs = Infinity;
    this.plan();
  }

  /** What came of attempts until now: the new result, if there is one. Call again while {@link nextUs} is now. */
  advance(nowUs: number): ProbeResult | undefined {
    this.passTo(nowUs);
    this.advancedUs = nowUs;
    if (this.untoldUs === Infinity && this.changeUs === nowUs) this.pass(nowUs, nowUs + 1);
    const told = this.untoldUs < Infinity;
    this.untoldUs = Infinity;
    this.plan();
    return told ? this.result : undefined;
  }

  private passTo(nowUs: number): void {
    if (!(nowUs >= this.nowUs)) throw new RangeError(`found the time ${nowUs} us; accepted: from ${this.nowUs} us on`);
    if (nowUs > this.changeUs) throw new RangeError(`found the time ${nowUs} us; the call of advance at ${this.changeUs} us is due first`);
    this.pass(nowUs, nowUs);
    this.nowUs = nowUs;
  }

  /** Goes through what begins before `beginsUntilUs` and ends until `nowUs`, up to a new result. */
  private pass(nowUs: number, beginsUntilUs: number): void {
    while (this.untoldUs === Infinity) {
      if (this.endUs >= 0) {
        if (this.endUs > nowUs) return;
        this.count(this.endsWell, 1, this.endUs);
        this.decide(this.endsWell, this.endUs);
        this.endUs = -1;
      } else if (this.nextBeginUs >= beginsUntilUs) return;
      else if (this.nextBeginUs < this.idleUntilUs()) {
        this.nextBeginUs = tickAfter(this.ticks, Math.min(this.idleUntilUs(), beginsUntilUs) - 1);
      } else if (this.container === "stopped") {
        this.setResult("Failure", this.nextBeginUs);
        this.nextBeginUs = tickAfter(this.ticks, this.nextBeginUs);
      } else this.attemptUntil(beginsUntilUs);
    }
  }

  /** Attempts that begin before that time and find the same; the last of them may still run. */
  private attemptUntil(beginsUntilUs: number): void {
    const { ticks, nextBeginUs, answersOk, answerTookUs } = this;
    const all = beginsBefore(ticks, nextBeginUs, answerTookUs, beginsUntilUs);
    const count = this.result === resultOf(answersOk) ? all : Math.min(all, this.missing(answersOk, this.lastOk, this.resultRun));
    if (count > 1) this.count(answersOk, count - 1, nextBeginUs + answerTookUs);
    this.beginUs = beginAfter(ticks, nextBeginUs, answerTookUs, count - 1);
    this.endUs = this.beginUs + answerTookUs;
    this.endsWell = answersOk;
    this.triggered = false;
    this.nextBeginUs = Math.max(this.endUs, tickAfter(ticks, this.beginUs));
  }

  private breakOff(): void {
    this.endUs = this.nowUs;
    this.endsWell = false;
    if (this.triggered) this.ticks.gridUs = this.nextBeginUs = this.nowUs;
    else this.nextBeginUs = Math.max(this.nowUs, tickAfter(this.ticks, this.beginUs));
    this.pass(this.nowUs, this.nowUs);
  }

  private count(ok: boolean, attempts: number, firstEndUs: number): void {
    this.resultRun = (this.lastOk === ok ? this.resultRun : 0) + attempts;
    this.lastOk = ok;
    if (!ok && this.failures === 0) this.sinceUs = firstEndUs;
    if (ok) this.sinceUs = -1;
    this.failures = ok ? 0 : this.failures + attempts;
  }

  private decide(ok: boolean, atUs: number): void {
    if (this.resultRun < this.threshold(ok)) return;
    this.setResult(resultOf(ok), atUs);
    if (this.kind === "startup" || (this.kind === "liveness" && !ok)) {
      this.onHold = true;
      this.resultRun = 0;
    }
  }

  private setResult(result: ProbeResult, atUs: number): void {
    if (this.result === result) return;
    this.result = result;
    this.untoldUs = atUs;
  }

  private threshold(ok: boolean): number {
    return ok ? this.settings.successThreshold : this.settings.failureThreshold;
  }

  /** How many more attempts with that outcome make it the result. */
  private missing(ok: boolean, lastOk: boolean | undefined, resultRun: number): number {
    return Math.max(1, this.threshold(ok) - (lastOk === ok ? resultRun : 0));
  }

  /** No attempt that begins before this does anything. */
  private idleUntilUs(): number {
    if (this.ended || this.onHold || this.container === "none") return Infinity;
    if (this.container === "stopped") return this.result === "Failure" ? Infinity : this.knownUs;
    if ((this.kind === "startup") === this.started) return Infinity;
    return Math.max(this.knownUs, this.delayedUntilUs);
  }

  private plan(): void {
    this.changeUs = this.findChange();
    this.nextUs = this.elide ? this.changeUs : Math.min(this.changeUs, this.nextStep());
  }

  /** When the result will change, as things stand. */
  private findChange(): number {
    if (this.untoldUs < Infinity) return this.untoldUs;
    if (this.ended) return Infinity;
    let { lastOk, resultRun } = this;
    if (this.endUs >= 0) {
      const changes = this.result !== resultOf(this.endsWell) && this.missing(this.endsWell, lastOk, resultRun) === 1;
      if (changes) return this.endUs;
      resultRun = lastOk === this.endsWell ? resultRun + 1 : 1;
      lastOk = this.endsWell;
    }
    const idleUntilUs = this.idleUntilUs();
    if (idleUntilUs === Infinity) return Infinity;
    const firstUs = this.nextBeginUs >= idleUntilUs ? this.nextBeginUs : tickAfter(this.ticks, idleUntilUs - 1);
    if (this.container === "stopped") return firstUs;
    if (this.result === resultOf(this.answersOk)) return Infinity;
    const missing = this.missing(this.answersOk, lastOk, resultRun);
    return beginAfter(this.ticks, firstUs, this.answerTookUs, missing - 1) + this.answerTookUs;
  }

  /** The next beginning or end of an attempt after what {@link advance} has seen. */
  private nextStep(): number {
    if (this.ended) return Infinity;
    if (this.endUs >= 0) return this.endUs;
    if (this.nextBeginUs > this.advancedUs) return this.nextBeginUs;
    const lasts = this.container === "running" && this.nextBeginUs >= this.idleUntilUs() && this.answerTookUs > 0;
    return lasts ? this.nextBeginUs + this.answerTookUs : tickAfter(this.ticks, this.nextBeginUs);
  }
}

function initialResult(kind: ProbeKind): ProbeResult {
  if (kind === "readiness") return "Failure";
  return kind === "liveness" ? "Success" : "Unknown";
}

function resultOf(ok: boolean): ProbeResult {
  return ok ? "Success" : "Failure";
}
