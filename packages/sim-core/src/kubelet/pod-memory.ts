/**
 * Pods with a memory limit of their own beside those of their containers: when what their containers hold together reaches it, the kernel
 * kills one of them. Few pods have one, so the others cost nothing.
 *
 * Source: pkg/kubelet/cm/helpers_linux.go, ResourceConfigForPod (pod-level resources).
 */
import type { LevelGauge } from "../kernel/index.ts";
import type { ContainerProcess } from "./container-process.ts";

export class PodMemory {
  private readonly limits = new Map<number, number>();
  private readonly memory: LevelGauge;

  constructor(memory: LevelGauge) {
    this.memory = memory;
  }

  /** A container of the pod starts. @param limitBytes Infinity: the pod has none */
  started(podId: number, limitBytes: number): void {
    if (limitBytes < Infinity) this.limits.set(podId, limitBytes);
  }

  /** The first microsecond from now on, as things stand, at which a pod reaches its limit or a rounding less; Infinity: never. */
  whenReached(processes: Iterable<ContainerProcess>, nowUs: number): number {
    let firstUs = Infinity;
    for (const { bytes, slope, limitBytes } of this.sums(processes, nowUs).values()) {
      if (bytes >= limitBytes) return nowUs;
      if (slope > 0) firstUs = Math.min(firstUs, nowUs + Math.ceil((limitBytes - bytes) / slope));
    }
    return firstUs;
  }

  /** A pod that has reached its limit. */
  over(processes: Iterable<ContainerProcess>, nowUs: number): { readonly podId: number; readonly limitBytes: number } | undefined {
    for (const [podId, { bytes, limitBytes }] of this.sums(processes, nowUs)) if (bytes >= limitBytes) return { podId, limitBytes };
    return undefined;
  }

  private sums(processes: Iterable<ContainerProcess>, nowUs: number): Map<number, { bytes: number; slope: number; limitBytes: number }> {
    const sums = new Map<number, { bytes: number; slope: number; limitBytes: number }>();
    if (this.limits.size === 0) return sums;
    for (const { podId, member } of processes) {
      const limitBytes = this.limits.get(podId);
      if (limitBytes === undefined) continue;
      const sum = sums.get(podId) ?? { bytes: 0, slope: 0, limitBytes };
      sum.bytes += this.memory.value(member, nowUs);
      sum.slope += this.memory.slope(member);
      sums.set(podId, sum);
    }
    for (const podId of this.limits.keys()) if (!sums.has(podId)) this.limits.delete(podId);
    return sums;
  }
}
