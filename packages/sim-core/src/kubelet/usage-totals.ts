/** What the processes of a node have used that are over, by pod and in all; what goes on is added when somebody asks. */
import type { CpuFluid, LevelGauge } from "../kernel/index.ts";
import type { ContainerProcess } from "./container-process.ts";
import type { PodCpuVisitor, PodUse } from "./usage.ts";

/** Sums while they are made. */
type Sums = { -readonly [K in keyof PodUse]: PodUse[K] };

export class UsageTotals {
  /** Of all pods. */
  readonly node = { wantedCpuUs: 0, throttledUs: 0 };
  private readonly pods = new Map<number, Sums>();
  private readonly memory: LevelGauge;
  private readonly disk: LevelGauge;

  constructor(memory: LevelGauge, disk: LevelGauge) {
    this.memory = memory;
    this.disk = disk;
  }

  /** A process ends; its counters are still there. */
  close(process: ContainerProcess, fluid: CpuFluid | undefined, nowUs: number): void {
    const sums = this.of(process.podId);
    this.notePeak(process, nowUs);
    addCpu(sums, process, fluid, nowUs);
    this.node.wantedCpuUs += process.wantedCpuUs + process.demandCores * (nowUs - process.demandSinceUs);
    if (fluid !== undefined && process.group >= 0) this.node.throttledUs += fluid.throttledUs(process.group);
  }

  /** What the process holds now may be the most that its pod has held in one container. */
  notePeak(process: ContainerProcess, nowUs: number): void {
    if (!this.memory.has(process.member)) return;
    const sums = this.of(process.podId);
    sums.memoryPeakBytes = Math.max(sums.memoryPeakBytes, this.memory.value(process.member, nowUs));
  }

  podUse(podId: number, processes: Iterable<ContainerProcess>, fluid: CpuFluid | undefined, nowUs: number): PodUse {
    const use: Sums = { ...NOTHING, ...this.pods.get(podId) };
    for (const process of processes) {
      if (process.podId !== podId) continue;
      this.notePeak(process, nowUs);
      addCpu(use, process, fluid, nowUs);
      use.memoryBytes += this.memory.value(process.member, nowUs);
      use.diskBytes += this.disk.value(process.member, nowUs);
    }
    use.memoryPeakBytes = Math.max(use.memoryPeakBytes, this.pods.get(podId)?.memoryPeakBytes ?? 0);
    return use;
  }

  eachPodCpu(processes: Iterable<ContainerProcess>, fluid: CpuFluid | undefined, nowUs: number, visit: PodCpuVisitor): void {
    const running = new Map<number, { cpuUs: number; wantedCpuUs: number; throttledUs: number }>();
    for (const process of processes) {
      const { podId, group } = process;
      let sums = running.get(podId);
      if (sums === undefined) {
        const { cpuUs, wantedCpuUs, throttledUs } = this.pods.get(podId) ?? NOTHING;
        running.set(podId, (sums = { cpuUs, wantedCpuUs, throttledUs }));
      }
      sums.wantedCpuUs += process.wantedCpuUs + process.demandCores * (nowUs - process.demandSinceUs);
      if (fluid === undefined || group < 0) continue;
      sums.cpuUs += fluid.cpuUs(group);
      sums.throttledUs += fluid.throttledUs(group);
    }
    for (const [pod, { cpuUs, wantedCpuUs, throttledUs }] of running) visit(pod, cpuUs, wantedCpuUs, throttledUs);
  }

  private of(podId: number): Sums {
    let sums = this.pods.get(podId);
    if (sums === undefined) this.pods.set(podId, (sums = { ...NOTHING }));
    return sums;
  }
}

const NOTHING: PodUse = {
  cpuUs: 0,
  wantedCpuUs: 0,
  throttledUs: 0,
  throttledPeriods: 0,
  memoryBytes: 0,
  memoryPeakBytes: 0,
  diskBytes: 0,
};

function addCpu(sums: Sums, process: ContainerProcess, fluid: CpuFluid | undefined, nowUs: number): void {
  sums.wantedCpuUs += process.wantedCpuUs + process.demandCores * (nowUs - process.demandSinceUs);
  if (fluid === undefined || process.group < 0) return;
  sums.cpuUs += fluid.cpuUs(process.group);
  sums.throttledUs += fluid.throttledUs(process.group);
  sums.throttledPeriods += fluid.throttledPeriods(process.group);
}
