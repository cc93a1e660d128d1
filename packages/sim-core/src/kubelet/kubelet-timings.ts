/** How long the node's agents take, in microseconds. */

export interface KubeletTimings {
  /** From a fact to the kubelet that it concerns. */
  readonly watchDelayUs: number;
  /** From the kubelet's hearing of a pod to its sandbox: admission, volumes, network. */
  readonly podStartUs: number;
  /** Time to stop of a container without behaviour when asked nicely; the pod's grace period cuts it short. */
  readonly podStopUs: number;
  /** How often the kubelet looks at what its container runtime did (PLEG relist); 0: it knows at once. */
  readonly relistUs: number;
  /** From the creation of a container to its first instruction. */
  readonly containerStartUs: number;
}
