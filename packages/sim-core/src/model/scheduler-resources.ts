/** What a pod takes from a node in the scheduler's books. */
import type { Pod } from "./objects.ts";
import { isPodLevelRequestsSet, podRequests, type PodResourcesOptions } from "./pod-resources.ts";
import { newMilliQuantity, newQuantity, type Quantity } from "./quantity.ts";
import { isScalarResourceName } from "./resource-names.ts";

export interface CalculatedResource {
  readonly milliCPU: bigint;
  readonly memory: bigint;
  readonly ephemeralStorage: bigint;
  /** Huge pages, extended resources and the like, by name. */
  readonly scalar: Map<string, bigint>;
  /** As milliCPU, but a container without a cpu request counts with 100 m (for scores). */
  readonly nonZeroMilliCPU: bigint;
  /** As memory, but a container without a memory request counts with 200 MiB (for scores). */
  readonly nonZeroMemory: bigint;
}

/** cpu that scores assume for a container without a request, in millicores. */
export const DEFAULT_MILLI_CPU_REQUEST = 100;
/** Memory that scores assume for a container without a request, in bytes. */
export const DEFAULT_MEMORY_REQUEST_BYTES = 200 * 1024 * 1024;

/**
 * Requests of a pod as NodeInfo adds them up: cpu in millicores, everything else in whole units.
 *
 * @throws QuantityError. Source: pkg/scheduler/framework/types.go, PodInfo.CalculateResource.
 */
export function calculateResource(pod: Pod): CalculatedResource {
  const requests = podRequests(pod, GATES_ON);
  const fill = nonMissingRequests(requests, isPodLevelRequestsSet(pod));
  const filled = fill.size === 0 ? requests : podRequests(pod, { ...GATES_ON, nonMissingContainerRequests: fill });
  const scalar = new Map<string, bigint>();
  for (const [name, amount] of requests) {
    if (!PLAIN_RESOURCES.has(name) && isScalarResourceName(name)) scalar.set(name, amount.value());
  }
  return {
    milliCPU: requests.get("cpu")?.milliValue() ?? 0n,
    memory: requests.get("memory")?.value() ?? 0n,
    ephemeralStorage: requests.get("ephemeral-storage")?.value() ?? 0n,
    scalar,
    nonZeroMilliCPU: filled.get("cpu")?.milliValue() ?? 0n,
    nonZeroMemory: filled.get("memory")?.value() ?? 0n,
  };
}

/** Feature gates that are on by default in 1.36. */
const GATES_ON: PodResourcesOptions = { useStatusResources: true, usePodLevelStatusResources: true };

const PLAIN_RESOURCES: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage", "pods"]);

/** With pod-level requests the defaults stand in only for what neither the pod nor any container requests. */
function nonMissingRequests(requests: ReadonlyMap<string, Quantity>, podLevel: boolean): Map<string, Quantity> {
  const fill = new Map<string, Quantity>();
  if (!podLevel || !requests.has("cpu")) fill.set("cpu", newMilliQuantity(DEFAULT_MILLI_CPU_REQUEST));
  if (!podLevel || !requests.has("memory")) fill.set("memory", newQuantity(DEFAULT_MEMORY_REQUEST_BYTES));
  return fill;
}
