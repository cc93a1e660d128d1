/** What the eviction manager measures of its node, and when its next look would find a threshold met. */
import type { LevelGauge } from "../kernel/index.ts";
import type { ContainerProcess } from "./container-process.ts";
import { EvictionManager } from "./eviction-manager.ts";
import type { EvictionSignal } from "./eviction-signals.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import type { PodProgram } from "./pod-program.ts";
import type { SignalObservation } from "./thresholds-met.ts";

export interface MeasuredNode {
  readonly memory: LevelGauge;
  readonly disk: LevelGauge;
  readonly processes: ReadonlySet<ContainerProcess>;
  kubepodsMemoryBytes(nowUs: number): number;
  diskUsedBytes(nowUs: number): number;
  whenDiskReaches(bytes: number, nowUs: number): number;
  processCount(): number;
}

export class EvictionView {
  private readonly settings: KubeletSettings;
  private readonly kubepodsBytes: number;
  private readonly node: MeasuredNode;
  private readonly podProgram: (podId: number) => PodProgram;
  private readonly full: FullLevels;
  /** Live processes whose disk is limited. */
  private limitedDisks = 0;

  constructor(settings: KubeletSettings, kubepodsBytes: number, node: MeasuredNode, podProgram: (podId: number) => PodProgram) {
    this.settings = settings;
    this.kubepodsBytes = kubepodsBytes;
    this.node = node;
    this.podProgram = podProgram;
    this.full = fullLevels(settings, kubepodsBytes);
  }

  /** A process has come (1) or goes (-1). */
  count(process: ContainerProcess, sign: 1 | -1): void {
    const limitBytes = Math.min(process.program.diskLimitBytes, this.podProgram(process.podId).diskLimitBytes);
    if (limitBytes < Infinity) this.limitedDisks += sign;
  }

  observations(nowUs: number): Map<EvictionSignal, SignalObservation> {
    const { node, settings, kubepodsBytes } = this;
    const { hardware } = settings;
    const available = (capacity: number, used: number): SignalObservation => ({
      capacity,
      available: Math.max(0, Math.floor(capacity - used)),
    });
    const observed = new Map<EvictionSignal, SignalObservation>([
      ["memory.available", available(hardware.memoryBytes, node.memory.total(nowUs))],
      ["allocatableMemory.available", available(kubepodsBytes, node.kubepodsMemoryBytes(nowUs))],
      ["pid.available", available(hardware.pids, node.processCount())],
    ]);
    if (hardware.diskBytes === 0) return observed;
    const disk = available(hardware.diskBytes, node.diskUsedBytes(nowUs));
    return observed.set("nodefs.available", disk).set("imagefs.available", disk);
  }

  /** As things stand; Infinity: never. */
  whenShort(nowUs: number): number {
    const { full, node } = this;
    const systemBytes = node.memory.total(nowUs) - node.kubepodsMemoryBytes(nowUs);
    let firstUs = Math.min(
      node.memory.whenTotalReaches(full.memoryBytes, nowUs),
      node.memory.whenTotalReaches(full.podsBytes + systemBytes, nowUs),
    );
    if (full.pids < Infinity && node.processCount() >= full.pids) return nowUs;
    if (full.diskBytes < Infinity) firstUs = Math.min(firstUs, node.whenDiskReaches(full.diskBytes, nowUs));
    if (this.limitedDisks === 0) return firstUs;
    for (const process of node.processes) {
      if (!node.disk.has(process.member)) continue;
      const { diskLimitBytes } = process.program;
      if (diskLimitBytes < Infinity) firstUs = Math.min(firstUs, node.disk.whenReaches(process.member, diskLimitBytes + 1, nowUs));
      firstUs = Math.min(firstUs, this.whenPodDiskReaches(process.podId, nowUs));
    }
    return firstUs;
  }

  /** When the pod's containers together come near its limit for disk: no later than they reach it. */
  private whenPodDiskReaches(podId: number, nowUs: number): number {
    const { disk, processes } = this.node;
    const { diskLimitBytes } = this.podProgram(podId);
    if (diskLimitBytes === Infinity) return Infinity;
    let [left, slope] = [diskLimitBytes, 0];
    for (const process of processes) {
      if (process.podId !== podId) continue;
      left -= disk.value(process.member, nowUs);
      slope += disk.slope(process.member);
    }
    if (left <= 0) return nowUs;
    return slope > 0 ? nowUs + Math.max(0, Math.floor(left / slope) - 1) : Infinity;
  }
}

/** Totals from which on a look finds a threshold met: less than required is left, a whole unit at least. */
interface FullLevels {
  readonly memoryBytes: number;
  readonly podsBytes: number;
  readonly diskBytes: number;
  readonly pids: number;
}

function fullLevels(settings: KubeletSettings, kubepodsBytes: number): FullLevels {
  const { hardware } = settings;
  const level = (signal: EvictionSignal, capacity: number): number => {
    const required = EvictionManager.required(settings, signal, capacity);
    return required === undefined ? Infinity : capacity - required + 1;
  };
  const disk = (signal: EvictionSignal): number => (hardware.diskBytes === 0 ? Infinity : level(signal, hardware.diskBytes));
  return {
    memoryBytes: level("memory.available", hardware.memoryBytes),
    podsBytes: level("allocatableMemory.available", kubepodsBytes),
    diskBytes: Math.min(disk("nodefs.available"), disk("imagefs.available")),
    pids: level("pid.available", hardware.pids),
  };
}
