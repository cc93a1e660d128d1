/** How many replicas a metric asks for that is not the pods' own: of another object, or from outside the cluster. */
import type { HpaPod } from "./hpa-pods.ts";
import { type HpaTolerance, isWithinTolerance } from "./hpa-tolerance.ts";
import type { MetricFailure, MetricProposal } from "./pod-metric-replicas.ts";

/**
 * For a target of the whole (type Value): in proportion to the ready pods. From 0 replicas without tolerance.
 *
 * @param usageMilli the metric; for several external series their sum.
 * Source: pkg/controller/podautoscaler/replica_calculator.go, GetObjectMetricReplicas, GetExternalMetricReplicas.
 */
export function objectMetricReplicas(
  pods: readonly Pick<HpaPod, "phase" | "ready">[],
  currentReplicas: number,
  usageMilli: number,
  targetMilli: number,
  tolerance: HpaTolerance,
): MetricProposal | MetricFailure {
  const ratio = usageMilli / targetMilli;
  if (currentReplicas === 0) return { replicas: Math.ceil(ratio), averageMilli: usageMilli };
  if (isWithinTolerance(ratio, tolerance)) return { replicas: currentReplicas, averageMilli: usageMilli };
  if (pods.length === 0) return { error: "no pods returned by selector while calculating replica count" };
  const ready = pods.filter((pod) => pod.phase === "Running" && pod.ready?.status === "True").length;
  return { replicas: Math.min(Math.ceil(ratio * ready), MAX_INT32), averageMilli: usageMilli };
}

/**
 * For a target per replica (type AverageValue).
 *
 * @param statusReplicas replicas of the scale's status, more than 0.
 * Source: pkg/controller/podautoscaler/replica_calculator.go, GetObjectPerPodMetricReplicas, GetExternalPerPodMetricReplicas.
 */
export function perPodMetricReplicas(
  statusReplicas: number,
  usageMilli: number,
  targetMilli: number,
  tolerance: HpaTolerance,
): MetricProposal {
  const isWithin = isWithinTolerance(usageMilli / (targetMilli * statusReplicas), tolerance);
  const replicas = isWithin ? statusReplicas : Math.min(Math.ceil(usageMilli / targetMilli), MAX_INT32);
  return { replicas, averageMilli: Math.ceil(usageMilli / statusReplicas) };
}

const MAX_INT32 = 2_147_483_647;
