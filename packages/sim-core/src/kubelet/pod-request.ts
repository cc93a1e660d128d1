/** What a pod requests of one resource, as the eviction manager compares its usage with. */
import { isPodLevelResourcesSet, newQuantity, parseQuantity, type Pod, podRequests, type Quantity } from "../model/index.ts";

/**
 * The request with overhead, 0 when there is none. With pod-level resources those of the containers do not count at all: not for
 * resources either that a pod cannot name itself, such as ephemeral-storage.
 *
 * @throws QuantityError. Source: pkg/api/v1/resource/helpers.go, GetResourceRequestQuantity.
 */
export function podRequestOf(pod: Pod, resource: string): Quantity {
  const requests = podRequests(pod, { skipContainerLevelResources: isPodLevelResourcesSet(pod), excludeOverhead: true });
  const request = requests.get(resource) ?? newQuantity(0);
  const overhead = pod.spec.overhead?.[resource];
  return overhead === undefined || request.sign === 0 ? request : request.add(parseQuantity(overhead));
}
