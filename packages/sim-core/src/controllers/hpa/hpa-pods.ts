/** Pods of an autoscaled workload: whose metrics count. */
import type { ReplicaPodPhase } from "../replica-pod.ts";

/** Times in microseconds. */
export interface HpaPod {
  readonly phase: ReplicaPodPhase;
  readonly deleting: boolean;
  /** status.startTime: when its kubelet took it over. */
  readonly startedUs: number | undefined;
  /** The condition Ready. */
  readonly ready: { readonly status: string; readonly transitionUs: number } | undefined;
  /** Request of the resource in thousandths, see {@link hpaContainerRequest}; undefined: missing. */
  readonly requestMilli: number | undefined;
  /** Of the whole pod (or of the container asked for), in thousandths, over the window that ends at the time. */
  readonly metric: { readonly valueMilli: number; readonly timeUs: number; readonly windowUs: number } | undefined;
}

/** Settings of kube-controller-manager: --horizontal-pod-autoscaler-cpu-initialization-period, ...-initial-readiness-delay. */
export interface HpaReadiness {
  readonly cpuInitializationUs: number;
  readonly initialReadinessDelayUs: number;
}

/** Source: pkg/controller/podautoscaler/config/v1alpha1/defaults.go. */
export const DEFAULT_HPA_READINESS: HpaReadiness = { cpuInitializationUs: 300_000_000, initialReadinessDelayUs: 30_000_000 };

export interface GroupedPods {
  /** Pods whose metrics count. */
  readonly ready: readonly HpaPod[];
  /** Not started, or not yet telling for CPU. */
  readonly unready: readonly HpaPod[];
  /** Without metrics. Pods that failed or are being deleted are in no group. */
  readonly missing: readonly HpaPod[];
}

/** @param isCpu only CPU of starting pods misleads. Source: pkg/controller/podautoscaler/replica_calculator.go, groupPods. */
export function groupPods(pods: readonly HpaPod[], isCpu: boolean, nowUs: number, readiness: HpaReadiness): GroupedPods {
  const ready: HpaPod[] = [];
  const unready: HpaPod[] = [];
  const missing: HpaPod[] = [];
  for (const pod of pods) {
    if (pod.deleting || pod.phase === "Failed") continue;
    if (pod.phase === "Pending") unready.push(pod);
    else if (pod.metric === undefined) missing.push(pod);
    else if (isCpu && isCpuMisleading(pod, pod.metric, nowUs, readiness)) unready.push(pod);
    else ready.push(pod);
  }
  return { ready, unready, missing };
}

/** While a pod may still be starting up its metric must lie after it got ready; later it counts unless it never was ready. */
function isCpuMisleading(pod: HpaPod, metric: NonNullable<HpaPod["metric"]>, nowUs: number, readiness: HpaReadiness): boolean {
  const { startedUs, ready } = pod;
  if (startedUs === undefined || ready === undefined) return true;
  if (startedUs + readiness.cpuInitializationUs > nowUs) {
    return ready.status === "False" || metric.timeUs < ready.transitionUs + metric.windowUs;
  }
  return ready.status === "False" && startedUs + readiness.initialReadinessDelayUs > ready.transitionUs;
}

/**
 * What a pod requests: of one container, or of all regular containers and sidecars together; undefined when one of these
 * has no request, or there is no such container.
 *
 * @param podLevelMilli the pod's own request where it has pod-level requests; used unless a container is named.
 * Source: pkg/controller/podautoscaler/replica_calculator.go, calculateRequests.
 */
export function hpaContainerRequest(
  containers: readonly { readonly name: string; readonly requestMilli: number | undefined }[],
  container: string,
  podLevelMilli?: number,
): number | undefined {
  if (container !== "") return containers.find(({ name }) => name === container)?.requestMilli;
  if (podLevelMilli !== undefined) return podLevelMilli;
  let sumMilli = 0;
  for (const { requestMilli } of containers) {
    if (requestMilli === undefined) return undefined;
    sumMilli += requestMilli;
  }
  return sumMilli;
}
