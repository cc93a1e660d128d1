/** What reports, explanations and recordings read of a run: its facts, attempts and usage. A `Simulation` is one, at any time. */
import type { UsageLog, UsageReader } from "@orrery/sim-core/kubelet";
import type { ClusterState, FactLog } from "@orrery/sim-core/store";
import type { AttemptLog, QueueLog } from "@orrery/scheduler/component";
import type { SimulationInput } from "./simulation-input.ts";

export interface RunHistory {
  readonly input: Pick<SimulationInput, "nodes" | "timeline" | "boundPods" | "behaviors">;
  readonly store: { readonly log: FactLog };
  readonly state: ClusterState;
  readonly nowUs: number;
  readonly digest: string;
  readonly scheduler: { readonly attempts: AttemptLog; readonly queueLog: QueueLog };
  readonly usage: UsageReader;
  readonly usageLog: UsageLog;
  /** The cluster as it was, which must not lie ahead. */
  stateAt(timeUs: number): ClusterState;
}
