/** Decisions of the HorizontalPodAutoscaler: from metrics to a proposal, from a proposal to a size. */
export { combineProposals, replicasOutOfBounds, type OutOfBounds } from "./hpa-decision.ts";
export { DEFAULT_HPA_METRIC, type HpaBehavior, type HpaScalingPolicy, type HpaScalingRules, withDefaultBehavior } from "./hpa-behavior.ts";
export { type HpaHistory, NO_HPA_HISTORY, recordInitialRecommendation, recordScale, type ScaleEvent } from "./hpa-history.ts";
export { type GroupedPods, groupPods, hpaContainerRequest, type HpaPod, type HpaReadiness, DEFAULT_HPA_READINESS } from "./hpa-pods.ts";
export { normalizeReplicas, type NormalizedReplicas, scaleWithoutBehavior } from "./normalize-replicas.ts";
export { objectMetricReplicas, perPodMetricReplicas } from "./object-metric-replicas.ts";
export { averageValueReplicas, type MetricProposal, utilizationReplicas } from "./pod-metric-replicas.ts";
export { scaleDownLimit, scaleUpLimit } from "./scale-limits.ts";
export { isWithinTolerance, type HpaTolerance } from "./hpa-tolerance.ts";
