/** The usage of a run whose pods have no behaviours: nothing was used, as far as anybody knows. */
import type { NodeUse, PodUse, UsageReader } from "@orrery/sim-core/kubelet";

const NOTHING: PodUse & NodeUse = {
  cpuUs: 0,
  wantedCpuUs: 0,
  throttledUs: 0,
  throttledPeriods: 0,
  systemCpuUs: 0,
  memoryBytes: 0,
  memoryPeakBytes: 0,
  diskBytes: 0,
};

export const NO_USAGE: UsageReader = { podUse: () => NOTHING, nodeUse: () => NOTHING };
