/**
 * A pod of which nothing is modelled but start and end: no behaviour, probe, hook, init container, or image that has to be pulled. Most
 * pods of a trace are like this, so it costs two turns and no container.
 */
import type { PodRecord } from "../store/index.ts";
import { failureOf, writePodEnd } from "./pod-end.ts";
import type { PodHost, PodWorker, Termination } from "./pod-host.ts";
import type { PodProgram } from "./pod-program.ts";

export class PlainPod implements PodWorker {
  readonly record: PodRecord;
  readonly program: PodProgram;
  private readonly host: PodHost;
  /** When its containers run; Infinity: they do not. */
  private startUs: number;
  private endUs = Infinity;
  private stopUs = Infinity;
  private end: Termination["end"];
  private hasStarted = false;
  private terminating = false;

  /** @param startUs when its containers started, for one that runs already */
  constructor(host: PodHost, record: PodRecord, program: PodProgram, startUs?: number) {
    this.host = host;
    this.record = record;
    this.program = program;
    this.startUs = startUs ?? host.nowUs + host.timings.podStartUs + host.timings.containerStartUs;
    this.hasStarted = startUs !== undefined;
    if (this.hasStarted) this.endUs = this.startUs + record.durationUs;
    this.plan();
  }

  get hasSandbox(): boolean {
    return this.startUs - this.host.timings.containerStartUs <= this.host.nowUs;
  }

  wake(nowUs: number): void {
    const { host, record } = this;
    if (host.frozen) return;
    if (this.terminating) {
      if (this.stopUs <= nowUs) this.stopped();
      else this.plan();
      return;
    }
    if (!this.hasStarted && this.startUs < Infinity && host.relistUs(this.startUs) <= nowUs) {
      this.hasStarted = true;
      this.endUs = this.startUs + record.durationUs;
      if (record.phase === "Pending" && !record.removed) host.store.startPod(record.id);
      else host.store.setPodReady(record.id, true);
    }
    if (host.relistUs(this.endUs) <= nowUs) {
      writePodEnd(host.store, record, undefined);
      host.done(this);
      return;
    }
    this.plan();
  }

  terminate(nowUs: number, { graceUs, end }: Termination): void {
    const { timings } = this.host;
    // A pod that has not started has nothing to stop.
    const runs = this.startUs <= nowUs;
    const stopUs = nowUs + (runs ? Math.min(timings.podStopUs, Math.max(graceUs, MIN_GRACE_US)) : 0);
    this.end = end ?? this.end;
    this.stopUs = this.terminating ? Math.min(this.stopUs, stopUs) : stopUs;
    this.terminating = true;
    this.plan();
  }

  machineOff(): void {
    this.startUs = this.endUs = Infinity;
    if (this.terminating) this.stopUs = this.host.nowUs;
  }

  machineOn(nowUs: number): void {
    if (this.terminating) this.stopUs = nowUs;
    else if (this.hasStarted && this.record.source.spec.restartPolicy === "Never") {
      writePodEnd(this.host.store, this.record, failureOf(REBOOTED));
      return this.host.done(this);
    } else {
      this.startUs = nowUs + this.host.timings.podStartUs + this.host.timings.containerStartUs;
      if (this.hasStarted) this.host.store.setPodReady(this.record.id, false, REBOOTED);
      this.hasStarted = false;
    }
    this.plan();
  }

  exited(): void {}

  answerChanged(): void {}

  pullEnded(): void {}

  freeze(): void {}

  thaw(nowUs: number): void {
    // While nothing was heard of the node, the control plane may have called its pods not ready.
    if (this.hasStarted && !this.terminating) this.host.store.setPodReady(this.record.id, true);
    this.wake(nowUs);
  }

  private stopped(): void {
    const { host, record } = this;
    if (this.end === undefined) host.store.removePod(record.id);
    else writePodEnd(host.store, record, this.end);
    host.done(this);
  }

  private plan(): void {
    const { host } = this;
    if (this.terminating) host.wakeAt(this, this.stopUs);
    else host.wakeAt(this, host.relistUs(this.hasStarted ? this.endUs : this.startUs));
  }
}

export const REBOOTED = { by: "kubelet", reason: "NodeRebooted", message: "its containers ended with the machine" };

/** A container is given two seconds at the least. Source: pkg/kubelet/kuberuntime, minimumGracePeriodInSeconds. */
export const MIN_GRACE_US = 2_000_000;
