/** Runs the recorded cases of the family `hpa`. */
import {
  averageValueReplicas,
  DEFAULT_HPA_METRIC,
  type HpaBehavior,
  type HpaHistory,
  type HpaPod,
  hpaContainerRequest,
  type HpaScalingRules,
  type HpaTolerance,
  NO_HPA_HISTORY,
  normalizeReplicas,
  objectMetricReplicas,
  perPodMetricReplicas,
  recordInitialRecommendation,
  recordScale,
  replicasOutOfBounds,
  scaleDownLimit,
  scaleUpLimit,
  scaleWithoutBehavior,
  utilizationReplicas,
  withDefaultBehavior,
} from "@orrery/sim-core/controllers/hpa";
import type { ReplicaPodPhase } from "@orrery/sim-core/controllers";
import { type FunctionTable, type RecordedFunction, REFUSED } from "./recorded-case.ts";

export const hpaFunctions: FunctionTable = new Map<string, RecordedFunction>([
  ["GetResourceReplicas", utilization],
  ["GetRawResourceReplicas", averageValue],
  ["GetMetricReplicas", averageValue],
  ["GetObjectMetricReplicas", objectMetric],
  ["GetExternalMetricReplicas", objectMetric],
  ["GetObjectPerPodMetricReplicas", perPodMetric],
  ["GetExternalPerPodMetricReplicas", perPodMetric],
  [
    "convertDesiredReplicasWithRules",
    (input) => {
      const { current, desired, min, max } = input as Record<string, number>;
      const [replicas, reason] = scaleWithoutBehavior({ minReplicas: min!, maxReplicas: max! }, current!, desired!);
      return { replicas, reason };
    },
  ],
  ["calculateScaleUpLimitWithScalingRules", (input) => scaleUpLimit(input.current as number, events(input), defaulted(input).scaleUp, 0)],
  [
    "calculateScaleDownLimitWithBehaviors",
    (input) => scaleDownLimit(input.current as number, events(input), defaulted(input).scaleDown, 0),
  ],
  [
    "SetDefaults_HorizontalPodAutoscaler",
    ({ behavior }) => ({
      minReplicas: 1,
      metrics: [DEFAULT_HPA_METRIC],
      behavior: behavior === undefined ? undefined : withDefaultBehavior(behavior as Parameters<typeof withDefaultBehavior>[0]),
    }),
  ],
  ["hpaSequence", sequence],
]);

const SECOND_US = 1_000_000;

interface RecordedHpaPod {
  phase: ReplicaPodPhase;
  deleting?: boolean;
  startTime?: number;
  readyStatus?: string;
  readyTransition?: number;
  containers: { name: string; request?: number; sidecar?: boolean }[];
  podLevelRequest?: number;
  metric?: { value: number; timestamp: number; windowSeconds: number };
}

function readPods(input: Record<string, unknown>): HpaPod[] {
  const container = (input.container ?? "") as string;
  return ((input.pods ?? []) as RecordedHpaPod[]).map((pod) => {
    const ordered = [...pod.containers.filter(({ sidecar }) => !sidecar), ...pod.containers.filter(({ sidecar }) => sidecar)];
    const requests = ordered.map(({ name, request }) => ({ name, requestMilli: request }));
    const { readyStatus, readyTransition = 0, metric } = pod;
    return {
      phase: pod.phase,
      deleting: pod.deleting === true,
      startedUs: pod.startTime === undefined ? undefined : pod.startTime * SECOND_US,
      ready: readyStatus === undefined ? undefined : { status: readyStatus, transitionUs: readyTransition * SECOND_US },
      requestMilli: hpaContainerRequest(requests, container, pod.podLevelRequest),
      metric: metric && { valueMilli: metric.value, timeUs: metric.timestamp * SECOND_US, windowUs: metric.windowSeconds * SECOND_US },
    };
  });
}

function tolerance(input: Record<string, unknown>): HpaTolerance {
  return { scaleUp: input.toleranceUp as number, scaleDown: input.toleranceDown as number };
}

function readiness(input: Record<string, unknown>): { cpuInitializationUs: number; initialReadinessDelayUs: number } {
  return {
    cpuInitializationUs: (input.cpuInitializationPeriodSeconds as number) * SECOND_US,
    initialReadinessDelayUs: (input.delayOfInitialReadinessStatusSeconds as number) * SECOND_US,
  };
}

function utilization(input: Record<string, unknown>): unknown {
  const { resource, currentReplicas, targetUtilization } = input as {
    resource: string;
    currentReplicas: number;
    targetUtilization: number;
  };
  const found = utilizationReplicas(
    readPods(input),
    resource === "cpu",
    currentReplicas,
    targetUtilization,
    tolerance(input),
    0,
    readiness(input),
  );
  if ("error" in found) return REFUSED;
  return { replicas: found.replicas, utilization: found.utilization, rawAverage: found.averageMilli };
}

function averageValue(input: Record<string, unknown>): unknown {
  const { resource, currentReplicas, targetUsage } = input as { resource?: string; currentReplicas: number; targetUsage: number };
  const found = averageValueReplicas(
    readPods(input),
    resource === "cpu",
    currentReplicas,
    targetUsage,
    tolerance(input),
    0,
    readiness(input),
  );
  return "error" in found ? REFUSED : { replicas: found.replicas, usage: found.averageMilli };
}

function usage(input: Record<string, unknown>): number {
  return ((input.values as number[] | undefined) ?? [input.usage as number]).reduce((sum, value) => sum + value, 0);
}

function objectMetric(input: Record<string, unknown>): unknown {
  const found = objectMetricReplicas(
    readPods(input),
    input.currentReplicas as number,
    usage(input),
    input.target as number,
    tolerance(input),
  );
  return "error" in found ? REFUSED : { replicas: found.replicas, usage: found.averageMilli };
}

function perPodMetric(input: Record<string, unknown>): unknown {
  const { replicas, averageMilli } = perPodMetricReplicas(
    input.currentReplicas as number,
    usage(input),
    input.target as number,
    tolerance(input),
  );
  return { replicas, usage: averageMilli };
}

function events(input: Record<string, unknown>): Pick<HpaHistory, "scaleUps" | "scaleDowns"> {
  const read = (recorded: unknown) =>
    ((recorded ?? []) as { change: number; ageSeconds: number }[]).map(({ change, ageSeconds }) => ({
      change,
      timeUs: -ageSeconds * SECOND_US,
    }));
  return { scaleUps: read(input.scaleUpEvents), scaleDowns: read(input.scaleDownEvents) };
}

function defaulted({ rules }: Record<string, unknown>): HpaBehavior {
  return withDefaultBehavior({ scaleUp: rules as HpaScalingRules, scaleDown: rules as HpaScalingRules });
}

function sequence(input: Record<string, unknown>): unknown {
  const { minReplicas, maxReplicas, initial, downscaleStabilisationWindowSeconds } = input as Record<string, number>;
  const bounds = { minReplicas: minReplicas!, maxReplicas: maxReplicas! };
  const behavior =
    input.behavior === undefined ? undefined : withDefaultBehavior(input.behavior as Parameters<typeof withDefaultBehavior>[0]);
  let history = NO_HPA_HISTORY;
  let current = initial!;
  let nowUs = 0;
  return (input.steps as { wait: number; desired: number; setCurrent?: number }[]).map(({ wait, desired, setCurrent }) => {
    nowUs += wait * SECOND_US;
    current = setCurrent ?? current;
    history = recordInitialRecommendation(history, current, nowUs);
    const outside = replicasOutOfBounds(current, bounds.minReplicas, bounds.maxReplicas);
    let answer: { path: string; replicas: number; AbleToScale?: string; ScalingLimited?: string };
    if (outside !== undefined) answer = { path: outside.kind, replicas: outside.replicas };
    else {
      const found = normalizeReplicas(bounds, behavior, history, current, desired, nowUs, downscaleStabilisationWindowSeconds);
      history = found.history;
      answer = { path: "normalize", replicas: found.replicas, AbleToScale: found.ableToScale, ScalingLimited: found.limitedBy };
    }
    if (answer.replicas !== current && behavior !== undefined) history = recordScale(history, behavior, current, answer.replicas, nowUs);
    current = answer.replicas;
    return answer;
  });
}
