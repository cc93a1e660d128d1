/**
 * FGD: the node whose fragmentation the pod raises least. Scores are kept per kind of request and node until the node changes, because a
 * score reads nothing but the request and the node.
 * Source: Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent", USENIX ATC 2023.
 */
import type { Cycle, NodeInfo, Plugin, PluginFactory, PodInfo, PreScoreResult, ScoreColumn, Status } from "../framework/index.ts";
import { Fragmentation } from "./fragmentation.ts";
import { FragmentationGradient } from "./fragmentation-gradient.ts";
import { GpuNodes } from "./gpu-node.ts";
import { GpuRequests } from "./gpu-request.ts";
import type { GpuRequest } from "./gpu-request.ts";
import type { FgdArgs } from "./policy-args.ts";
import type { TypicalPod } from "./typical-pods.ts";

/** Kinds of requests remembered; beyond, all are forgotten, which costs time only. */
const KINDS_KEPT = 512;

/** By node slot: the state a score was computed for, and the score. */
interface Kept {
  readonly request: GpuRequest;
  serials: Int32Array;
  scores: Uint8Array;
}

class Fgd implements Plugin<unknown, Kept> {
  readonly name = "FGD";
  readonly scoreReads = "node";
  private readonly requests = new GpuRequests();
  private readonly nodes = new GpuNodes(this.requests);
  private readonly gradient: FragmentationGradient;
  private readonly kept = new Map<string, Kept>();

  constructor(typical: readonly TypicalPod[]) {
    this.gradient = new FragmentationGradient(new Fragmentation(typical));
  }

  preScore(cycle: Cycle): PreScoreResult<Kept> {
    const request = this.requests.of(cycle.pod);
    const kind = `${request.cpuMilli}/${request.count}/${request.milli}`;
    let kept = this.kept.get(kind);
    if (kept === undefined) {
      if (this.kept.size >= KINDS_KEPT) this.kept.clear();
      kept = { request, serials: new Int32Array(0), scores: new Uint8Array(0) };
      this.kept.set(kind, kept);
    }
    if (kept.serials.length < cycle.snapshot.slots) grow(kept, cycle.snapshot.slots);
    return { state: kept };
  }

  score(kept: Kept, _pod: PodInfo, nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    const { serials, scores, request } = kept;
    for (let i = 0; i < count; i++) {
      const state = this.nodes.of(nodes[i]!);
      const slot = nodes[i]!.slot;
      if (serials[slot] !== state.serial) {
        scores[slot] = this.gradient.score(state, request);
        serials[slot] = state.serial;
      }
      out[i] = scores[slot]!;
    }
    return undefined;
  }
}

export const newFgd: PluginFactory = (args) => new Fgd((args as unknown as FgdArgs).typicalPods);

function grow(kept: Kept, slots: number): void {
  const { serials, scores } = kept;
  const length = Math.max(slots, serials.length * 2);
  kept.serials = new Int32Array(length);
  kept.serials.set(serials);
  kept.scores = new Uint8Array(length);
  kept.scores.set(scores);
}
