/** What a pod asks for and may use: sums over containers, sidecars, init containers, pod-level resources and overhead. */
import type { Container, ContainerStatus, Pod, ResourceList, ResourceRequirements } from "./objects.ts";
import { newQuantity, type Quantity } from "./quantity.ts";
import { addResources, greatestResources, raiseResources, readResources, type ResourceAmounts } from "./resource-amounts.ts";
import { isHugePageResourceName } from "./resource-names.ts";

/** Not modelled: resources of ResourceClaims (gate DRANodeAllocatableResources, alpha). */
export interface PodResourcesOptions {
  /** Count what the kubelet has admitted and applied (in-place resize). */
  readonly useStatusResources?: boolean;
  /** The same for pod-level resources (gate InPlacePodLevelResourcesVerticalScaling). */
  readonly usePodLevelStatusResources?: boolean;
  readonly excludeOverhead?: boolean;
  readonly skipPodLevelResources?: boolean;
  readonly skipContainerLevelResources?: boolean;
  /** Requests of containers that do not name these resources at all. Only for requests. */
  readonly nonMissingContainerRequests?: ReadonlyMap<string, Quantity>;
}

/**
 * Requests of a pod by resource.
 *
 * @throws QuantityError. Source: component-helpers resource/helpers.go, PodRequests.
 */
export function podRequests(pod: Pod, options: PodResourcesOptions = {}): Map<string, Quantity> {
  const requests = options.skipContainerLevelResources ? new Map<string, Quantity>() : sumOfContainers(pod, "requests", options);
  const own = pod.spec.resources?.requests;
  if (!options.skipPodLevelResources && hasPodLevelResource(own)) {
    replaceByPodLevel(requests, pod, "requests", options);
  }
  if (!options.excludeOverhead) addResources(requests, readResources(pod.spec.overhead));
  return requests;
}

/**
 * Limits of a pod by resource. Overhead is added only to limits that are there.
 *
 * @throws QuantityError. Source: component-helpers resource/helpers.go, PodLimits.
 */
export function podLimits(pod: Pod, options: PodResourcesOptions = {}): Map<string, Quantity> {
  const limits = sumOfContainers(pod, "limits", options);
  if (!options.skipPodLevelResources && isPodLevelResourcesSet(pod)) replaceByPodLevel(limits, pod, "limits", options);
  if (!options.excludeOverhead) {
    for (const [name, overhead] of readResources(pod.spec.overhead)) {
      const limit = limits.get(name);
      if (limit !== undefined && limit.sign !== 0) limits.set(name, limit.add(overhead));
    }
  }
  return limits;
}

/** Whether the pod itself (not its containers) requests cpu, memory or huge pages. */
export function isPodLevelRequestsSet(pod: Pod): boolean {
  return hasPodLevelResource(pod.spec.resources?.requests);
}

/** Whether the pod itself requests or limits cpu, memory or huge pages. */
export function isPodLevelResourcesSet(pod: Pod): boolean {
  return hasPodLevelResource(pod.spec.resources?.requests) || hasPodLevelResource(pod.spec.resources?.limits);
}

/** Resources that may be set for a pod as a whole. */
export function isPodLevelResourceName(name: string): boolean {
  return name === "cpu" || name === "memory" || isHugePageResourceName(name);
}

/** An init container that keeps running beside the others. */
export function isSidecar(initContainer: Container): boolean {
  return initContainer.restartPolicy === "Always";
}

type Side = "requests" | "limits";

function hasPodLevelResource(list: ResourceList | undefined | null): boolean {
  return Object.keys(list ?? {}).some(isPodLevelResourceName);
}

function replaceByPodLevel(sums: ResourceAmounts, pod: Pod, side: Side, options: PodResourcesOptions): void {
  const spec = readResources(pod.spec.resources?.[side]);
  const status = pod.status?.resources;
  let effective: ResourceAmounts | undefined;
  if (options.usePodLevelStatusResources && options.useStatusResources && status) {
    effective = effectiveAmounts(pod, side, spec, status, pod.status?.allocatedResources);
  }
  for (const [name, amount] of spec) {
    if (isPodLevelResourceName(name)) sums.set(name, effective === undefined ? amount : (effective.get(name) ?? newQuantity(0)));
  }
}

/**
 * Containers run together: their sum. An init container runs with the sidecars that started before it: the greatest such
 * sum counts, when it is more than what runs in the end.
 */
function sumOfContainers(pod: Pod, side: Side, options: PodResourcesOptions): ResourceAmounts {
  const statuses = options.useStatusResources ? statusesByName(pod) : undefined;
  const fill = side === "requests" ? options.nonMissingContainerRequests : undefined;
  const sum: ResourceAmounts = new Map();
  for (const container of pod.spec.containers ?? []) addResources(sum, containerAmounts(pod, container, side, statuses, fill));
  const initContainers = pod.spec.initContainers ?? [];
  if (initContainers.length === 0) return sum;
  const sidecars: ResourceAmounts = new Map();
  const greatest: ResourceAmounts = new Map();
  for (const container of initContainers) {
    const sidecar = isSidecar(container);
    const amounts = containerAmounts(pod, container, side, sidecar ? statuses : undefined, fill);
    if (sidecar) {
      addResources(sum, amounts);
      addResources(sidecars, amounts);
      raiseResources(greatest, sidecars);
    } else {
      addResources(amounts, sidecars);
      raiseResources(greatest, amounts);
    }
  }
  raiseResources(sum, greatest);
  return sum;
}

function containerAmounts(
  pod: Pod,
  container: Container,
  side: Side,
  statuses: ReadonlyMap<string, ContainerStatus> | undefined,
  fill: ReadonlyMap<string, Quantity> | undefined,
): ResourceAmounts {
  let amounts = readResources(container.resources?.[side]);
  const status = statuses?.get(container.name);
  if (status?.resources) amounts = effectiveAmounts(pod, side, amounts, status.resources, status.allocatedResources);
  for (const [name, amount] of fill ?? []) if (!amounts.has(name)) amounts.set(name, amount);
  return amounts;
}

/** While a resize is under way the greatest of what is wanted, admitted and applied counts; an infeasible wish does not. */
function effectiveAmounts(
  pod: Pod,
  side: Side,
  spec: ResourceAmounts,
  applied: ResourceRequirements,
  allocated: ResourceList | undefined,
): ResourceAmounts {
  const lists = [readResources(applied[side])];
  if (side === "requests") lists.push(readResources(allocated));
  return isResizeInfeasible(pod) ? greatestResources(...lists) : greatestResources(spec, ...lists);
}

function isResizeInfeasible(pod: Pod): boolean {
  return pod.status?.conditions?.find(({ type }) => type === "PodResizePending")?.reason === "Infeasible";
}

function statusesByName(pod: Pod): Map<string, ContainerStatus> {
  const all = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  return new Map(all.map((status) => [status.name, status]));
}
