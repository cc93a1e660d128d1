/** Taints with effect NoExecute of nodes that are not ready or not heard from: when they come, change and go. */
import type { Taint } from "../../model/index.ts";

export const NOT_READY_TAINT: Taint = { key: "node.kubernetes.io/not-ready", effect: "NoExecute" };
export const UNREACHABLE_TAINT: Taint = { key: "node.kubernetes.io/unreachable", effect: "NoExecute" };

export type NoExecuteStep =
  /** The other of the two taints is there: it is replaced at once. */
  | { readonly kind: "swap"; readonly add: Taint; readonly remove: Taint }
  /** To be tainted when the zone's rate allows. */
  | { readonly kind: "queue"; readonly taint: Taint }
  /** The taint is there already. */
  | { readonly kind: "none" }
  /** Ready: both taints are removed at once, and the node leaves the queue. */
  | { readonly kind: "clear"; readonly remove: readonly Taint[] };

/**
 * What a look at a node does, every monitoring period. A node to be queued that waits already goes to the end of the queue,
 * as the real controller removes and adds it.
 *
 * Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go, processTaintBaseEviction, markNodeForTainting.
 */
export function noExecuteStep(readyStatus: "True" | "False" | "Unknown", taints: readonly Taint[]): NoExecuteStep {
  const present = [NOT_READY_TAINT, UNREACHABLE_TAINT].filter((wanted) =>
    taints.some(({ key, effect }) => key === wanted.key && effect === wanted.effect),
  );
  if (readyStatus === "True") return { kind: "clear", remove: present };
  const [taint, opposite] = readyStatus === "False" ? [NOT_READY_TAINT, UNREACHABLE_TAINT] : [UNREACHABLE_TAINT, NOT_READY_TAINT];
  if (present.includes(opposite)) return { kind: "swap", add: taint, remove: opposite };
  return present.includes(taint) ? { kind: "none" } : { kind: "queue", taint };
}
