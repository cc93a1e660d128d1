/** Runs the recorded cases of the family `pod-resources`. */
import {
  calculateResource,
  type Pod,
  podLimits,
  podQosClass,
  podRequests,
  type PodResourcesOptions,
  type Quantity,
} from "@orrery/sim-core/model";
import { type FunctionTable, Readings, recordedInteger } from "./recorded-case.ts";

export const podResourcesFunctions: FunctionTable = new Map([
  ["PodRequests", (input) => amounts(podRequests(input.pod as Pod, options(input)))],
  ["PodLimits", (input) => amounts(podLimits(input.pod as Pod, options(input)))],
  ["PodInfo.CalculateResource", calculated],
  ["ComputePodQOS", qosClass],
]);

/** The recordings leave empty objects out, and for the class an empty `spec.resources` (every pod BestEffort) differs from none at all. */
function qosClass(input: Record<string, unknown>): unknown {
  const pod = input.pod as Pod;
  if (pod.spec.resources !== undefined) return podQosClass(pod);
  return new Readings([podQosClass(pod), podQosClass({ ...pod, spec: { ...pod.spec, resources: {} } })]);
}

function options(input: Record<string, unknown>): PodResourcesOptions {
  return {
    useStatusResources: input.useStatusResources === true,
    excludeOverhead: input.excludeOverhead === true,
    skipPodLevelResources: input.skipPodLevelResources === true,
  };
}

function amounts(resources: ReadonlyMap<string, Quantity>): unknown {
  return Object.fromEntries(
    [...resources].map(([name, amount]) => [name, recordedInteger(name === "cpu" ? amount.milliValue() : amount.value())]),
  );
}

function calculated(input: Record<string, unknown>): unknown {
  const resource = calculateResource(input.pod as Pod);
  return {
    milliCPU: recordedInteger(resource.milliCPU),
    memory: recordedInteger(resource.memory),
    ephemeralStorage: recordedInteger(resource.ephemeralStorage),
    scalar: Object.fromEntries([...resource.scalar].map(([name, amount]) => [name, recordedInteger(amount)])),
    non0MilliCPU: recordedInteger(resource.nonZeroMilliCPU),
    non0Memory: recordedInteger(resource.nonZeroMemory),
  };
}
