/** A pod of a DaemonSet. */
import type { ReplicaPodPhase } from "../replica-pod.ts";

/** Times in microseconds; the API keeps whole seconds. */
export interface DaemonPod {
  readonly name: string;
  readonly phase: ReplicaPodPhase;
  /** Made from the current template. */
  readonly isUpdated: boolean;
  /** Bound; until then only its affinity names the node. */
  readonly isScheduled: boolean;
  readonly createdUs: number;
  /** Undefined: not ready. */
  readonly readySinceUs: number | undefined;
  readonly deleting: boolean;
}

/** The pod to keep first: bound ones, then the oldest. Source: daemon_controller.go, podByCreationTimestampAndPhase. */
export function daemonPodOrder(left: DaemonPod, right: DaemonPod): number {
  return (
    Number(right.isScheduled) - Number(left.isScheduled) ||
    left.createdUs - right.createdUs ||
    (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)
  );
}
