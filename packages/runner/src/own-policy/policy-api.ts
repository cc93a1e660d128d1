/**
 * What a scheduling policy of one's own defines, and what it is shown of pods and nodes. This is the one declaration of that interface:
 * docs/own-policies.md has it word for word, and the dashboard's editor completes from it.
 */

export interface PolicyPod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What controls it, such as its ReplicaSet. */
  readonly controller: { readonly kind: string; readonly name: string } | undefined;
  /** Requested, in thousandths of a core. */
  readonly milliCpu: number;
  /** Requested. */
  readonly memoryBytes: number;
  /** Requested. */
  readonly ephemeralStorageBytes: number;
  /** Requested of every other resource by its name, such as "nvidia.com/gpu". */
  readonly extended: Readonly<Record<string, number>>;
  readonly priority: number;
  readonly tolerations: readonly PolicyToleration[];
}

export interface PolicyNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly PolicyTaint[];
  /** Cordoned. */
  readonly unschedulable: boolean;
  /** How many pods are on it, those that are still on their way included. */
  readonly pods: number;
  /** The same pods one by one, in no meaningful order. */
  readonly podList: readonly PolicyPod[];
  /** How many pods it takes. */
  readonly allocatablePods: number;
  /** In thousandths of a core. */
  readonly allocatableMilliCpu: number;
  readonly allocatableMemoryBytes: number;
  readonly allocatableEphemeralStorageBytes: number;
  /** Of every other resource by its name, such as "nvidia.com/gpu". */
  readonly allocatableExtended: Readonly<Record<string, number>>;
  /** By the pods on it, in thousandths of a core. */
  readonly requestedMilliCpu: number;
  readonly requestedMemoryBytes: number;
  readonly requestedEphemeralStorageBytes: number;
  readonly requestedExtended: Readonly<Record<string, number>>;
}

export interface PolicyTaint {
  readonly key: string;
  readonly value: string;
  /** "NoSchedule", "PreferNoSchedule" or "NoExecute". */
  readonly effect: string;
}

export interface PolicyToleration {
  /** "": every key. */
  readonly key: string;
  /** "Equal" or "Exists". */
  readonly operator: string;
  readonly value: string;
  /** "": every effect. */
  readonly effect: string;
}

/** What a policy defines: `filter`, `score`, or both. */
export interface Policy {
  /** A reason to refuse the node; undefined, null, true or "" lets it pass, false refuses it without a reason. */
  readonly filter?: (pod: PolicyPod, node: PolicyNode) => string | boolean | null | undefined;
  /** From 0 to 100, the best node highest; digits after the point are cut off. */
  readonly score?: (pod: PolicyPod, node: PolicyNode) => number;
  /** Of the score, beside the weights of Kubernetes' own plugins (1 to 3): an integer from 1 to 1000; 10 by default. */
  readonly weight?: number;
}
