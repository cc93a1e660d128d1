/**
 * GpuClustering: pods of one class together, a class being "a share of a GPU" or a number of GPUs; fuller nodes first within that.
 * Source: GpuClusteringScore of hkust-adsl/kubernetes-scheduler-simulator (USENIX ATC 2023), after Gandiva, OSDI 2018.
 */
import type { Cycle, NodeInfo, Plugin, PluginFactory, PodInfo, PreScoreResult, ScoreColumn, Status } from "../framework/index.ts";
import { GpuNodes } from "./gpu-node.ts";
import type { GpuNode } from "./gpu-node.ts";
import { GpuRequests } from "./gpu-request.ts";
import type { GpuRequest } from "./gpu-request.ts";
import type { LargestNodeArgs } from "./policy-args.ts";

class GpuClustering implements Plugin<unknown, GpuRequest> {
  readonly name = "GpuClustering";
  readonly scoreReads = "node";
  private readonly requests = new GpuRequests();
  private readonly nodes = new GpuNodes(this.requests);
  private readonly largestGpuMilli: number;

  constructor(largestGpuMilli: number) {
    this.largestGpuMilli = largestGpuMilli;
  }

  preScore(cycle: Cycle): PreScoreResult<GpuRequest> {
    return { state: this.requests.of(cycle.pod) };
  }

  score(request: GpuRequest, _pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    if (request.count === 0) {
      out.fill(0, 0, count);
      return undefined;
    }
    const kind = request.shares ? 0 : request.count;
    for (let i = 0; i < count; i++) {
      const state = this.nodes.of(nodes[i]!);
      const used = Math.max(0, this.largestGpuMilli - state.totalLeft);
      out[i] = Math.trunc((25 * used) / this.largestGpuMilli) + company(state, kind);
    }
    return undefined;
  }
}

export const newGpuClustering: PluginFactory = (args) => new GpuClustering((args as unknown as LargestNodeArgs).largestGpuMilli);

/** 75: only pods of the class; 50: the class among others; 25: no GPU pod yet; 0: only other classes. */
function company(state: GpuNode, kind: number): number {
  if (state.podsByKind.size === 0) return 25;
  if (!state.podsByKind.has(kind)) return 0;
  return state.podsByKind.size === 1 ? 75 : 50;
}
