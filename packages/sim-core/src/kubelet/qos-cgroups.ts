/** The control groups of the QoS classes: `burstable` and `besteffort` stand under `kubepods` beside each Guaranteed pod. */
import { type Pod, podRequests } from "../model/index.ts";
import { MIN_CPU_SHARES, milliCpuToShares } from "./cpu-shares.ts";
import { effectiveQosClass } from "./pod-cgroup.ts";

/** Shares of the group of all BestEffort pods together, however many there are. */
export const BEST_EFFORT_GROUP_SHARES = MIN_CPU_SHARES;

/**
 * Shares of the group of all Burstable pods, from what those request together; pods of other classes do not count.
 *
 * @param pods that are active on the node
 *
 * @throws QuantityError. Source: pkg/kubelet/cm/qos_container_manager_linux.go, setCPUCgroupConfig.
 */
export function burstableGroupShares(pods: Iterable<Pod>): number {
  let milliCpu = 0;
  for (const pod of pods) milliCpu += burstableMilliCpu(pod);
  return milliCpuToShares(milliCpu);
}

/** What a pod adds to the sum, in millicores: 0 unless it is Burstable. @throws QuantityError */
export function burstableMilliCpu(pod: Pod): number {
  return effectiveQosClass(pod) === "Burstable" ? Number(podRequests(pod).get("cpu")?.milliValue() ?? 0) : 0;
}
