/**
 * Leases of the nodes: when each kubelet last renewed its own. Renewals are no facts, since nothing would be so frequent and tell so
 * little: whoever plays the kubelets answers for any instant, and only the end and the return of heartbeats are facts (NodeStopped,
 * NodeStarted).
 */

export interface Heartbeats {
  /** spec.renewTime of the node's lease as of `nowUs`: the last renewal at or before it; undefined: there has been none. */
  leaseRenewedUs(node: number, nowUs: number): number | undefined;
}

/** nodeLeaseDurationSeconds x 0.25. Source: pkg/kubelet/kubelet.go. */
export const LEASE_RENEW_INTERVAL_US = 10_000_000;
