/** Which workload of a pool waits longest for CPUs. */
import type { PodUse } from "@orrery/sim-core/kubelet";
import { byCodeUnits } from "@orrery/sim-core/model";
import type { SlowWorkload } from "./life.ts";

/**
 * CPU by pool and workload. Time that a container waits for its own quota is no fault of the pool it runs in: it is taken off what was
 * wanted, since the kernel counts it on as many CPUs as wanted to run.
 */
export class SlowestWorkloads {
  private readonly pools = new Map<string, Map<string, { usedUs: number; wantedUs: number }>>();

  add(pool: string, workload: string, { cpuUs, wantedCpuUs, throttledUs }: PodUse): void {
    let workloads = this.pools.get(pool);
    if (workloads === undefined) this.pools.set(pool, (workloads = new Map()));
    let sum = workloads.get(workload);
    if (sum === undefined) workloads.set(workload, (sum = { usedUs: 0, wantedUs: 0 }));
    sum.usedUs += cpuUs;
    sum.wantedUs += Math.max(cpuUs, wantedCpuUs - throttledUs);
  }

  /** undefined: nothing there used any CPU. */
  of(pool: string): SlowWorkload | undefined {
    const all = [...(this.pools.get(pool) ?? [])]
      .filter(([, { usedUs }]) => usedUs > 0)
      .map(([workload, { usedUs, wantedUs }]) => ({ workload, slowdown: wantedUs / usedUs }));
    return all.sort((a, b) => b.slowdown - a.slowdown || byCodeUnits(a.workload, b.workload))[0];
  }
}
