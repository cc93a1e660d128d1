/**
 * GpuPacking: devices in use first, then free devices of nodes in use, then idle nodes, small ones first.
 * Source: GpuPackingScore of hkust-adsl/kubernetes-scheduler-simulator (USENIX ATC 2023).
 */
import type { Cycle, NodeInfo, Plugin, PluginFactory, PodInfo, PreScoreResult, ScoreColumn, Status } from "../framework/index.ts";
import { GpuNodes, tightestDevices } from "./gpu-node.ts";
import type { GpuNode } from "./gpu-node.ts";
import { GpuRequests } from "./gpu-request.ts";
import type { GpuRequest } from "./gpu-request.ts";
import { WHOLE_GPU_MILLI } from "./gpu-resources.ts";

class GpuPacking implements Plugin<unknown, GpuRequest> {
  readonly name = "GpuPacking";
  readonly scoreReads = "node";
  private readonly requests = new GpuRequests();
  private readonly nodes = new GpuNodes(this.requests);

  preScore(cycle: Cycle): PreScoreResult<GpuRequest> {
    return { state: this.requests.of(cycle.pod) };
  }

  score(request: GpuRequest, _pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    if (request.count === 0) {
      out.fill(0, 0, count);
      return undefined;
    }
    for (let i = 0; i < count; i++) out[i] = packing(this.nodes.of(nodes[i]!), request);
    return undefined;
  }
}

export const newGpuPacking: PluginFactory = () => new GpuPacking();

function packing(state: GpuNode, request: GpuRequest): number {
  if (state.freeDevices === state.devices) return Math.min(100, Math.max(33 - state.devices, state.devices));
  const { untouched, leftPercent } = use(state, request);
  if (untouched > 0) return Math.max(50 - untouched, 33);
  return Math.max(100 - Math.trunc(leftPercent / 10), 50);
}

/** The tightest devices for the request: how many of them nobody uses yet, and the sum of what is left on all, in percent of a device. */
function use(state: GpuNode, request: GpuRequest): { untouched: number; leftPercent: number } {
  if (request.milli === WHOLE_GPU_MILLI) return { untouched: request.count, leftPercent: 100 * request.count };
  let untouched = 0;
  let leftPercent = 0;
  for (const device of tightestDevices(state, request.count, request.milli)) {
    const left = state.left[device]!;
    if (left === WHOLE_GPU_MILLI) untouched += 1;
    leftPercent += Math.trunc((left * 100) / WHOLE_GPU_MILLI);
  }
  return { untouched, leftPercent };
}
