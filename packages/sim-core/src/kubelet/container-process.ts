/**
 * The processes of one container from a start to their end: what they do, want and hold. Physics only: it goes on whether a kubelet looks
 * or not.
 *
 * Stages: waits (for a database, say), starts up with work, then serves (or works something off), may hang. Under a supervisor (PID 1) a
 * crash of the business process is a pause and a new start-up inside the same container.
 */
import type { RandomStream } from "../engine/index.ts";
import { type RunningCurve, startCurve } from "../workload/index.ts";
import type { ContainerProgram } from "./pod-program.ts";

export type Stage = "waiting" | "starting" | "serving" | "working" | "hung" | "restarting";

/** How the processes ended by themselves. */
export interface ProcessEnd {
  readonly exitCode: number;
  readonly reason: string;
  /** What happened, for the causes. */
  readonly message: string;
}

/** What the node does for its processes. */
export interface ProcessHost {
  /** Cores that the container's threads want from now on. */
  setDemand(process: ContainerProcess, cores: number, nowUs: number): void;
  /** CPU time that its group has got until now, microseconds. */
  cpuUs(process: ContainerProcess): number;
  setMemory(process: ContainerProcess, nowUs: number, bytes: number, slopePerUs: number): void;
  setDisk(process: ContainerProcess, nowUs: number, bytes: number, slopePerUs: number): void;
  /** What a probe would be told has changed. */
  answerChanged(process: ContainerProcess): void;
}

export interface ProcessStart {
  readonly nowUs: number;
  readonly hostMemoryBytes: number;
  /** Of this start; the same draws whatever happens elsewhere. */
  readonly stream: RandomStream;
  /** When a container without behaviour ends by itself: at once for an init container, with the duration of a workload; Infinity: never. */
  readonly endsAfterUs: number;
}

/** CPU time that is less than a thread does in half a microsecond is rounding. */
const ROUNDING_US = 0.75;

export class ContainerProcess {
  readonly program: ContainerProgram;
  readonly podId: number;
  readonly startedUs: number;
  /** Member of the node's gauges of memory and disk. */
  member = -1;
  /** Of the node's CPU; -1: it has wanted none so far. */
  group = -1;
  stage: Stage = "waiting";
  /** Cores it wants, and since when; what it wanted before is in `wantedCpuUs`. */
  demandCores = 0;
  demandSinceUs: number;
  wantedCpuUs = 0;
  /** Wanted over got, at least 1; Infinity: it gets nothing. */
  slowdown = 1;
  /** Since when it gets less than it wants; -1: it gets all. */
  slowSinceUs = -1;
  /** The CPU time of its group at which its work is done; Infinity: there is none. */
  targetCpuUs = Infinity;
  /** CPU time that the work in hand needs, and that the group had when it began. */
  workCpuUs = 0;
  workBeganCpuUs = 0;
  /** When its memory reaches the container's limit, as things stand. */
  overLimitUs = Infinity;
  /** When something changes by itself, apart from work that gets done. */
  nextUs = Infinity;
  private stageEndsUs = Infinity;
  private cpuUntilUs = Infinity;
  private memoryUntilUs = Infinity;
  private diskUntilUs = Infinity;
  private crashUs = Infinity;
  private hangUs = Infinity;
  private exitUs = Infinity;
  private readonly host: ProcessHost;
  private readonly start: ProcessStart;
  private readonly cpu: RunningCurve;
  private memory: RunningCurve;
  private readonly disk: RunningCurve;

  constructor(program: ContainerProgram, podId: number, host: ProcessHost, start: ProcessStart) {
    this.program = program;
    this.podId = podId;
    this.host = host;
    this.start = start;
    this.startedUs = start.nowUs;
    this.demandSinceUs = start.nowUs;
    const { behavior } = program;
    this.cpu = this.curve(behavior.cpu, start.nowUs);
    this.memory = this.curve(behavior.memory, start.nowUs);
    this.disk = this.curve(behavior.disk, start.nowUs);
  }

  /** To be called once, when the host knows it. */
  begin(): void {
    this.beginStart(this.startedUs);
    this.followMemory(this.startedUs);
    this.followDisk(this.startedUs);
    if (!this.program.hasBehavior) this.exitUs = this.startedUs + this.start.endsAfterUs;
    this.findNext();
  }

  /** Whether a probe would find somebody. */
  get listens(): boolean {
    return this.stage === "serving" || this.stage === "working";
  }

  /** What is done of the start-up's work, 0 to 1. */
  startupShare(): number {
    if (this.stage !== "starting" || this.workCpuUs <= 0) return this.listens || this.stage === "hung" ? 1 : 0;
    return Math.min(1, (this.host.cpuUs(this) - this.workBeganCpuUs) / this.workCpuUs);
  }

  /** Does what is due. @returns how the container ends, if it does */
  advance(nowUs: number): ProcessEnd | undefined {
    if (this.crashUs <= nowUs) {
      const end = this.fail(nowUs, { exitCode: this.program.behavior.crash!.code, reason: "Error", message: "its process crashed" });
      if (end !== undefined) return end;
    }
    if (this.exitUs <= nowUs) return this.exited("its process ended");
    if (this.stageEndsUs <= nowUs) this.endStage(nowUs);
    if (this.targetCpuUs < Infinity && this.targetCpuUs - this.host.cpuUs(this) <= ROUNDING_US * Math.max(1, this.demandCores)) {
      this.targetCpuUs = Infinity;
      if (this.stage === "working") return this.exited("its work is done");
      this.started(nowUs);
    }
    if (this.hangUs <= nowUs) {
      this.hangUs = Infinity;
      this.enter("hung");
      this.want(0, nowUs);
    }
    if (this.cpuUntilUs <= nowUs && this.stage === "serving") this.followCpu(nowUs);
    if (this.memoryUntilUs <= nowUs) this.followMemory(nowUs);
    if (this.diskUntilUs <= nowUs) this.followDisk(nowUs);
    this.findNext();
    return undefined;
  }

  private findNext(): void {
    let nextUs = this.stageEndsUs;
    if (this.cpuUntilUs < nextUs) nextUs = this.cpuUntilUs;
    if (this.memoryUntilUs < nextUs) nextUs = this.memoryUntilUs;
    if (this.diskUntilUs < nextUs) nextUs = this.diskUntilUs;
    if (this.crashUs < nextUs) nextUs = this.crashUs;
    if (this.hangUs < nextUs) nextUs = this.hangUs;
    if (this.exitUs < nextUs) nextUs = this.exitUs;
    this.nextUs = nextUs;
  }

  /**
   * Its process dies, of a crash or because the kernel killed it. @returns how the container ends, undefined where a supervisor starts the
   * process again
   */
  fail(nowUs: number, end: ProcessEnd): ProcessEnd | undefined {
    const { supervisedRestartUs } = this.program.behavior;
    if (supervisedRestartUs === undefined) return end;
    this.crashUs = this.hangUs = this.exitUs = this.cpuUntilUs = this.targetCpuUs = Infinity;
    this.enter("restarting");
    this.want(0, nowUs);
    this.stageEndsUs = nowUs + supervisedRestartUs;
    this.memoryUntilUs = Infinity;
    this.host.setMemory(this, nowUs, 0, 0);
    this.findNext();
    return undefined;
  }

  private endStage(nowUs: number): void {
    this.stageEndsUs = Infinity;
    if (this.stage === "restarting") {
      this.memory = this.curve(this.program.behavior.memory, nowUs);
      this.followMemory(nowUs);
      this.beginStart(nowUs);
    } else this.startWork(nowUs);
  }

  /** Draws come in a fixed order, each start's own. */
  private beginStart(nowUs: number): void {
    const { behavior } = this.program;
    const { stream } = this.start;
    if (behavior.crash !== undefined) this.crashUs = nowUs + drawn(behavior.crash.afterUs, stream);
    const waitUs = behavior.startup?.waitUs === undefined ? 0 : drawn(behavior.startup.waitUs, stream);
    if (waitUs > 0) {
      this.enter("waiting");
      this.stageEndsUs = nowUs + waitUs;
    } else this.startWork(nowUs);
  }

  private startWork(nowUs: number): void {
    const work = this.program.behavior.startup?.work;
    if (work === undefined) return this.started(nowUs);
    this.enter("starting");
    this.work(drawn(work.cpuUs, this.start.stream), work.threads, nowUs);
    if (this.targetCpuUs === Infinity) this.started(nowUs);
  }

  private started(nowUs: number): void {
    const { behavior } = this.program;
    const { stream } = this.start;
    if (behavior.exit.afterUs !== undefined) this.exitUs = nowUs + drawn(behavior.exit.afterUs, stream);
    if (behavior.hang !== undefined) this.hangUs = nowUs + drawn(behavior.hang.afterUs, stream);
    if (behavior.work !== undefined) {
      this.enter("working");
      this.work(drawn(behavior.work.cpuUs, stream), behavior.work.threads, nowUs);
      if (this.targetCpuUs === Infinity) this.exitUs = nowUs;
      return;
    }
    this.enter("serving");
    this.followCpu(nowUs);
  }

  private work(cpuUs: number, threads: number, nowUs: number): void {
    if (cpuUs <= 0) return;
    this.want(threads, nowUs);
    this.workBeganCpuUs = this.host.cpuUs(this);
    this.workCpuUs = cpuUs;
    this.targetCpuUs = this.workBeganCpuUs + cpuUs;
  }

  private exited(message: string): ProcessEnd {
    const { code } = this.program.behavior.exit;
    return { exitCode: code, reason: code === 0 ? "Completed" : "Error", message };
  }

  private enter(stage: Stage): void {
    const listened = this.listens;
    this.stage = stage;
    if (stage !== "serving") this.cpuUntilUs = Infinity;
    if (listened !== this.listens || stage === "hung") this.host.answerChanged(this);
  }

  private want(cores: number, nowUs: number): void {
    if (cores === this.demandCores) return;
    this.settleWanted(nowUs);
    this.demandCores = cores;
    this.host.setDemand(this, cores, nowUs);
  }

  /** Brings `wantedCpuUs` up to now. */
  settleWanted(nowUs: number): void {
    this.wantedCpuUs += this.demandCores * (nowUs - this.demandSinceUs);
    this.demandSinceUs = nowUs;
  }

  private followCpu(nowUs: number): void {
    const known = this.program.clockStep;
    if (known !== undefined && known.fromUs <= nowUs && nowUs < known.untilUs) {
      this.cpuUntilUs = known.untilUs;
      this.want(known.value, nowUs);
      return;
    }
    const { value, untilUs } = this.cpu.stepAt(nowUs);
    if (known !== undefined) {
      known.fromUs = nowUs;
      known.untilUs = untilUs;
      known.value = value;
    }
    this.cpuUntilUs = untilUs;
    this.want(value, nowUs);
  }

  private followMemory(nowUs: number): void {
    const { value, slopePerUs, untilUs } = this.memory.pieceAt(nowUs);
    this.memoryUntilUs = untilUs;
    this.host.setMemory(this, nowUs, value, slopePerUs);
  }

  private followDisk(nowUs: number): void {
    const { value, slopePerUs, untilUs } = this.disk.pieceAt(nowUs);
    this.diskUntilUs = untilUs;
    this.host.setDisk(this, nowUs, value, slopePerUs);
  }

  private curve(curve: ContainerProgram["behavior"]["cpu"], nowUs: number): RunningCurve {
    const { memoryLimitBytes } = this.program;
    return startCurve(curve, { startedUs: nowUs, limitBytes: memoryLimitBytes, hostBytes: this.start.hostMemoryBytes }, this.start.stream);
  }
}

function drawn(distribution: { sample(stream: RandomStream): number }, stream: RandomStream): number {
  return Math.max(0, Math.round(distribution.sample(stream)));
}
