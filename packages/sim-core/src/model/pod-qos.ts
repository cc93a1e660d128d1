/** Quality-of-service class of a pod. */
import type { Container, Pod, ResourceRequirements } from "./objects.ts";
import { addResources, readResources, type ResourceAmounts } from "./resource-amounts.ts";

export type PodQosClass = "Guaranteed" | "Burstable" | "BestEffort";

/**
 * The class that follows from cpu and memory in the specification; other resources do not count. Guaranteed compares the
 * sums of requests and limits over all containers, but needs both limits in each one. Pod-level resources replace those of
 * the containers.
 *
 * @throws QuantityError. Source: pkg/apis/core/v1/helper/qos/qos.go, ComputePodQOS.
 */
export function podQosClass(pod: Pod): PodQosClass {
  const requests: ResourceAmounts = new Map();
  const limits: ResourceAmounts = new Map();
  let guaranteed = true;
  const podLevel = pod.spec.resources;
  if (podLevel) {
    addResources(requests, countedResources(podLevel, "requests"));
    addResources(limits, countedResources(podLevel, "limits"));
    // Without any limits at the pod level Kubernetes does not even look whether both are there.
    if (Object.keys(podLevel.limits ?? {}).length > 0 && limits.size < COUNTED.length) guaranteed = false;
  } else {
    const containers: readonly Container[] = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])];
    for (const { resources } of containers) {
      addResources(requests, countedResources(resources, "requests"));
      const own = countedResources(resources, "limits");
      addResources(limits, own);
      if (own.size < COUNTED.length) guaranteed = false;
    }
  }
  if (requests.size === 0 && limits.size === 0) return "BestEffort";
  const equal = requests.size === limits.size && [...requests].every(([name, request]) => limits.get(name)?.cmp(request) === 0);
  return guaranteed && equal ? "Guaranteed" : "Burstable";
}

const COUNTED: readonly string[] = ["cpu", "memory"];

function countedResources(resources: ResourceRequirements | undefined, side: "requests" | "limits"): ResourceAmounts {
  const counted = readResources(resources?.[side]);
  for (const [name, amount] of counted) if (!COUNTED.includes(name) || amount.sign !== 1) counted.delete(name);
  return counted;
}
