/** The fields that a policy reads, as data for those who complete them; a test holds them against the declarations. */
import type { PolicyNode, PolicyPod } from "./policy-api.ts";

export interface PolicyField {
  readonly name: string;
  /** In TypeScript. */
  readonly type: string;
  /** "" where the name says it. */
  readonly about: string;
}

type Told<T> = { readonly [Name in keyof T]-?: readonly [type: string, about?: string] };

const AMOUNTS = "Readonly<Record<string, number>>";
const TEXTS = "Readonly<Record<string, string>>";

const POD: Told<PolicyPod> = {
  name: ["string"],
  namespace: ["string"],
  labels: [TEXTS],
  controller: ["{ readonly kind: string; readonly name: string } | undefined", "What controls it, such as its ReplicaSet."],
  milliCpu: ["number", "Requested, in thousandths of a core."],
  memoryBytes: ["number", "Requested."],
  ephemeralStorageBytes: ["number", "Requested."],
  extended: [AMOUNTS, 'Requested of every other resource by its name, such as "nvidia.com/gpu".'],
  priority: ["number"],
  tolerations: ["readonly PolicyToleration[]"],
};

const NODE: Told<PolicyNode> = {
  name: ["string"],
  labels: [TEXTS],
  taints: ["readonly PolicyTaint[]"],
  unschedulable: ["boolean", "Cordoned."],
  pods: ["number", "How many pods are on it, those that are still on their way included."],
  podList: ["readonly PolicyPod[]", "The same pods one by one, in no meaningful order."],
  allocatablePods: ["number", "How many pods it takes."],
  allocatableMilliCpu: ["number", "In thousandths of a core."],
  allocatableMemoryBytes: ["number"],
  allocatableEphemeralStorageBytes: ["number"],
  allocatableExtended: [AMOUNTS, 'Of every other resource by its name, such as "nvidia.com/gpu".'],
  requestedMilliCpu: ["number", "By the pods on it, in thousandths of a core."],
  requestedMemoryBytes: ["number"],
  requestedEphemeralStorageBytes: ["number"],
  requestedExtended: [AMOUNTS],
};

const asFields = (told: Readonly<Record<string, readonly [type: string, about?: string]>>): readonly PolicyField[] =>
  Object.entries(told).map(([name, [type, about = ""]]) => ({ name, type, about }));

export const POD_FIELDS: readonly PolicyField[] = asFields(POD);
export const NODE_FIELDS: readonly PolicyField[] = asFields(NODE);
