/** Priority of a new pod from its PriorityClass. */
import type { PodSpec, PriorityClass } from "./objects.ts";

/** An object that the API server refuses; the message is the API server's text. */
export class AdmissionError extends Error {
  override readonly name = "AdmissionError";
}

/** Fields of a pod that admission sets. */
export interface AdmittedPriority {
  priority: number;
  priorityClassName?: string;
  preemptionPolicy: string;
}

/**
 * Priority, class and preemption policy of a new pod: of the named class, else of the class that is the cluster's default
 * (of several the lowest), else 0. A class without a policy has been given PreemptLowerPriority when it was created.
 *
 * @throws AdmissionError for an unknown class, and for a priority or policy that contradicts the class.
 * Source: plugin/pkg/admission/priority/admission.go.
 */
export function admitPriority(podName: string, spec: PodSpec, classes: readonly PriorityClass[]): AdmittedPriority {
  const chosen = spec.priorityClassName ? namedClass(podName, spec.priorityClassName, classes) : defaultClass(classes);
  const priority = chosen?.value ?? 0;
  const policy = chosen?.preemptionPolicy ?? "PreemptLowerPriority";
  if (spec.priority !== undefined && spec.priority !== null && spec.priority !== priority) {
    throw forbidden(
      podName,
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`,
    );
  }
  if (spec.preemptionPolicy && spec.preemptionPolicy !== policy) {
    throw forbidden(
      podName,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  }
  return { priority, preemptionPolicy: policy, ...(chosen === undefined ? {} : { priorityClassName: chosen.metadata.name }) };
}

/** Classes that every cluster has. Source: pkg/apis/scheduling/v1/helpers.go. */
export const SYSTEM_PRIORITY_CLASSES: readonly PriorityClass[] = [
  { metadata: { name: "system-node-critical" }, value: 2_000_001_000, preemptionPolicy: "PreemptLowerPriority" },
  { metadata: { name: "system-cluster-critical" }, value: 2_000_000_000, preemptionPolicy: "PreemptLowerPriority" },
];

function namedClass(podName: string, name: string, classes: readonly PriorityClass[]): PriorityClass {
  const found = [...classes, ...SYSTEM_PRIORITY_CLASSES].find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw forbidden(podName, `no PriorityClass with name ${name} was found`);
  return found;
}

function defaultClass(classes: readonly PriorityClass[]): PriorityClass | undefined {
  let lowest: PriorityClass | undefined;
  for (const candidate of classes) {
    if (candidate.globalDefault && (lowest === undefined || candidate.value < lowest.value)) lowest = candidate;
  }
  return lowest;
}

function forbidden(podName: string, reason: string): AdmissionError {
  return new AdmissionError(`pods ${JSON.stringify(podName)} is forbidden: ${reason}`);
}
