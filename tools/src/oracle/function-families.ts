/** Which family of tables a recorded function belongs to: cases are known by what they say and not by the name of their file. */

/** The family of a recorded function, e.g. "quantity" for `ParseQuantity`; undefined for a function of no known table. */
export function functionFamily(fn: string): string | undefined {
  return FAMILY_BY_FUNCTION.get(fn);
}

/** The families in the order in which they are reported. */
export const functionFamilies: readonly string[] = [
  "quantity", "labels", "pod-resources", "node-cgroups", "eviction", "backoff", "node-lifecycle", "deployment", "pod-ranking",
  "statefulset", "daemonset", "job", "hpa", "endpoints", "quota", "service-traffic", "ipam",
];

const FUNCTIONS: Record<string, readonly string[]> = {
  quantity: ["ParseQuantity", "Quantity.Cmp", "Quantity.Add", "Quantity.Sub", "NewQuantity", "NewMilliQuantity"],
  labels: [
    "labels.Parse", "LabelSelectorAsSelector", "GetRequiredNodeAffinity.Match", "PreferredSchedulingTerms.Score",
    "Toleration.ToleratesTaint", "FindMatchingUntoleratedTaint",
  ],
  "pod-resources": ["PodRequests", "PodLimits", "PodInfo.CalculateResource", "ComputePodQOS"],
  "node-cgroups": [
    "MilliCPUToShares", "getCPUWeight", "SharesToMilliCPU", "cpuWeightToCPUShares", "MilliCPUToQuota", "QuotaToMilliCPU",
    "GetContainerOOMScoreAdjust", "ResourceConfigForPod", "calculateLinuxResources", "getCgroupConfigInternal",
  ],
  eviction: [
    "rankMemoryPressure", "rankPIDPressure", "rankDiskPressure", "ParseThresholdConfig", "nodeAllocatable", "thresholdsMet",
    "GetThresholdQuantity",
  ],
  backoff: [
    "crashLoopBackOff", "Backoff", "calculateBackoffDuration", "getBackoffTime", "ItemExponentialFailureRateLimiter",
    "DefaultControllerRateLimiter",
  ],
  "node-lifecycle": [
    "ComputeZoneState", "HealthyQPSFunc", "ReducedQPSFunc", "handleDisruption", "taintEviction", "getMinTolerationTime",
  ],
  deployment: [
    "ResolveFenceposts", "DeploymentLimits", "NewRSNewReplicas", "rollingStep", "calculateStatus", "GetReplicaSetProportion", "scale",
    "FindOldReplicaSets", "DeploymentComplete", "DeploymentProgressing", "DeploymentTimedOut",
  ],
  "pod-ranking": ["ActivePodsWithRanks", "ActivePodsWithRanks.Less", "ActivePods", "getPodsToDelete"],
  statefulset: ["UpdateStatefulSet"],
  daemonset: [
    "NodeShouldRunDaemonPod", "AddOrUpdateDaemonPodTolerations", "updatedDesiredNodeCounts", "podsShouldBeOnNode", "rollingUpdate",
  ],
  job: [
    "getRemainingTimeForFailuresCount", "backoffRecordSequence", "getFinishedTime", "getRemainingTimePerIndex", "parseIndexesFromString",
    "orderedIntervals.merge", "calculateIndexes", "activePodsForRemoval", "matchPodFailurePolicy", "matchSuccessPolicy",
  ],
  hpa: [
    "GetResourceReplicas", "GetRawResourceReplicas", "GetMetricReplicas", "GetExternalPerPodMetricReplicas", "GetExternalMetricReplicas",
    "GetObjectMetricReplicas", "GetObjectPerPodMetricReplicas", "convertDesiredReplicasWithRules",
    "calculateScaleUpLimitWithScalingRules", "calculateScaleDownLimitWithBehaviors", "SetDefaults_HorizontalPodAutoscaler", "hpaSequence",
  ],
  endpoints: ["podToEndpoint", "reconcilePlacement", "hints"],
  quota: ["PodUsageFunc", "podEvaluator.Constraints", "podEvaluator.Matches", "LimitRanger"],
  "service-traffic": ["computeProbability", "endpointRules", "SetDefaults_Service", "CategorizeEndpoints"],
  ipam: ["CidrSet", "serviceIPRange"],
};

const FAMILY_BY_FUNCTION: ReadonlyMap<string, string> = new Map(
  Object.entries(FUNCTIONS).flatMap(([family, functions]) => functions.map((fn) => [fn, family] as const)),
);
