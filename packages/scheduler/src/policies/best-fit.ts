/**
 * BestFit: the node that the pod leaves with the least free cpu and GPU.
 * Source: BestFitScore of hkust-adsl/kubernetes-scheduler-simulator (USENIX ATC 2023).
 */
import type { Cycle, NodeInfo, Plugin, PluginFactory, PodInfo, PreScoreResult, ScoreColumn, Status } from "../framework/index.ts";
import { GpuNodes } from "./gpu-node.ts";
import { GpuRequests } from "./gpu-request.ts";
import type { GpuRequest } from "./gpu-request.ts";
import type { LargestNodeArgs } from "./policy-args.ts";

class BestFit implements Plugin<unknown, GpuRequest> {
  readonly name = "BestFit";
  readonly scoreReads = "node";
  private readonly requests = new GpuRequests();
  private readonly nodes = new GpuNodes(this.requests);
  private readonly largest: LargestNodeArgs;

  constructor(largest: LargestNodeArgs) {
    this.largest = largest;
  }

  preScore(cycle: Cycle): PreScoreResult<GpuRequest> {
    return { state: this.requests.of(cycle.pod) };
  }

  score(request: GpuRequest, _pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    const { largestCpuMilli: cpuMilli, largestGpuMilli: gpuMilli } = this.largest;
    const wanted = request.totalMilli;
    for (let i = 0; i < count; i++) {
      const node = nodes[i]!;
      const freeCpu = node.allocatableMilliCpu - node.requestedMilliCpu;
      const cpuPart = ((freeCpu - request.cpuMilli) / cpuMilli) * 0.5;
      const gpuPart = ((this.nodes.of(node).totalLeft - wanted) / gpuMilli) * 0.5;
      out[i] = Math.trunc((1 - (cpuPart + gpuPart)) * 100);
    }
    return undefined;
  }

  /** Worst 0, best 100, in integer division; 0 for all when they are equal. */
  normalizeScore(_state: GpuRequest, _pod: PodInfo, _nodes: readonly NodeInfo[], count: number, scores: ScoreColumn): Status | undefined {
    let lowest = Infinity;
    let highest = -Infinity;
    for (let i = 0; i < count; i++) {
      lowest = Math.min(lowest, scores[i]!);
      highest = Math.max(highest, scores[i]!);
    }
    const range = highest - lowest;
    for (let i = 0; i < count; i++) scores[i] = range === 0 ? 0 : Math.trunc(((scores[i]! - lowest) * 100) / range);
    return undefined;
  }
}

export const newBestFit: PluginFactory = (args) => new BestFit(args as unknown as LargestNodeArgs);
