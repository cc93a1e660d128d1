/**
 * Random: one feasible node, drawn uniformly, scores 100 and all others 0.
 * Source: RandomScore of hkust-adsl/kubernetes-scheduler-simulator.
 */
import type { Cycle, Handle, NodeInfo, Plugin, PluginFactory, PodInfo, PreScoreResult, ScoreColumn, Status } from "../framework/index.ts";

const NAME = "Random";

class RandomScore implements Plugin<unknown, number> {
  readonly name = NAME;
  readonly scoreReads = "cluster";
  private readonly handle: Handle;

  constructor(handle: Handle) {
    this.handle = handle;
  }

  preScore(_cycle: Cycle, _nodes: readonly NodeInfo[], count: number): PreScoreResult<number> {
    return { state: Math.floor(this.handle.random(NAME) * count) };
  }

  score(chosen: number, _pod: PodInfo, _nodes: readonly NodeInfo[], count: number, out: ScoreColumn): Status | undefined {
    out.fill(0, 0, count);
    out[chosen] = 100;
    return undefined;
  }
}

export const newRandomScore: PluginFactory = (_args, handle) => new RandomScore(handle);
