/** Leases of kubelets that never fail: renewed every 10 s on one grid, for a simulation whose nodes only join and leave. */
import { type Heartbeats, LEASE_RENEW_INTERVAL_US } from "@orrery/sim-core/store";

export const STEADY_HEARTBEATS: Heartbeats = {
  leaseRenewedUs: (_node, nowUs) => Math.floor(nowUs / LEASE_RENEW_INTERVAL_US) * LEASE_RENEW_INTERVAL_US,
};
