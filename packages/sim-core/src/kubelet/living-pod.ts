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
import { ContainerWorker } from "./container-worker.ts";
import { failedContainerCause, oomCause, probeCause, probeKillCause } from "./kill-causes.ts";
import type { OomKill } from "./node-oom.ts";
import { REBOOTED } from "./plain-pod.ts";
import type { PodHost, PodWorker, Termination } from "./pod-host.ts";
import { PodPlan } from "./pod-plan.ts";
import type { PodProgram } from "./pod-program.ts";
import { containerStop, PodTermination } from "./pod-termination.ts";
import type { ProbeWorker } from "./probe-worker.ts";
import { RestartBackoff } from "./restart-backoff.ts";

/** What the worker is in the middle of. */
type Step =
  | { readonly kind: "sandbox"; readonly untilUs: number }
  | { readonly kind: "pull"; readonly container: ContainerWorker; readonly untilUs: number }
  | { readonly kind: "create"; readonly container: ContainerWorker; readonly untilUs: number }
  | { readonly kind: "postStart"; readonly container: ContainerWorker; readonly untilUs: number }
  | {
      readonly kind: "kill";
      readonly container: ContainerWorker;
      readonly untilUs: number;
      readonly killed: boolean;
      readonly because: Cause;
    };

export class LivingPod implements PodWorker {
  readonly record: PodRecord;
  readonly program: PodProgram;
  private readonly host: PodHost;
  private plan: PodPlan;
  private backoff: RestartBackoff;
  /** Killed because of a probe, and to be started by the same sync. */
  private restartInSync: ContainerWorker | undefined;
  private step: Step | undefined;
  /** To be started after the step, in order. */
  private queue: ContainerWorker[] = [];
  /** When the worker syncs next, and when the kubelet sees what has happened. */
  private syncUs = Infinity;
  private reportUs = Infinity;
  private deadlineUs: number;
  private termination: PodTermination | undefined;
  private isOver = false;

  constructor(host: PodHost, record: PodRecord, program: PodProgram) {
    this.host = host;
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
    this.advanceProbes(nowUs);
    if (this.host.frozen) return this.arm();
    if (this.termination !== undefined) {
      if (this.nextActUs() <= nowUs) this.advanceTermination(nowUs);
      else this.arm();
      return;
    }
    while (this.step !== undefined && this.step.untilUs <= nowUs) this.finishStep(this.step, nowUs);
    if (this.reportUs <= nowUs) this.report(nowUs);
    if (this.deadlineUs <= nowUs) {
      this.terminate(nowUs, {
        graceUs: this.graceUs,
        end: { ...DEADLINE_EXCEEDED, because: { by: "kubelet", ...DEADLINE_EXCEEDED } },
      });
      return;
    }
    if (this.step === undefined && this.syncUs <= nowUs) this.sync(nowUs);
    if (!this.isOver) this.arm();
  }

  terminate(nowUs: number, { graceUs, end }: Termination): void {
    if (this.isOver) return;
    if (this.termination === undefined) {
      if (this.step?.kind === "pull") this.host.images.cancel(this.record.id, nowUs);
      this.step = undefined;
      this.queue = [];
      for (const container of this.containers) {
        container.startup?.stop(nowUs);
        container.liveness?.stop(nowUs);
      }
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
    const { step } = this;
    // What was being done to it is over with it.
    if (step !== undefined && (step.kind === "postStart" || step.kind === "kill") && step.container === container) {
      this.step = undefined;
      if (step.kind === "kill") this.killNext(nowUs);
      else this.startNext(nowUs);
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
    this.queue = [];
    for (const container of this.containers) {
      container.eachProbe((probe) => probe.containerStopped(nowUs));
      if (container.process !== undefined) container.ended({ exitCode: UNKNOWN_EXIT, atUs: nowUs });
    }
    this.arm();
  }

  machineOn(nowUs: number): void {
    if (this.isOver) return;
    if (this.termination !== undefined) {
      this.advanceTermination(nowUs);
      return;
    }
    this.host.store.setPodReady(this.record.id, false, REBOOTED);
    // What has run is not run again.
    if (this.record.source.spec.restartPolicy === "Never" && this.containers.some(({ starts }) => starts > 0)) return this.finish(REBOOTED);
    this.backoff = this.newBackoff();
    const before = this.containers;
    this.plan = this.newPlan();
    this.containers.forEach((container, i) => container.follows(before[i]!));
    this.step = { kind: "sandbox", untilUs: nowUs + this.host.timings.podStartUs };
    this.arm();
  }

  freeze(nowUs: number): void {
    for (const container of this.containers) {
      // A probe that is not attempted finds nothing; a startup probe idles once its container has started up.
      if (container.runs) container.eachProbe((probe) => probe.setStarted(nowUs, probe.kind === "startup"));
    }
    this.arm();
  }

  thaw(nowUs: number): void {
    for (const container of this.containers) {
      container.tellStarted(nowUs);
      // An attempt that ran when the kubelet stopped acting may have failed since.
      container.eachProbe((probe) => {
        if (container.runs && probe.kind !== "readiness" && probe.result === "Failure") container.condemned = probe;
      });
    }
    this.noticeAt(nowUs);
    this.wake(nowUs);
  }

  private advanceProbes(nowUs: number): void {
    for (const container of this.containers) {
      if (container.nextProbeUs > nowUs) continue;
      container.eachProbe((probe) => {
        while (probe.nextUs <= nowUs) {
          const result = probe.advance(nowUs);
          if (result === undefined) break;
          this.probeChanged(container, probe, nowUs);
        }
      });
    }
  }

  private probeChanged(container: ContainerWorker, probe: ProbeWorker, nowUs: number): void {
    const { store } = this.host;
    if (this.host.frozen) return;
    if (this.termination !== undefined) return this.readinessChanged(container, probe);
    const failed = probe.result === "Failure" && container.runs;
    if (failed && (probe.kind !== "readiness" || container.ready)) {
      const { failures, kind } = probe;
      const because = probeCause(container.program.name, container.process, this.host.cpuEvidence(container.process));
      store.probeFailed(this.record.id, { container: container.program.number, probe: kind, failures, sinceUs: probe.sinceUs, because });
    }
    if (failed && probe.kind !== "readiness") container.condemned = probe;
    container.tellStarted(nowUs);
    // Results reach the pod's worker at once.
    this.reportUs = Math.min(this.reportUs, nowUs);
    this.syncUs = Math.min(this.syncUs, nowUs);
  }

  /** While the pod is being ended nothing but readiness is probed, and goes straight into the status. */
  private readinessChanged(container: ContainerWorker, probe: ProbeWorker): void {
    container.ready = probe.result === "Success";
    const allReady = this.containers.every(({ program, ready }) => program.role === "init" || ready);
    if (this.record.phase !== "Running") return;
    const because = { by: "kubelet", reason: "ContainersNotReady", message: `container ${container.program.name} is not ready` };
    this.host.store.setPodReady(this.record.id, allReady, allReady ? undefined : because);
  }

  private finishStep(step: Step, nowUs: number): void {
    this.step = undefined;
    switch (step.kind) {
      case "sandbox":
        this.syncUs = Math.min(this.syncUs, nowUs);
        return;
      case "pull":
        return this.create(step.container, nowUs);
      case "create":
        return this.run(step.container, nowUs);
      case "postStart":
        step.container.hookDone = true;
        step.container.tellStarted(nowUs);
        this.reportUs = Math.min(this.reportUs, this.host.relistUs(nowUs));
        return this.startNext(nowUs);
      case "kill":
        this.killed(step.container, step.killed, step.because, nowUs);
        return this.killNext(nowUs);
    }
  }

  /** Compares what should run with what does, and does the next things. */
  private sync(nowUs: number): void {
    this.syncUs = Infinity;
    if (this.plan.condemned() !== undefined) return this.killNext(nowUs);
    const start = this.plan.toStart(nowUs);
    if (start === "failed") return this.endPod(nowUs);
    this.queue = start.filter((container) => this.mayStart(container, nowUs));
    this.restartInSync = undefined;
    this.startNext(nowUs);
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
    const { process } = container;
    if (process === undefined) return;
    this.host.resources.stop(process, nowUs);
    const exitCode = killed ? KILLED_EXIT : process.program.behavior.stopCode;
    this.noteExit(container, process, exitCode, exitCode === 0 ? "Completed" : "Error", because);
    container.eachProbe((probe) => probe.containerStopped(nowUs));
    // It is restarted in the sync that killed it, which does not see this end yet: what counts for the back-off is the one before.
    this.restartInSync = container;
    this.reportUs = Math.min(this.reportUs, nowUs);
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

  private startNext(nowUs: number): void {
    const container = this.queue.shift();
    if (container === undefined) {
      // What happened meanwhile is looked at now; a retry that waits keeps its time.
      if (this.plan.needsSync(nowUs)) this.syncUs = nowUs;
      return;
    }
    if (container.runs) return this.startNext(nowUs);
    const pulled = this.host.images.request(this.record.id, container.program, nowUs);
    if (pulled.kind === "present") return this.create(container, nowUs);
    if (pulled.kind === "pulling") {
      this.step = { kind: "pull", container, untilUs: Infinity };
      return;
    }
    this.imageFails(container, pulled.reason, pulled.retryUs, nowUs);
    this.startNext(nowUs);
  }

  /** The image has come, or it has not. */
  pullEnded(container: number, failure: { readonly reason: string; readonly retryUs: number } | undefined, nowUs: number): void {
    const { step } = this;
    if (step?.kind !== "pull" || step.container.program.number !== container) return;
    // A kubelet that does not act takes note later; the image is there meanwhile.
    if (this.host.frozen && failure === undefined) {
      this.step = { ...step, untilUs: nowUs };
      return;
    }
    this.step = undefined;
    if (failure === undefined) this.create(step.container, nowUs);
    else {
      this.imageFails(step.container, failure.reason, failure.retryUs, nowUs);
      this.startNext(nowUs);
    }
    this.arm();
  }

  private imageFails(container: ContainerWorker, reason: string, retryUs: number, nowUs: number): void {
    const untilUs = this.backoff.retryUs(retryUs, nowUs);
    if (container.waitReason !== reason) this.waits(container, reason, untilUs);
    this.syncUs = Math.min(this.syncUs, untilUs);
  }

  private create(container: ContainerWorker, nowUs: number): void {
    const { containerStartUs } = this.host.timings;
    if (containerStartUs === 0) return this.run(container, nowUs);
    this.step = { kind: "create", container, untilUs: nowUs + containerStartUs };
  }

  private run(container: ContainerWorker, nowUs: number): void {
    const { host, record } = this;
    const { program } = container;
    const stream = host.streams.stream("container", `${record.key}/${program.name}`);
    const endsAfterUs = { app: record.durationUs, sidecar: Infinity, init: 0 }[program.role];
    const process = host.resources.start(program, record.id, { nowUs, stream, endsAfterUs });
    const knownUs = host.relistUs(nowUs);
    host.store.containerStarted(record.id, { container: program.number, restartCount: container.starts });
    container.started(process, knownUs);
    this.reportUs = Math.min(this.reportUs, knownUs);
    if (program.hasPostStart) this.step = { kind: "postStart", container, untilUs: nowUs + program.behavior.postStartUs };
    else this.startNext(nowUs);
  }

  /** The kubelet's status of the pod is made anew. */
  private report(nowUs: number): void {
    this.reportUs = Infinity;
    const { store } = this.host;
    let allReady = true;
    for (const container of this.containers) {
      container.see(nowUs);
      this.reportUs = Math.min(this.reportUs, container.nextSightUs(nowUs));
      container.tellStarted(nowUs);
      if (container.program.role === "init") continue;
      container.ready = container.isReady(nowUs);
      allReady &&= container.ready;
      if (!container.ready && container.isStarted(nowUs) && container.readiness !== undefined) container.readiness.trigger(nowUs);
    }
    if (this.record.phase === "Pending" && this.plan.isRunning() && !this.record.removed) store.startPod(this.record.id, allReady);
    else if (this.record.phase === "Running") store.setPodReady(this.record.id, allReady, allReady ? undefined : this.notReadyCause(nowUs));
    if (this.plan.needsSync(nowUs)) this.syncUs = Math.min(this.syncUs, nowUs);
    if (this.step === undefined && this.plan.isAppDone()) this.endPod(nowUs);
  }

  /** Nothing of it will run again: sidecars are ended, and the pod with them. */
  private endPod(nowUs: number): void {
    if (!this.containers.some(({ runs }) => runs)) return this.finish();
    this.queue = [];
    this.termination = new PodTermination(this.containers, this.host.timings.podStopUs, nowUs, this.graceUs, undefined);
    this.advanceTermination(nowUs);
  }

  /** @param because why it failed, where that was no container's doing */
  private finish(because?: Cause): void {
    this.isOver = true;
    this.queue = [];
    this.writeEnd(because === undefined ? undefined : { reason: "", message: "", because });
    this.host.done(this);
  }

  /** @param end undefined: as its containers have ended */
  private writeEnd(end: PodEnd | undefined): void {
    const { record, plan } = this;
    const { store } = this.host;
    if (record.removed) return;
    const succeeded = end === undefined && plan.succeeded();
    const because = failedContainerCause(plan.failed());
    store.finishPod(record.id, succeeded, end ?? (succeeded ? undefined : { reason: "", message: "", because }));
  }

  private advanceTermination(nowUs: number): void {
    if (this.isOver || this.host.frozen) return;
    const termination = this.termination!;
    this.reportUs = Infinity;
    for (let next = termination.next(nowUs); next !== undefined; next = termination.next(nowUs)) {
      const { container, killed } = next;
      const process = container.process!;
      this.host.resources.stop(process, nowUs);
      const exitCode = killed ? KILLED_EXIT : process.program.behavior.stopCode;
      const because = { by: "kubelet", reason: "Killing", message: `Stopping container ${container.program.name}` };
      this.noteExit(container, process, exitCode, exitCode === 0 ? "Completed" : "Error", because);
      container.tellAnswers(nowUs);
    }
    if (termination.nextUs < Infinity) {
      this.arm();
      return;
    }
    this.isOver = true;
    const isDeleted = this.record.deletionRequestedUs >= 0;
    if (!isDeleted || termination.end !== undefined) this.writeEnd(termination.end);
    if (isDeleted) this.host.store.removePod(this.record.id);
    this.host.done(this);
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
    store.containerExited(this.record.id, {
      container: container.program.number,
      exitCode,
      reason,
      startedUs: process.startedUs,
      because,
    });
  }

  private notReadyCause(nowUs: number): Cause {
    const container = this.containers.find((each) => each.program.role !== "init" && !each.isReady(nowUs));
    const name = container?.program.name ?? "";
    if (container === undefined || !container.runs) {
      return { by: "kubelet", reason: "ContainersNotReady", message: `container ${name} does not run` };
    }
    return { by: "kubelet", reason: "ContainersNotReady", message: `container ${name} is not ready` };
  }

  private noticeAt(atUs: number): void {
    this.reportUs = Math.min(this.reportUs, atUs);
    this.arm();
  }

  private get graceUs(): number {
    return (this.record.source.spec.terminationGracePeriodSeconds ?? 30) * 1e6;
  }

  private get containers(): readonly ContainerWorker[] {
    return this.plan.containers;
  }

  private newPlan(): PodPlan {
    const anchor = (number: number) => (periodUs: number) => this.probeAnchor(number, periodUs);
    const containers = this.program.containers.map((each) => new ContainerWorker(each, anchor(each.number), this.host.elide));
    return new PodPlan(containers, this.record.durationUs < Infinity);
  }

  private newBackoff(): RestartBackoff {
    const { settings, streams } = this.host;
    return new RestartBackoff(settings.maxContainerRestartPeriodUs, () => streams.stream("sync retry", this.record.key));
  }

  /** Source: prober/worker.go, run: after a start of the kubelet workers begin at random within their period. */
  private probeAnchor(container: number, periodUs: number): number {
    const { host } = this;
    if (host.nowUs - host.kubeletStartedUs >= periodUs) return host.nowUs;
    const stream = host.streams.stream("probe start", `${this.record.key}/${container}`);
    return host.nowUs + Math.floor(stream.next() * periodUs);
  }

  private nextActUs(): number {
    if (this.termination !== undefined) return Math.min(this.termination.nextUs, this.reportUs);
    const nextUs = Math.min(this.step?.untilUs ?? Infinity, this.reportUs, this.deadlineUs);
    return this.step === undefined ? Math.min(nextUs, this.syncUs) : nextUs;
  }

  private arm(): void {
    let nextUs = this.host.frozen ? Infinity : this.nextActUs();
    for (const container of this.containers) nextUs = Math.min(nextUs, container.nextProbeUs);
    this.host.wakeAt(this, nextUs);
  }
}

const DEADLINE_EXCEEDED = { reason: "DeadlineExceeded", message: "Pod was active on the node longer than the specified deadline" };
/** SIGKILL. */
const KILLED_EXIT = 137;
/** What a runtime tells of containers that ended with the machine. */
const UNKNOWN_EXIT = 255;
