/**
 * DotProd: the node whose free cpu and GPU point least in the direction of the pod's request, as (cpu, GPU) vectors in units of the
 * largest node.
 * Source: DotProductScore of hkust-adsl/kubernetes-scheduler-simulator (USENIX ATC 2023), after Tetris, doi 10.1145/2619239.2626334.
 */
import type { Cycle, NodeInfo, Plugin, PluginFactory, PodInfo, PreScoreResult, ScoreColumn, Status } from "../framework/index.ts";
import { GpuNodes } from "./gpu-node.ts";
import { GpuRequests } from "./gpu-request.ts";
import type { GpuRequest } from "./gpu-request.ts";
import type { LargestNodeArgs } from "./policy-args.ts";

class DotProd implements Plugin<unknown, GpuRequest> {
  readonly name = "DotProd";
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
    const wantedCpu = request.cpuMilli / cpuMilli;
    const wantedGpu = request.totalMilli / gpuMilli;
    for (let i = 0; i < count; i++) {
      const node = nodes[i]!;
      const freeCpu = (node.allocatableMilliCpu - node.requestedMilliCpu) / cpuMilli;
      const freeGpu = this.nodes.of(node).totalLeft / gpuMilli;
      const product = (freeCpu * wantedCpu + freeGpu * wantedGpu) / 2;
      // Below 0 only on nodes larger than the largest the arguments name.
      out[i] = Math.max(0, Math.trunc(100 * (1 - product)));
    }
    return undefined;
  }
}

export const newDotProd: PluginFactory = (args) => new DotProd(args as unknown as LargestNodeArgs);
