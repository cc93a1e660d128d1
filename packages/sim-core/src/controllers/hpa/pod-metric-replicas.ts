/** How many replicas a metric of the pods themselves asks for. */
import { DEFAULT_HPA_READINESS, groupPods, type HpaPod, type HpaReadiness } from "./hpa-pods.ts";
import { type HpaTolerance, isWithinTolerance } from "./hpa-tolerance.ts";

export interface MetricProposal {
  readonly replicas: number;
  /** Percent of the requests; only for a target of utilization. */
  readonly utilization?: number;
  /** Average of a pod in thousandths. */
  readonly averageMilli: number;
}

/** What stands between a metric and a proposal. */
export interface MetricFailure {
  readonly error: string;
}

/**
 * For a target in percent of the requests.
 *
 * @param pods all that the scale's selector matches.
 * Source: pkg/controller/podautoscaler/replica_calculator.go, GetResourceReplicas.
 */
export function utilizationReplicas(
  pods: readonly HpaPod[],
  isCpu: boolean,
  currentReplicas: number,
  targetUtilization: number,
  tolerance: HpaTolerance,
  nowUs: number,
  readiness: HpaReadiness = DEFAULT_HPA_READINESS,
): MetricProposal | MetricFailure {
  const request = ({ requestMilli }: HpaPod): number => requestMilli ?? 0;
  const measure = (usages: readonly Usage[]): Measure | MetricFailure => {
    const requestsMilli = usages.reduce((sum, { pod }) => sum + request(pod), 0);
    if (requestsMilli === 0) return { error: "no metrics returned matched known pods" };
    const utilization = Math.trunc((total(usages) * 100) / requestsMilli);
    return { ratio: utilization / targetUtilization, utilization, averageMilli: Math.trunc(total(usages) / usages.length) };
  };
  const whenMissing = (pod: HpaPod): number => Math.trunc((request(pod) * Math.max(100, targetUtilization)) / 100);
  const grouped = groupPods(pods, isCpu, nowUs, readiness);
  if (grouped.ready.length > 0 && pods.some(({ requestMilli }) => requestMilli === undefined)) return { error: "a pod has no request" };
  return proposal(pods, grouped, currentReplicas, tolerance, measure, whenMissing);
}

/**
 * For a target per pod: AverageValue of a resource or of a metric of the pods.
 *
 * Source: pkg/controller/podautoscaler/replica_calculator.go, GetRawResourceReplicas, GetMetricReplicas.
 */
export function averageValueReplicas(
  pods: readonly HpaPod[],
  isCpu: boolean,
  currentReplicas: number,
  targetMilli: number,
  tolerance: HpaTolerance,
  nowUs: number,
  readiness: HpaReadiness = DEFAULT_HPA_READINESS,
): MetricProposal | MetricFailure {
  const measure = (usages: readonly Usage[]): Measure => {
    const averageMilli = Math.trunc(total(usages) / usages.length);
    return { ratio: averageMilli / targetMilli, averageMilli };
  };
  return proposal(pods, groupPods(pods, isCpu, nowUs, readiness), currentReplicas, tolerance, measure, () => targetMilli);
}

interface Usage {
  readonly pod: HpaPod;
  readonly valueMilli: number;
}

interface Measure {
  readonly ratio: number;
  readonly utilization?: number;
  readonly averageMilli: number;
}

/** Fills in pods without telling metrics so that they dampen the change, and changes nothing where they would turn it round. */
function proposal(
  pods: readonly HpaPod[],
  { ready, unready, missing }: ReturnType<typeof groupPods>,
  currentReplicas: number,
  tolerance: HpaTolerance,
  measure: (usages: readonly Usage[]) => Measure | MetricFailure,
  whenMissing: (pod: HpaPod) => number,
): MetricProposal | MetricFailure {
  if (pods.length === 0) return { error: "no pods returned by selector while calculating replica count" };
  const usages: Usage[] = ready.map((pod) => ({ pod, valueMilli: pod.metric?.valueMilli ?? 0 }));
  if (usages.length === 0) return { error: "did not receive metrics for targeted pods (pods might be unready)" };
  const measured = measure(usages);
  if ("error" in measured) return measured;
  const { ratio, ...reported } = measured;
  const unchanged = { replicas: currentReplicas, ...reported };

  const isScaleUpWithUnready = unready.length > 0 && ratio > 1;
  if (!isScaleUpWithUnready && missing.length === 0) {
    return isWithinTolerance(ratio, tolerance) ? unchanged : { replicas: Math.ceil(ratio * ready.length), ...reported };
  }
  if (ratio !== 1) usages.push(...missing.map((pod) => ({ pod, valueMilli: ratio < 1 ? whenMissing(pod) : 0 })));
  if (isScaleUpWithUnready) usages.push(...unready.map((pod) => ({ pod, valueMilli: 0 })));
  const filled = measure(usages);
  if ("error" in filled) return filled;
  if (isWithinTolerance(filled.ratio, tolerance) || (ratio < 1 && filled.ratio > 1) || (ratio > 1 && filled.ratio < 1)) return unchanged;
  const replicas = Math.ceil(filled.ratio * usages.length);
  const isAgainst = filled.ratio < 1 ? replicas > currentReplicas : filled.ratio > 1 && replicas < currentReplicas;
  return isAgainst ? unchanged : { replicas, ...reported };
}

function total(usages: readonly Usage[]): number {
  return usages.reduce((sum, { valueMilli }) => sum + valueMilli, 0);
}
