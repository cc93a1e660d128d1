/** oom_score_adj of a container: who is killed first when the node's memory runs out. */
import { type Container, isPodLevelRequestsSet, isSidecar, parseQuantity, type Pod, podRequests } from "../model/index.ts";
import { isNodeCriticalPod } from "./critical-pod.ts";
import { effectiveQosClass } from "./pod-cgroup.ts";

/** Kubelet and kube-proxy. */
export const KUBELET_OOM_SCORE_ADJ = -999;
export const GUARANTEED_OOM_SCORE_ADJ = -997;
export const BEST_EFFORT_OOM_SCORE_ADJ = 1000;

/**
 * The adjustment in thousandths of the node's memory: -997 (Guaranteed, node-critical), 1000 (BestEffort), and in between the less the
 * more memory a container requests. Above 1000 where containers request more than their pod does, as Kubernetes computes it.
 *
 * @param container one of the pod's init or app containers
 * @param memoryCapacityBytes of the node
 *
 * @throws QuantityError. Source: pkg/kubelet/qos/policy.go, GetContainerOOMScoreAdjust.
 */
export function oomScoreAdjust(pod: Pod, container: Container, memoryCapacityBytes: number): number {
  if (isNodeCriticalPod(pod)) return GUARANTEED_OOM_SCORE_ADJ;
  const qos = effectiveQosClass(pod);
  if (qos === "Guaranteed") return GUARANTEED_OOM_SCORE_ADJ;
  if (qos === "BestEffort") return BEST_EFFORT_OOM_SCORE_ADJ;
  const remainderBytes = isPodLevelRequestsSet(pod) ? unassignedRequestBytes(pod) : 0;
  const scoreOf = (requestBytes: number) => 1000 - Math.trunc((1000 * (requestBytes + remainderBytes)) / memoryCapacityBytes);
  let score = scoreOf(memoryRequestBytes(container));
  // A sidecar must not die before the containers that it serves.
  if (isSidecarOf(pod, container)) score = Math.min(score, scoreOf(Math.min(...pod.spec.containers.map(memoryRequestBytes))));
  if (score < 1000 + GUARANTEED_OOM_SCORE_ADJ) return 1000 + GUARANTEED_OOM_SCORE_ADJ;
  return score === BEST_EFFORT_OOM_SCORE_ADJ ? score - 1 : score;
}

/** What the pod requests beyond its containers, in equal parts for each of them; negative where they request more. */
function unassignedRequestBytes(pod: Pod): number {
  const ownBytes = quantityBytes(pod.spec.resources?.requests?.memory);
  if (ownBytes === 0) return 0;
  const assigned = podRequests(pod, { skipPodLevelResources: true, excludeOverhead: true }).get("memory");
  const containers = pod.spec.containers.length + (pod.spec.initContainers?.length ?? 0);
  return Math.trunc((ownBytes - Number(assigned?.value() ?? 0)) / containers);
}

function isSidecarOf(pod: Pod, container: Container): boolean {
  return isSidecar(container) && (pod.spec.initContainers ?? []).some(({ name }) => name === container.name);
}

function memoryRequestBytes(container: Container): number {
  return quantityBytes(container.resources?.requests?.memory);
}

function quantityBytes(amount: string | number | undefined): number {
  return Number(parseQuantity(amount ?? 0).value());
}
