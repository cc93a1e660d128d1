/**
 * The bounds of memory on a node and what the kernel does at them: containers at their limits, pods at theirs, the group of all pods, the
 * machine.
 */
import type { LevelGauge } from "../kernel/index.ts";
import type { ContainerProcess } from "./container-process.ts";
import type { KubeletSettings } from "./kubelet-settings.ts";
import { type OomKill, oomVictim } from "./node-oom.ts";
import { PodMemory } from "./pod-memory.ts";
import type { PodProgram } from "./pod-program.ts";

export interface MemoryBoundsOptions {
  readonly settings: KubeletSettings;
  readonly kubepods: { readonly memoryBytes: number };
  /** As the node reports it, for oom_score_adj. */
  readonly memoryCapacityBytes: number;
}

export interface BoundedMemory {
  readonly memory: LevelGauge;
  /** In order of start. */
  readonly processes: ReadonlySet<ContainerProcess>;
  /** What is outside the pods; it has a fixed size. */
  readonly systemBytes: () => number;
  readonly podProgram: (podId: number) => PodProgram;
  readonly kill: (process: ContainerProcess, kill: OomKill, nowUs: number) => void;
}

export class MemoryBounds {
  /** Pods that have a limit of their own. */
  readonly podMemory: PodMemory;
  private readonly options: MemoryBoundsOptions;
  private readonly node: BoundedMemory;

  constructor(options: MemoryBoundsOptions, node: BoundedMemory) {
    this.options = options;
    this.node = node;
    this.podMemory = new PodMemory(node.memory);
  }

  /** When a bound of a pod, of all pods or of the machine is reached, as things stand; containers know their own. */
  whenReached(nowUs: number): number {
    const { memory, processes } = this.node;
    return Math.min(
      this.podMemory.whenReached(processes, nowUs),
      memory.whenTotalReaches(this.options.settings.hardware.memoryBytes, nowUs),
      memory.whenTotalReaches(this.kubepodsTotalBytes(), nowUs),
    );
  }

  /** The kernel kills until everything fits. */
  enforce(nowUs: number): void {
    const { memory, processes, kill } = this.node;
    for (const process of processes) {
      const { memoryLimitBytes: limitBytes } = process.program;
      if (limitBytes === Infinity) continue;
      const usageBytes = memory.value(process.member, nowUs);
      if (usageBytes >= limitBytes) kill(process, { scope: "container", usageBytes, limitBytes }, nowUs);
    }
    for (let over = this.podMemory.over(processes, nowUs); over !== undefined; over = this.podMemory.over(processes, nowUs)) {
      const { podId, limitBytes } = over;
      const ofPod = [...processes].filter((process) => process.podId === podId);
      this.killOneOf(ofPod, "pod", limitBytes, nowUs);
    }
    const machineBytes = this.options.settings.hardware.memoryBytes;
    for (;;) {
      const total = memory.total(nowUs);
      const scope = total >= this.kubepodsTotalBytes() ? "kubepods" : total >= machineBytes ? "machine" : undefined;
      if (scope === undefined) return;
      const limitBytes = scope === "machine" ? machineBytes : this.options.kubepods.memoryBytes;
      if (!this.killOneOf([...processes], scope, limitBytes, nowUs)) return;
    }
  }

  /** The total of the node at which its pods have reached their bound. */
  private kubepodsTotalBytes(): number {
    return this.options.kubepods.memoryBytes + this.node.systemBytes();
  }

  /** @returns whether there was one to kill */
  private killOneOf(processes: readonly ContainerProcess[], scope: OomKill["scope"], limitBytes: number, nowUs: number): boolean {
    const { memory, podProgram, kill } = this.node;
    const bytesOf = (process: ContainerProcess): number => memory.value(process.member, nowUs);
    const victim = oomVictim(
      processes.filter((process) => memory.has(process.member)),
      bytesOf,
      (process) => podProgram(process.podId),
      { totalBytes: limitBytes, memoryCapacityBytes: this.options.memoryCapacityBytes },
    );
    if (victim === undefined) return false;
    kill(victim.process, { scope, usageBytes: bytesOf(victim.process), limitBytes, oomScoreAdj: victim.oomScoreAdj }, nowUs);
    return true;
  }
}
