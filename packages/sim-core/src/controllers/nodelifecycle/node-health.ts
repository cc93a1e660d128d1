/** When a node was last heard from, and when it has been silent for too long. Times in microseconds. */
import type { NodeCondition } from "../../model/index.ts";

/** Settings of kube-controller-manager. */
export interface NodeGrace {
  /** --node-monitor-period. */
  readonly monitorPeriodUs: number;
  /** --node-monitor-grace-period. */
  readonly gracePeriodUs: number;
  /** --node-startup-grace-period: while the node has never reported the condition Ready. */
  readonly startupGracePeriodUs: number;
}

/** Source: pkg/controller/nodelifecycle/config/v1alpha1/defaults.go. */
export const DEFAULT_NODE_GRACE: NodeGrace = { monitorPeriodUs: 5_000_000, gracePeriodUs: 50_000_000, startupGracePeriodUs: 60_000_000 };

/** What the controller remembers of a node between looks. */
export interface NodeHealth {
  /** The controller's own clock when it last saw a sign of life. */
  readonly probeUs: number;
  /** Heartbeat of the condition Ready at the last look; undefined: it had none. */
  readonly heartbeatUs: number | undefined;
  /** Renewal of the node's lease at the last look; undefined: it had none. */
  readonly leaseRenewedUs: number | undefined;
}

/** What is to be seen of a node now. */
export interface NodeObservation {
  readonly createdUs: number;
  /** lastHeartbeatTime of the condition Ready; undefined: it has none. */
  readonly heartbeatUs: number | undefined;
  readonly leaseRenewedUs: number | undefined;
}

export interface ObservedNode {
  readonly health: NodeHealth;
  /** The last moment at which the node still counts as alive; it is overdue at any later look. */
  readonly aliveUntilUs: number;
}

/**
 * One look at a node: a changed heartbeat or a renewed lease is a sign of life, dated at the look itself.
 *
 * @param before undefined: the controller sees the node for the first time.
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, tryUpdateNodeHealth.
 */
export function observeNode(before: NodeHealth | undefined, seen: NodeObservation, nowUs: number, grace: NodeGrace): ObservedNode {
  let probeUs = before?.probeUs ?? (seen.heartbeatUs === undefined ? seen.createdUs : nowUs);
  if (before !== undefined && seen.heartbeatUs !== before.heartbeatUs) probeUs = nowUs;
  let leaseRenewedUs = before?.leaseRenewedUs;
  if (seen.leaseRenewedUs !== undefined && (leaseRenewedUs === undefined || leaseRenewedUs < seen.leaseRenewedUs)) {
    leaseRenewedUs = seen.leaseRenewedUs;
    probeUs = nowUs;
  }
  const graceUs = seen.heartbeatUs === undefined ? grace.startupGracePeriodUs : grace.gracePeriodUs;
  return { health: { probeUs, heartbeatUs: seen.heartbeatUs, leaseRenewedUs }, aliveUntilUs: probeUs + graceUs };
}

/**
 * The conditions that change when a node is overdue: Ready and the pressures become Unknown, missing ones are created so;
 * those that are Unknown already stay. A Ready condition created here has the node's creation as its heartbeat; the
 * remembered health has to take that over, or the next look takes it for a sign of life.
 *
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, tryUpdateNodeHealth.
 */
export function staleConditions(
  conditions: readonly Pick<NodeCondition, "type" | "status">[],
): Pick<NodeCondition, "type" | "status" | "reason">[] {
  return STALE_TYPES.flatMap((type) => {
    const current = conditions.find((condition) => condition.type === type);
    if (current === undefined) return { type, status: "Unknown", reason: "NodeStatusNeverUpdated" };
    return current.status === "Unknown" ? [] : { type, status: "Unknown", reason: "NodeStatusUnknown" };
  });
}

/** NetworkUnavailable is left out: the control plane manages it. */
const STALE_TYPES: readonly string[] = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];
