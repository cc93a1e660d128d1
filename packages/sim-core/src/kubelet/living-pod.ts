/**
 * The worker of a pod that lives: sandbox, init containers and sidecars in order, images, hooks, probes, restarts with back-off, phases,
 * termination. One thing at a time, as a pod worker does: while it pulls, starts or kills, whatever else happens waits.
 *
 * Source: pkg/kubelet/pod_workers.go, pkg/kubelet/kuberuntime/kuberuntime_manager.go (SyncPod), pkg/kubelet/status/generate.go.
 *
 * Not modelled: the resync of every pod each minute, which gives a container that is not ready an extra readiness attempt; volumes;
 * errors of the runtime; hooks that fail; readiness gates.
 */
import type { Cause, PodEnd, PodRecord } from "../store/index.ts";
import type { ContainerProcess, ProcessEnd } from "./container-process.ts";
import { ContainerStarts, type StartsHost } from "./container-starts.ts";
import { ContainerWorker } from "./container-worker.ts";
import { failedContainerCause, oomCause, probeKillCause } from "./kill-causes.ts";
import type { OomKill } from "./node-oom.ts";
import { REBOOTED } from "./plain-pod.ts";
import { failureOf, writePodEnd } from "./pod-end.ts";
import type { PodHost, PodWorker, Termination } from "./pod-host.ts";
import { PodPlan } from "./pod-plan.ts";
import { advanceProbes, freezeProbes, noteProbeResult, notReadyCause, probeAnchorUs, stopProbes, thawProbes } from "./pod-probes.ts";
import type { PodProgram } from "./pod-program.ts";
import { containerStop, PodTermination } from "./pod-termination.ts";
import type { ProbeWorker } from "./probe-worker.ts";
import { RestartBackoff } from "./restart-backoff.ts";

/** What the worker is in the middle of. */
type Step =
  | { readonly kind: "sandbox"; readonly untilUs: number }
  | {
      readonly kind: "kill";
      readonly container: ContainerWorker;
      readonly untilUs: number;
      readonly killed: boolean;
      readonly because: Cause;
    };

export class LivingPod implements PodWorker, StartsHost {
  readonly record: PodRecord;
  readonly program: PodProgram;
  readonly host: PodHost;
  private readonly starts: ContainerStarts;
  private plan: PodPlan;
  private backoff: RestartBackoff;
  /** Killed because of a probe, and to be started by the same sync. */
  private restartInSync: ContainerWorker | undefined;
  private step: Step | undefined;
  /** When the worker syncs next, and when the kubelet sees what has happened. */
  private syncUs = Infinity;
  private reportUs = Infinity;
  private deadlineUs: number;
  private termination: PodTermination | undefined;
  private isOver = false;

  constructor(host: PodHost, record: PodRecord, program: PodProgram) {
    this.host = host;
    this.starts = new ContainerStarts(this);
    this.record = record;
    this.program = program;
    this.deadlineUs = host.nowUs + program.activeDeadlineUs;
    this.backoff = this.newBackoff();
    this.plan = this.newPlan();
    this.step = { kind: "sandbox", untilUs: host.nowUs + host.timings.podStartUs };
    this.arm();
  }

  get hasSandbox(): boolean {
    return this.step?.kind !== "sandbox";
  }

  wake(nowUs: number): void {
    if (this.isOver) return;
    advanceProbes(this.containers, nowUs, (container, probe) => this.probeChanged(container, probe, nowUs));
    if (this.host.frozen) return this.arm();
    if (this.termination !== undefined) {
      if (this.nextActUs() <= nowUs) this.advanceTermination(nowUs);
      else this.arm();
      return;
    }
    while (this.step !== undefined && this.step.untilUs <= nowUs) this.finishStep(this.step, nowUs);
    this.starts.advance(nowUs);
    if (this.reportUs <= nowUs) this.report(nowUs);
    if (this.deadlineUs <= nowUs) {
      return this.terminate(nowUs, { graceUs: this.graceUs, end: DEADLINE_EXCEEDED });
    }
    if (!this.isBusy && this.syncUs <= nowUs) this.sync(nowUs);
    if (!this.isOver) this.arm();
  }

  terminate(nowUs: number, { graceUs, end }: Termination): void {
    if (this.isOver) return;
    if (this.termination === undefined) {
      this.starts.cancel(nowUs);
      this.step = undefined;
      stopProbes(this.containers, nowUs);
      this.termination = new PodTermination(this.containers, this.host.timings.podStopUs, nowUs, graceUs, end);
    } else {
      this.termination.shorten(nowUs, graceUs);
      this.termination.end = end ?? this.termination.end;
    }
    this.advanceTermination(nowUs);
  }

  exited(process: ContainerProcess, end: ProcessEnd, kill: OomKill | undefined): void {
    const container = this.containers[process.program.number]!;
    const because = kill === undefined ? { by: "container", reason: end.reason, message: end.message } : oomCause(kill, process);
    const { nowUs } = this.host;
    const seenUs = this.host.relistUs(nowUs);
    this.noteExit(container, process, end.exitCode, end.reason, because, seenUs);
    // Until it is seen, probes knock at a closed door.
    container.tellAnswers(nowUs);
    // What was being done to it is over with it.
    this.starts.exited(container, nowUs);
    if (this.step?.kind === "kill" && this.step.container === container) {
      this.step = undefined;
      this.killNext(nowUs);
    }
    this.noticeAt(this.termination === undefined ? seenUs : nowUs);
  }

  answerChanged(process: ContainerProcess): void {
    const container = this.containers[process.program.number]!;
    // A process that is just being started is not the container's yet; its answers are told when it is.
    if (container.process !== process) return;
    if (container.tellAnswers(this.host.nowUs)) this.arm();
  }

  machineOff(nowUs: number): void {
    this.step = undefined;
    this.starts.forget();
    for (const container of this.containers) {
      container.eachProbe((probe) => probe.containerStopped(nowUs));
      if (container.process !== undefined) container.ended({ exitCode: UNKNOWN_EXIT, atUs: nowUs });
    }
    this.arm();
  }

  machineOn(nowUs: number): void {
    if (this.isOver) return;
    if (this.termination !== undefined) return this.advanceTermination(nowUs);
    this.host.store.setPodReady(this.record.id, false, REBOOTED);
    // What has run is not run again.
    if (this.program.source.spec.restartPolicy === "Never" && this.containers.some(({ starts }) => starts > 0)) {
      return this.finish(failureOf(REBOOTED));
    }
    this.backoff = this.newBackoff();
    const before = this.containers;
    this.plan = this.newPlan();
    this.containers.forEach((container, i) => container.follows(before[i]!));
    this.step = { kind: "sandbox", untilUs: nowUs + this.host.timings.podStartUs };
    this.arm();
  }

  freeze(nowUs: number): void {
    freezeProbes(this.containers, nowUs);
    this.arm();
  }

  thaw(nowUs: number): void {
    thawProbes(this.containers, nowUs);
    this.noticeAt(nowUs);
    this.wake(nowUs);
  }

  private probeChanged(container: ContainerWorker, probe: ProbeWorker, nowUs: number): void {
    if (this.host.frozen) return;
    if (this.termination !== undefined) {
      // It is about readiness, and goes straight into the status.
      container.ready = probe.result === "Success";
      this.writeReady();
      return;
    }
    noteProbeResult(this.host, this.record.id, container, probe);
    container.tellStarted(nowUs);
    // Results reach the pod's worker at once.
    this.statusChanges(nowUs);
    this.syncUs = Math.min(this.syncUs, nowUs);
  }

  private finishStep(step: Step, nowUs: number): void {
    this.step = undefined;
    if (step.kind === "sandbox") {
      this.syncUs = Math.min(this.syncUs, nowUs);
      return;
    }
    this.killed(step.container, step.killed, step.because, nowUs);
    this.killNext(nowUs);
  }

  /** Compares what should run with what does, and does the next things. */
  private sync(nowUs: number): void {
    this.syncUs = Infinity;
    if (this.plan.condemned() !== undefined) return this.killNext(nowUs);
    const start = this.plan.toStart(nowUs);
    if (start === "failed") return this.endPod(nowUs);
    const ready = start.filter((container) => this.mayStart(container, nowUs));
    this.restartInSync = undefined;
    this.starts.begin(ready, nowUs);
  }

  /** Kills one container that a probe has condemned, then looks again. */
  private killNext(nowUs: number): void {
    const container = this.plan.condemned();
    if (container === undefined) {
      this.syncUs = nowUs;
      return;
    }
    const { program, condemned } = container;
    const probe = { startup: program.startupProbe, liveness: program.livenessProbe, readiness: undefined }[condemned!.kind];
    const graceUs = probe?.terminationGracePeriodSeconds === undefined ? this.graceUs : probe.terminationGracePeriodSeconds * 1e6;
    const stop = containerStop(container, this.host.timings.podStopUs, graceUs);
    const because = probeKillCause(program, condemned!);
    this.step = { kind: "kill", container, untilUs: nowUs + stop.tookUs, killed: stop.killed, because };
  }

  private killed(container: ContainerWorker, killed: boolean, because: Cause, nowUs: number): void {
    if (container.process === undefined) return;
    this.stopped(container, killed, because);
    container.eachProbe((probe) => probe.containerStopped(nowUs));
    // It is restarted in the sync that killed it, which does not see this end yet: what counts for the back-off is the one before.
    this.restartInSync = container;
    this.statusChanges(nowUs);
  }

  /** Whether its back-off is over; if not, the next sync is when it will be. */
  private mayStart(container: ContainerWorker, nowUs: number): boolean {
    const end = this.restartInSync === container ? container.earlierEnd : container.lastEnd;
    const untilUs = this.backoff.waitUntilUs(container, end, nowUs);
    if (untilUs === undefined) return true;
    if (container.waitReason === "") this.waits(container, "CrashLoopBackOff", untilUs);
    this.syncUs = Math.min(this.syncUs, untilUs);
    return false;
  }

  private waits(container: ContainerWorker, reason: string, untilUs: number): void {
    container.waitReason = reason;
    this.host.store.containerWaits(this.record.id, { container: container.program.number, reason, untilUs });
  }

  pullEnded(container: number, failure: { readonly reason: string; readonly retryUs: number } | undefined, nowUs: number): void {
    this.starts.pullEnded(container, failure, nowUs);
    this.arm();
  }

  imageFails(container: ContainerWorker, reason: string, retryUs: number, nowUs: number): void {
    const untilUs = this.backoff.retryUs(retryUs, nowUs);
    if (container.waitReason !== reason) this.waits(container, reason, untilUs);
    this.syncUs = Math.min(this.syncUs, untilUs);
  }

  allStarted(nowUs: number): void {
    // What happened meanwhile is looked at now; a retry that waits keeps its time.
    if (this.plan.needsSync(nowUs)) this.syncUs = nowUs;
  }

  statusChanges(atUs: number): void {
    this.reportUs = Math.min(this.reportUs, atUs);
  }

  /** The kubelet's status of the pod is made anew. */
  private report(nowUs: number): void {
    this.reportUs = Infinity;
    for (const container of this.containers) {
      container.see(nowUs);
      this.reportUs = Math.min(this.reportUs, container.nextSightUs(nowUs));
      container.tellStarted(nowUs);
      if (container.program.role === "init") continue;
      container.ready = container.isReady(nowUs);
      if (!container.ready && container.isStarted(nowUs) && container.readiness !== undefined) container.readiness.trigger(nowUs);
    }
    this.writeReady();
    if (this.plan.needsSync(nowUs)) this.syncUs = Math.min(this.syncUs, nowUs);
    if (!this.isBusy && this.plan.isAppDone()) this.endPod(nowUs);
  }

  /** Whether the pod runs, and is ready. */
  private writeReady(): void {
    const { record, plan, containers } = this;
    const { store } = this.host;
    const allReady = containers.every(({ program, ready }) => program.role === "init" || ready);
    if (record.phase === "Running") store.setPodReady(record.id, allReady, allReady ? undefined : notReadyCause(containers));
    else if (record.phase === "Pending" && this.termination === undefined && plan.isRunning() && !record.removed)
      store.startPod(record.id, allReady);
  }

  /** Nothing of it will run again: sidecars are ended, and the pod with them. */
  private endPod(nowUs: number): void {
    if (!this.containers.some(({ runs }) => runs)) return this.finish(this.endOfContainers());
    this.termination = new PodTermination(this.containers, this.host.timings.podStopUs, nowUs, this.graceUs, undefined);
    this.advanceTermination(nowUs);
  }

  private endOfContainers(): PodEnd | undefined {
    return this.plan.succeeded() ? undefined : failureOf(failedContainerCause(this.plan.failed()));
  }

  private finish(end: PodEnd | undefined): void {
    this.isOver = true;
    writePodEnd(this.host.store, this.record, end);
    this.host.done(this);
  }

  private advanceTermination(nowUs: number): void {
    if (this.isOver || this.host.frozen) return;
    const termination = this.termination!;
    this.reportUs = Infinity;
    for (let next = termination.next(nowUs); next !== undefined; next = termination.next(nowUs)) {
      const { container, killed } = next;
      this.stopped(container, killed, { by: "kubelet", reason: "Killing", message: `Stopping container ${container.program.name}` });
      container.tellAnswers(nowUs);
    }
    if (termination.nextUs < Infinity) return this.arm();
    const isDeleted = this.record.deletionRequestedUs >= 0;
    if (!isDeleted || termination.end !== undefined) return this.finish(termination.end ?? this.endOfContainers());
    this.isOver = true;
    this.host.store.removePod(this.record.id);
    this.host.done(this);
  }

  /** A container has ended that was told to. */
  private stopped(container: ContainerWorker, killed: boolean, because: Cause): void {
    const process = container.process!;
    this.host.resources.stop(process, this.host.nowUs);
    const exitCode = killed ? KILLED_EXIT : process.program.behavior.stopCode;
    this.noteExit(container, process, exitCode, exitCode === 0 ? "Completed" : "Error", because);
  }

  private noteExit(
    container: ContainerWorker,
    process: ContainerProcess,
    exitCode: number,
    reason: string,
    because: Cause,
    seenUs?: number,
  ): void {
    const { nowUs, store } = this.host;
    container.ended({ exitCode, atUs: nowUs }, seenUs);
    const { number } = container.program;
    store.containerExited(this.record.id, { container: number, exitCode, reason, startedUs: process.startedUs, because });
  }

  private noticeAt(atUs: number): void {
    this.statusChanges(atUs);
    this.arm();
  }

  private get graceUs(): number {
    return (this.record.source.spec.terminationGracePeriodSeconds ?? 30) * 1e6;
  }

  private get containers(): readonly ContainerWorker[] {
    return this.plan.containers;
  }

  private newPlan(): PodPlan {
    const containers = this.program.containers.map((each) => {
      const key = `${this.record.key}/${each.number}`;
      return new ContainerWorker(each, (periodUs) => probeAnchorUs(this.host, key, periodUs), this.host.elide);
    });
    return new PodPlan(containers, this.record.durationUs < Infinity);
  }

  private newBackoff(): RestartBackoff {
    const { settings, streams } = this.host;
    return new RestartBackoff(settings.maxContainerRestartPeriodUs, () => streams.stream("sync retry", this.record.key));
  }

  private get isBusy(): boolean {
    return this.step !== undefined || this.starts.isBusy;
  }

  private nextActUs(): number {
    if (this.termination !== undefined) return Math.min(this.termination.nextUs, this.reportUs);
    const nextUs = Math.min(this.step?.untilUs ?? this.starts.untilUs, this.reportUs, this.deadlineUs);
    return !this.isBusy ? Math.min(nextUs, this.syncUs) : nextUs;
  }

  private arm(): void {
    let nextUs = this.host.frozen ? Infinity : this.nextActUs();
    for (const container of this.containers) nextUs = Math.min(nextUs, container.nextProbeUs);
    this.host.wakeAt(this, nextUs);
  }
}

const DEADLINE = { reason: "DeadlineExceeded", message: "Pod was active on the node longer than the specified deadline" };
const DEADLINE_EXCEEDED: PodEnd = { ...DEADLINE, because: { by: "kubelet", ...DEADLINE } };
/** SIGKILL. */
const KILLED_EXIT = 137;
/** What a runtime tells of containers that ended with the machine. */
const UNKNOWN_EXIT = 255;
