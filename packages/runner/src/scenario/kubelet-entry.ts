/** The kubelet and the machine of a pool, as a scenario's file has them once their shape is checked. */
import type { ResourceList } from "@orrery/sim-core/model";
import type { Amount } from "./behavior.ts";

export type ThresholdEntries = Readonly<Record<string, string | number>>;

/** Fields of KubeletConfiguration. */
export interface KubeletEntry {
  readonly maxPods?: number;
  readonly kubeReserved?: ResourceList;
  readonly systemReserved?: ResourceList;
  readonly enforceNodeAllocatable?: readonly "pods"[];
  readonly evictionHard?: ThresholdEntries;
  readonly evictionSoft?: ThresholdEntries;
  readonly evictionSoftGracePeriod?: Readonly<Record<string, string>>;
  readonly evictionMinimumReclaim?: ThresholdEntries;
  readonly evictionPressureTransitionPeriod?: string;
  readonly evictionMaxPodGracePeriod?: number;
  readonly mergeDefaultEvictionSettings?: boolean;
  readonly serializeImagePulls?: boolean;
  readonly maxParallelImagePulls?: number;
  readonly imageGCHighThresholdPercent?: number;
  readonly imageGCLowThresholdPercent?: number;
  readonly imageMinimumGCAge?: string;
  readonly imageMaximumGCAge?: string;
  readonly crashLoopBackOff?: { readonly maxContainerRestartPeriod?: string };
  readonly cpuCFSQuota?: boolean;
  readonly cpuCFSQuotaPeriod?: string;
  readonly singleProcessOOMKill?: boolean;
  readonly shutdownGracePeriod?: string;
  readonly shutdownGracePeriodCriticalPods?: string;
}

/** What a machine has beside its capacity. */
export interface MachineEntry {
  readonly system?: { readonly cpu?: Amount; readonly memory?: Amount };
  readonly stallBelow?: Amount;
  readonly download?: Amount;
  readonly pids?: number;
  /** Names with a size in `spec.images.sizes`, or with their size. */
  readonly presentImages?: readonly string[] | Readonly<Record<string, Amount>>;
}
