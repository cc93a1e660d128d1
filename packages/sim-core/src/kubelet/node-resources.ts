/**
 * What the processes of one node share: CPUs, memory, disk, PIDs. Crossings and completions are solved and not polled; everything that
 * changes at one instant is worked out once, by `settle`.
 */
import { LevelGauge } from "../kernel/index.ts";
import { ContainerProcess, type ProcessEnd, type ProcessHost, type ProcessStart } from "./container-process.ts";
import { EvictionView } from "./eviction-view.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import { NodeCpu } from "./node-cpu.ts";
import { MemoryBounds } from "./memory-bounds.ts";
import type { OomKill } from "./node-oom.ts";
import type { ContainerProgram, PodProgram } from "./pod-program.ts";
import { rounded } from "./rounded.ts";
import type { NodeUse, PodCpuVisitor, PodUse } from "./usage.ts";
import { UsageTotals } from "./usage-totals.ts";

export interface NodeResourcesHost {
  /** A process has ended by itself or was killed by the kernel; it is gone from the node. */
  exited(process: ContainerProcess, end: ProcessEnd, kill: OomKill | undefined): void;
  /** What a probe of the container would be told may have changed. */
  answerChanged(process: ContainerProcess): void;
  /** `settle` must run at this instant, after everything else. */
  dirty(): void;
  podProgram(podId: number): PodProgram;
}

export interface NodeResourcesOptions {
  readonly settings: KubeletSettings;
  /** What the pods' control group may hold at most, and what it is weighted by. */
  readonly kubepods: { readonly memoryBytes: number; readonly milliCpu: number };
  /** As the node reports it, for oom_score_adj. */
  readonly memoryCapacityBytes: number;
}

/** So many changes at one instant are worked out together. */
const MANY = 8;

/** Less than this is rounding of rates. */
const SLOW = 1.01;
/** What is outside the pods, in the memory gauge. */
const SYSTEM_MEMBER = 0;

export class NodeResources implements ProcessHost {
  readonly memory: LevelGauge;
  readonly disk: LevelGauge;
  /** Live processes, in order of start. */
  readonly processes = new Set<ContainerProcess>();
  /** Bytes that what is outside the pods holds on the disk. */
  foreignDiskBytes = 0;
  private imageBytes = 0;
  private cpu: NodeCpu | undefined;
  private burstableMilliCpu = 0;
  private readonly options: NodeResourcesOptions;
  private readonly host: NodeResourcesHost;
  private readonly memoryBounds: MemoryBounds;
  /** For the eviction manager. */
  readonly evictionView: EvictionView;
  private readonly totals: UsageTotals;
  private isDirty = false;
  private nowUs: number;
  /** Numbers of processes in the gauges that are free again. */
  private readonly freeMembers: number[] = [];
  private members = SYSTEM_MEMBER + 1;
  private pastCpuUs = 0;
  private pastSystemCpuUs = 0;

  constructor(options: NodeResourcesOptions, host: NodeResourcesHost, nowUs: number) {
    this.options = options;
    this.host = host;
    this.nowUs = nowUs;
    this.memory = new LevelGauge(nowUs);
    this.disk = new LevelGauge(nowUs);
    this.memoryBounds = new MemoryBounds(options, {
      memory: this.memory,
      processes: this.processes,
      systemBytes: () => this.memory.value(SYSTEM_MEMBER, this.nowUs),
      podProgram: (podId) => host.podProgram(podId),
      kill: (process, kill, atUs) => this.kill(process, kill, atUs),
    });
    this.totals = new UsageTotals(this.memory, this.disk);
    this.evictionView = new EvictionView(options.settings, options.kubepods.memoryBytes, this, (podId) => host.podProgram(podId));
    this.memory.set(SYSTEM_MEMBER, nowUs, options.settings.system.memoryBytes, 0);
  }

  start(program: ContainerProgram, podId: number, start: Omit<ProcessStart, "hostMemoryBytes">): ContainerProcess {
    this.advance(start.nowUs);
    const process = new ContainerProcess(program, podId, this, {
      ...start,
      hostMemoryBytes: this.options.settings.hardware.memoryBytes,
    });
    process.member = this.freeMembers.pop() ?? this.members++;
    this.processes.add(process);
    this.memoryBounds.podMemory.started(podId, this.host.podProgram(podId).memoryLimitBytes);
    this.evictionView.count(process, 1);
    process.begin();
    this.touch();
    return process;
  }

  /** The container's processes end: told to, or killed. */
  stop(process: ContainerProcess, nowUs: number): void {
    if (!this.processes.delete(process)) return;
    this.evictionView.count(process, -1);
    this.advance(nowUs);
    this.totals.close(process, this.cpu?.fluid, nowUs);
    if (process.group >= 0) {
      this.cpu!.fluid.setDemand(process.group, 0);
      this.cpu!.removeContainer(process.podId, process.group);
      process.group = -1;
    }
    this.memory.remove(process.member, nowUs);
    this.disk.remove(process.member, nowUs);
    this.freeMembers.push(process.member);
    this.touch();
  }

  /** The machine is off: nothing of it is left but what it has used. */
  powerOff(nowUs: number): void {
    for (const process of Array.from(this.processes)) this.stop(process, nowUs);
    this.memory.set(SYSTEM_MEMBER, nowUs, 0, 0);
    this.foldCpu();
  }

  powerOn(nowUs: number): void {
    this.memory.set(SYSTEM_MEMBER, nowUs, this.options.settings.system.memoryBytes, 0);
    this.nowUs = nowUs;
    // What was to be settled when the machine went off never was.
    this.isDirty = false;
    this.touch();
  }

  /** A pod comes to or leaves the node; it weighs in the group of its class whether it runs or not. */
  addRequests(pod: PodProgram, sign: 1 | -1): void {
    if (pod.burstableMilliCpu === 0) return;
    this.burstableMilliCpu += sign * pod.burstableMilliCpu;
    if (this.cpu === undefined) return;
    this.cpu.setBurstableMilliCpu(this.burstableMilliCpu);
    this.touch();
  }

  /** Does what is due at `nowUs`: stages end, curves bend, limits are crossed. */
  run(nowUs: number): void {
    this.advance(nowUs);
    if (this.cpu !== undefined && this.processes.size >= MANY && this.dueCount(nowUs) >= MANY) this.cpu.fluid.expectChanges();
    for (const process of this.processes) {
      if (process.nextUs > nowUs && process.targetCpuUs === Infinity) continue;
      const end = process.advance(nowUs);
      if (end !== undefined) this.end(process, end, undefined, nowUs);
    }
    this.memoryBounds.enforce(nowUs);
    this.touch();
  }

  private dueCount(nowUs: number): number {
    let count = 0;
    for (const process of this.processes) if (process.nextUs <= nowUs) count += 1;
    return count;
  }

  /** Rates and slowness after all changes of an instant. @returns when `run` is due next */
  settle(nowUs: number): number {
    this.isDirty = false;
    this.advance(nowUs);
    const { settings } = this.options;
    let nextUs = this.memoryBounds.whenReached(nowUs);
    if (settings.stallBelowBytes > 0 && !this.isStarved(nowUs)) {
      nextUs = Math.min(nextUs, this.memory.whenTotalReaches(settings.hardware.memoryBytes - settings.stallBelowBytes, nowUs));
    }
    for (const process of this.processes) {
      if (process.nextUs < nextUs) nextUs = process.nextUs;
      if (process.overLimitUs < nextUs) nextUs = process.overLimitUs;
      if (process.group < 0) continue;
      const { fluid } = this.cpu!;
      const rate = fluid.meanRate(process.group);
      const slowdown = process.demandCores <= 0 ? 1 : rate <= 0 ? Infinity : Math.max(1, process.demandCores / rate);
      if (slowdown !== process.slowdown) {
        process.slowdown = slowdown;
        if (slowdown < SLOW) process.slowSinceUs = -1;
        else if (process.slowSinceUs < 0) process.slowSinceUs = nowUs;
        this.host.answerChanged(process);
      }
      if (process.targetCpuUs < Infinity) {
        const left = process.targetCpuUs - fluid.cpuUs(process.group);
        nextUs = Math.min(nextUs, Math.max(Math.ceil(fluid.timeOfCpuUs(process.group, left)), nowUs + 1));
      }
    }
    return nextUs;
  }

  setDemand(process: ContainerProcess, cores: number, nowUs: number): void {
    if (process.group < 0) {
      if (cores === 0) return;
      process.group = this.nodeCpu(nowUs).addContainer(process.podId, this.host.podProgram(process.podId), process.program);
    }
    this.cpu!.fluid.setDemand(process.group, cores);
    this.touch();
  }

  cpuUs(process: ContainerProcess): number {
    return process.group < 0 ? 0 : this.cpu!.fluid.cpuUs(process.group);
  }

  setMemory(process: ContainerProcess, nowUs: number, bytes: number, slopePerUs: number): void {
    if (bytes === 0 && slopePerUs === 0 && !this.memory.has(process.member)) return;
    this.totals.notePeak(process, nowUs);
    this.memory.set(process.member, nowUs, bytes, slopePerUs);
    process.overLimitUs = this.memory.whenReaches(process.member, process.program.memoryLimitBytes, nowUs);
    this.totals.notePeak(process, nowUs);
    this.touch();
  }

  setDisk(process: ContainerProcess, nowUs: number, bytes: number, slopePerUs: number): void {
    if (bytes === 0 && slopePerUs === 0 && !this.disk.has(process.member)) return;
    this.disk.set(process.member, nowUs, bytes, slopePerUs);
    this.touch();
  }

  answerChanged(process: ContainerProcess): void {
    this.host.answerChanged(process);
  }

  memoryBytes(process: ContainerProcess): number {
    return this.memory.value(process.member, this.nowUs);
  }

  diskBytes(process: ContainerProcess): number {
    return this.disk.value(process.member, this.nowUs);
  }

  /** So little memory is left that nothing on the machine gets anywhere. */
  isStarved(nowUs: number): boolean {
    const { stallBelowBytes } = this.options.settings;
    return stallBelowBytes > 0 && this.memoryAvailableBytes(nowUs) <= stallBelowBytes;
  }

  /** How slow a container is, and what of it its own quota does. */
  slownessOf(process: ContainerProcess): Record<string, number> {
    const aliveUs = this.nowUs - process.startedUs;
    const throttledUs = process.group < 0 ? 0 : this.cpu!.fluid.throttledUs(process.group);
    return {
      slowdown: rounded(process.slowdown, 1),
      wantedCores: rounded(process.demandCores, 2),
      ...(process.slowSinceUs < 0 ? {} : { sinceUs: process.slowSinceUs }),
      ...(throttledUs > 0 && aliveUs > 0
        ? { throttledShare: rounded(Math.min(1, throttledUs / (aliveUs * Math.max(1, process.demandCores))), 2) }
        : {}),
    };
  }

  /** Of the machine, of its kubepods group, at this instant. */
  memoryAvailableBytes(nowUs: number): number {
    return this.options.settings.hardware.memoryBytes - this.memory.total(nowUs);
  }

  kubepodsMemoryBytes(nowUs: number): number {
    return this.memory.total(nowUs) - this.memory.value(SYSTEM_MEMBER, nowUs);
  }

  diskUsedBytes(nowUs: number): number {
    return this.disk.total(nowUs) + this.imageBytes + this.foreignDiskBytes;
  }

  /** The first whole microsecond from now on at which so much of the disk is used, as things stand; Infinity: never. */
  whenDiskReaches(bytes: number, nowUs: number): number {
    return this.disk.whenTotalReaches(bytes - this.imageBytes - this.foreignDiskBytes, nowUs);
  }

  /** Something outside the pods takes room on the disk, or gives it back. */
  addForeignDisk(bytes: number): void {
    this.foreignDiskBytes += bytes;
    this.touch();
  }

  setImageBytes(bytes: number): void {
    if (bytes === this.imageBytes) return;
    this.imageBytes = bytes;
    this.touch();
  }

  processCount(): number {
    let count = 0;
    for (const process of this.processes) count += process.program.behavior.processes;
    return count;
  }

  /** Cores that are wanted now, and that there are: the evidence of a slow container. */
  wantedCores(): number {
    let cores = this.options.settings.system.cores;
    for (const process of this.processes) cores += process.demandCores;
    return cores;
  }

  podUse(podId: number, nowUs: number): PodUse {
    this.advance(nowUs);
    return this.totals.podUse(podId, this.processes, this.cpu?.fluid, nowUs);
  }

  eachPodCpu(nowUs: number, visit: PodCpuVisitor): void {
    this.advance(nowUs);
    this.totals.eachPodCpu(this.processes, this.cpu?.fluid, nowUs, visit);
  }

  nodeUse(nowUs: number): NodeUse {
    this.advance(nowUs);
    const system = this.cpu === undefined ? 0 : this.cpu.fluid.cpuUs(this.cpu.systemGroup);
    let { wantedCpuUs: wanted, throttledUs: throttled } = this.totals.node;
    for (const process of this.processes) {
      wanted += process.wantedCpuUs + process.demandCores * (nowUs - process.demandSinceUs);
      if (process.group >= 0) throttled += this.cpu!.fluid.throttledUs(process.group);
    }
    return {
      cpuUs: this.pastCpuUs + (this.cpu === undefined ? 0 : this.cpu.fluid.cpuUs(0)),
      wantedCpuUs: wanted + this.pastSystemCpuUs + system,
      throttledUs: throttled,
      systemCpuUs: this.pastSystemCpuUs + system,
      memoryBytes: this.memory.total(nowUs),
      memoryPeakBytes: this.memory.peak(nowUs),
      diskBytes: this.diskUsedBytes(nowUs),
    };
  }

  private kill(process: ContainerProcess, kill: OomKill, nowUs: number): void {
    const end: ProcessEnd = { exitCode: 137, reason: "OOMKilled", message: "the kernel killed it: out of memory" };
    // With memory.oom.group the supervisor dies with what it watches over.
    const ended = this.options.settings.singleProcessOOMKill ? process.fail(nowUs, end) : end;
    if (ended !== undefined) this.end(process, ended, kill, nowUs);
  }

  private end(process: ContainerProcess, end: ProcessEnd, kill: OomKill | undefined, nowUs: number): void {
    this.stop(process, nowUs);
    this.host.exited(process, end, kill);
  }

  private nodeCpu(nowUs: number): NodeCpu {
    if (this.cpu !== undefined) return this.cpu;
    const { settings, kubepods } = this.options;
    this.cpu = new NodeCpu(
      {
        cores: Math.max(settings.hardware.cores, 0.001),
        kubepodsMilliCpu: kubepods.milliCpu,
        systemCores: settings.system.cores,
        periodUs: settings.cpuCFSQuotaPeriodUs,
      },
      nowUs,
    );
    this.cpu.setBurstableMilliCpu(this.burstableMilliCpu);
    return this.cpu;
  }

  /** Keeps what the CPUs have done and forgets them. */
  private foldCpu(): void {
    if (this.cpu === undefined) return;
    this.pastCpuUs += this.cpu.fluid.cpuUs(0);
    this.pastSystemCpuUs += this.cpu.fluid.cpuUs(this.cpu.systemGroup);
    this.cpu = undefined;
  }

  /** Counters are read as of `nowUs`. */
  moveTo(nowUs: number): void {
    this.advance(nowUs);
  }

  private advance(nowUs: number): void {
    this.nowUs = nowUs;
    this.cpu?.fluid.advance(nowUs);
  }

  private touch(): void {
    if (this.isDirty) return;
    this.isDirty = true;
    this.host.dirty();
  }
}
