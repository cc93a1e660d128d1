/** What the eviction manager sees of its node and does to its pods. */
import type { NodeRecord, PodEnd, Store } from "../store/index.ts";
import type { EvictionCandidatePod, EvictionHost, Observations } from "./eviction-manager.ts";
import type { EvictionSignal } from "./eviction-signals.ts";
import type { EvictionThreshold } from "./eviction-thresholds.ts";
import type { NodeImages } from "./node-images.ts";
import type { NodeResources } from "./node-resources.ts";
import type { PodWorker } from "./pod-host.ts";
import type { SignalObservation } from "./thresholds-met.ts";

export interface EvictionNode {
  readonly record: NodeRecord;
  readonly store: Store;
  readonly resources: NodeResources;
  readonly workers: ReadonlyMap<number, PodWorker>;
  readonly images: NodeImages;
}

export class NodeEviction implements EvictionHost {
  private readonly agent: EvictionNode;

  constructor(agent: EvictionNode) {
    this.agent = agent;
  }

  observe(nowUs: number): Observations {
    return this.agent.resources.evictionView.observations(nowUs);
  }

  candidates(nowUs: number): readonly EvictionCandidatePod[] {
    const { resources, workers } = this.agent;
    const bytesOf = new Map<number, { memory: number; disk: number; processes: number; over: string | undefined }>();
    for (const process of resources.processes) {
      const sum = bytesOf.get(process.podId) ?? { memory: 0, disk: 0, processes: 0, over: undefined };
      const disk = resources.disk.value(process.member, nowUs);
      sum.memory += resources.memory.value(process.member, nowUs);
      sum.disk += disk;
      sum.processes += process.program.behavior.processes;
      if (disk > process.program.diskLimitBytes) {
        sum.over = `Container ${process.program.name} exceeded its local ephemeral storage limit "${process.program.diskLimitBytes}". `;
      }
      bytesOf.set(process.podId, sum);
    }
    return Array.from(workers.values(), (worker) => candidateOf(worker, bytesOf.get(worker.record.id)));
  }

  reclaimImages(nowUs: number): void {
    this.agent.images.reclaim(nowUs);
  }

  evict({ id }: EvictionCandidatePod, graceUs: number, end: PodEnd, nowUs: number): void {
    this.agent.workers.get(id)?.terminate(nowUs, { graceUs, end });
  }

  thresholdMet(threshold: EvictionThreshold, observed: SignalObservation): void {
    const { store, record } = this.agent;
    const evidence = { signal: threshold.signal as EvictionSignal, availableBytes: observed.available, capacityBytes: observed.capacity };
    store.nodeFaulted(record.id, { reason: "EvictionThresholdMet", because: { by: "kubelet", reason: "EvictionThresholdMet", evidence } });
  }
}

function candidateOf(
  { record, program, hasSandbox }: PodWorker,
  sum: { memory: number; disk: number; processes: number; over: string | undefined } | undefined,
): EvictionCandidatePod {
  const disk = sum?.disk ?? 0;
  const overPod =
    disk > program.diskLimitBytes
      ? `Pod ephemeral local storage usage exceeds the total limit of containers ${program.diskLimitBytes}. `
      : undefined;
  return {
    id: record.id,
    pod: program.pod,
    // Without a sandbox there are no statistics of a pod.
    usage: hasSandbox
      ? {
          workingSetBytes: Math.round(sum?.memory ?? 0),
          processCount: sum?.processes ?? 0,
          containers: [{ name: "", rootfsUsedBytes: Math.round(disk) }],
        }
      : undefined,
    critical: program.critical,
    graceUs: (program.source.spec.terminationGracePeriodSeconds ?? 30) * 1e6,
    overDiskLimit: overPod ?? sum?.over,
  };
}
