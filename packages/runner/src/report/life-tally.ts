/** Sums the stories of some pods up: a workload's, a node's, a pool's. */
import type { NodeUse, PodUse } from "@orrery/sim-core/kubelet";
import type { PodRecord } from "@orrery/sim-core/store";
import type { CpuFigures, LifeFigures, MemoryFigures, Spread } from "./life.ts";
import { waitingTimes } from "./percentiles.ts";
import type { PodAmounts } from "./pod-amounts.ts";
import type { PodStory } from "./pod-story.ts";
import { ReasonCounts } from "./reason-counts.ts";

export class LifeTally {
  private readonly endUs: number;
  /** The first so many pods had their node from the start, and waited for nothing. */
  private readonly boundAtStart: number;
  private pods = 0;
  private restartedPods = 0;
  private oomKills = 0;
  private podsLost = 0;
  private neverReady = 0;
  private readonly restarts = new ReasonCounts();
  private readonly evictions = new ReasonCounts();
  private readonly probeFailures = { startup: 0, liveness: 0, readiness: 0 };
  private readonly fromCreationUs: number[] = [];
  private readonly fromBindingUs: number[] = [];
  private readonly cpu = { usedUs: 0, wantedUs: 0, throttledUs: 0, requestedUs: 0, limitUs: 0, podsWithoutLimit: 0 };
  private memory: MemoryFigures | null = null;
  private memoryShare = -1;

  constructor(endUs: number, boundAtStart: number) {
    this.endUs = endUs;
    this.boundAtStart = boundAtStart;
  }

  /** A pod that had a node. */
  addPod(pod: PodRecord, story: PodStory, { requestCores, limitCores }: PodAmounts): void {
    this.pods += 1;
    for (const reason of story.restarts) this.restarts.add(reason);
    if (story.restarts.length > 0) this.restartedPods += 1;
    this.oomKills += story.oomKills;
    if (story.lost) this.podsLost += 1;
    if (story.evictedBy !== undefined) this.evictions.add(story.evictedBy);
    this.probeFailures.startup += story.probeFailures.startup;
    this.probeFailures.liveness += story.probeFailures.liveness;
    this.probeFailures.readiness += story.probeFailures.readiness;
    if (story.firstReadyUs < 0) this.neverReady += 1;
    else if (pod.id >= this.boundAtStart) {
      this.fromCreationUs.push(story.firstReadyUs - pod.createdUs);
      this.fromBindingUs.push(story.firstReadyUs - pod.boundUs);
    }
    const heldUs = (story.releasedUs < 0 ? this.endUs : story.releasedUs) - pod.boundUs;
    this.cpu.requestedUs += requestCores * heldUs;
    if (limitCores === undefined) this.cpu.podsWithoutLimit += 1;
    else this.cpu.limitUs += limitCores * heldUs;
  }

  /** What a pod, or a node with all that runs on it, has used: never both. */
  addUse({ cpuUs, wantedCpuUs, throttledUs }: PodUse | NodeUse): void {
    this.cpu.usedUs += cpuUs;
    this.cpu.wantedUs += wantedCpuUs;
    this.cpu.throttledUs += throttledUs;
  }

  /** Kept where it came closer to its bound than the one before. */
  addMemory(memory: MemoryFigures): void {
    const bound = memory.hardwareBytes ?? memory.limitBytes ?? memory.requestBytes;
    const share = bound > 0 ? memory.peakBytes / bound : 0;
    if (memory.peakBytes <= 0 || share <= this.memoryShare) return;
    this.memory = memory;
    this.memoryShare = share;
  }

  figures(name: string): LifeFigures {
    const { restarts, evictions } = this;
    return {
      name,
      pods: this.pods,
      restarts: { total: restarts.total, pods: this.restartedPods, byReason: restarts.list },
      oomKills: this.oomKills,
      probeFailures: this.probeFailures,
      evictions: { total: evictions.total, byReason: evictions.list },
      podsLost: this.podsLost,
      ready: {
        pods: this.fromBindingUs.length,
        never: this.neverReady,
        fromCreation: spread(this.fromCreationUs),
        fromBinding: spread(this.fromBindingUs),
      },
      cpu: this.cpuFigures,
      memory: this.memory,
    };
  }

  private get cpuFigures(): CpuFigures {
    const { usedUs, wantedUs, throttledUs } = this.cpu;
    return {
      ...this.cpu,
      slowdown: usedUs > 0 ? wantedUs / usedUs : null,
      throttledShare: usedUs + throttledUs > 0 ? throttledUs / (usedUs + throttledUs) : null,
    };
  }
}

function spread(times: readonly number[]): Spread | null {
  if (times.length === 0) return null;
  const { p50Us, p90Us, p99Us, maxUs } = waitingTimes(Float64Array.from(times));
  return { p50Us, p90Us, p99Us, maxUs };
}
