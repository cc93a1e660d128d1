/** Takes samples of what the nodes use, at fixed times, without a mark on the history. */
import { type Engine, Phase } from "@orrery/sim-core/engine";
import type { UsageLog, UsageReader } from "@orrery/sim-core/kubelet";
import type { ClusterState } from "@orrery/sim-core/store";
import type { HeldLog } from "./held-log.ts";

/** Samples of a run with a horizon: every five minutes of a day. */
const SAMPLES = 288;
const SHORTEST_US = 10_000_000;
const WITHOUT_HORIZON_US = 60_000_000;

export interface SampledRun {
  readonly engine: Engine;
  readonly state: ClusterState;
  readonly usage: UsageReader;
  readonly log: UsageLog;
  /** undefined: nobody asks which pods are held back. */
  readonly held: HeldLog | undefined;
  readonly horizonUs: number;
  /** Whether something is left to happen, apart from samples: a run without a horizon must come to its end. */
  readonly goesOn: () => boolean;
}

export function sampleUsage({ engine, state, usage, log, held, horizonUs, goesOn }: SampledRun): void {
  const everyUs = horizonUs === Infinity ? WITHOUT_HORIZON_US : Math.max(SHORTEST_US, Math.ceil(horizonUs / SAMPLES));
  const take = (): void => {
    const there = state.nodes.filter(({ removed }) => !removed).map(({ id }) => id);
    for (const id of there) log.add(engine.nowUs, id, usage.nodeUse(id));
    held?.sample(engine.nowUs, there, usage);
    if (horizonUs < Infinity || goesOn()) engine.emit(kind, 0, engine.nowUs + everyUs);
  };
  const kind = engine.registerKind("usage sample", Phase.metric, take, { recorded: false });
  engine.emit(kind, 0, engine.nowUs + everyUs);
}
