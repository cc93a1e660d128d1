/** What can happen to a node from outside: faults of the timeline, and maintenance. */

export type NodeAction =
  /** The machine is dead at once; it comes back after `downUs` (Infinity: not by itself). */
  | { readonly kind: "crash"; readonly downUs: number }
  /** A shutdown in order (graceful where the node has a shutdownGracePeriod), then `downUs` until the kubelet runs again. */
  | { readonly kind: "reboot"; readonly downUs: number }
  /** The container runtime answers nothing for so long (Infinity: until `recover`). */
  | { readonly kind: "hangRuntime"; readonly forUs: number }
  /** The kubelet stops, its pods go on: no heartbeats, no probes, no restarts. */
  | { readonly kind: "stopKubelet"; readonly forUs: number }
  /** Something outside the pods writes so much to the node's disk; freed after `forUs`. */
  | { readonly kind: "fillDisk"; readonly bytes: number; readonly forUs: number }
  /** Ends whatever of the above lasts: the machine boots, kubelet and runtime answer, the disk is freed. */
  | { readonly kind: "recover" };
