/** The nodes' agents: what happens to a pod once it is bound, and the numbers by which a node divides and defends its resources. */
export * from "./kubelets.ts";
export { type CgroupConfig, cgroupConfigOf, hugePageLimits } from "./cgroup-config.ts";
export { containerLinuxResources, type ContainerLinuxResources, type ContainerResourceOptions } from "./container-resources.ts";
export { DEFAULT_QUOTA_PERIOD_US, MIN_QUOTA_US, milliCpuToQuotaUs, quotaToMilliCpu, UNLIMITED_QUOTA_US } from "./cpu-quota.ts";
export { MAX_CPU_SHARES, MIN_CPU_SHARES, milliCpuToShares, sharesToMilliCpu } from "./cpu-shares.ts";
export { cpuWeightToShares, kubeletCpuWeight, runtimeCpuWeight } from "./cpu-weight.ts";
export { isCriticalPod, isMirrorPod, isNodeCriticalPod, isStaticPod, SYSTEM_CRITICAL_PRIORITY } from "./critical-pod.ts";
export { parseDurationUs } from "./duration-text.ts";
export { type DiskLayout, type EvictionCandidate, rankDiskPressure, rankMemoryPressure, rankPidPressure } from "./eviction-ranking.ts";
export {
  EVICTION_SIGNALS,
  type EvictionSignal,
  type EvictionSignalMeaning,
  isEvictionSignal,
  type PressureCondition,
  type StarvedResource,
} from "./eviction-signals.ts";
export {
  DEFAULT_EVICTION_HARD,
  type EvictionConfig,
  EvictionConfigError,
  type EvictionThreshold,
  parseThresholdConfig,
  type ThresholdValue,
} from "./eviction-thresholds.ts";
export {
  hardEvictionReservation,
  type MachineCapacity,
  nodeAllocatableReservation,
  type NodeReservations,
  nodeStatusResources,
  type NodeStatusResources,
  podsCgroupResources,
} from "./node-allocatable.ts";
export { BEST_EFFORT_OOM_SCORE_ADJ, GUARANTEED_OOM_SCORE_ADJ, KUBELET_OOM_SCORE_ADJ, oomScoreAdjust } from "./oom-score.ts";
export { effectiveQosClass, podCgroupConfig, type PodCgroupOptions } from "./pod-cgroup.ts";
export { podRequestOf } from "./pod-request.ts";
export { type ContainerDiskUsage, type DiskUsagePart, podDiskUsage, type PodUsage } from "./pod-usage.ts";
export { IMAGE_GC_PERIOD_US, ImageCache, type UnusedImage, withDefaultTag } from "./image-cache.ts";
export { imageBytesToFree, type ImageDisk, type ImageGcPolicy, imagesToDelete, unusedImagesToDelete } from "./image-gc.ts";
export { ImagePuller, type PullFailure, type PullRequest, type PullResult } from "./image-puller.ts";
export { type Download, type Downloader, ImageRegistry, type RegistrySettings } from "./image-registry.ts";
export { type ProbeKind, type ProbeSettings, probeSettings } from "./probe-settings.ts";
export { type ProbeAnswer, type ProbeResult, ProbeWorker } from "./probe-worker.ts";
export { BEST_EFFORT_GROUP_SHARES, burstableGroupShares, burstableMilliCpu } from "./qos-cgroups.ts";
export { requiredAmount, type SignalObservation, thresholdQuantity, thresholdsMet } from "./thresholds-met.ts";
export { DEFAULT_PIDS, defaultKubeletSettings, type KubeletSettings, reportedHardware, type StaticPod } from "./kubelet-settings.ts";
export type { NodeAction } from "./node-action.ts";
export { type NodeUse, type PodCpuVisitor, type PodUse, UsageLog, type UsageReader } from "./usage.ts";
export type { KubeletTimings } from "./kubelet-timings.ts";
